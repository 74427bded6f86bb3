"""The suite: name → attack. About sixty, from a plain recompression to chains of four."""

from __future__ import annotations

import numpy as np

from bench.evidence import altering as a
from bench.evidence import pasting as p
from bench.evidence.altering import Attack, Dice, Pixels

_SEPIA = ((0.39, 0.77, 0.19), (0.35, 0.69, 0.17), (0.27, 0.53, 0.13))
_WARM = ((1.12, 0, 0), (0, 1.0, 0), (0, 0, 0.85))
_GREY = ((0.3, 0.59, 0.11),) * 3
HARD = frozenset({"collage of four", "crop 50 %", "screen strong + strip"})  # a lower line is allowed them


def suite(others: list[Pixels]) -> dict[str, Attack]:
    """others: pictures that are not searched for, to make collages with."""
    mild, strong = p.screen(0.03, 0.1, 0.8, 4), p.screen(0.07, 0.2, 1.4, 8)
    return (
        _plain()
        | _pasted()
        | _shapes()
        | {
            "screen mild": mild,
            "screen strong": strong,
            "collage of two": p.collage(others, 2, 1, 0),
            "collage of two, gap": p.collage(others, 1, 2, 14),
            "collage of four": p.collage(others, 2, 2, 0),
            "picture in picture": p.inset(others),
            "crop + strip + wechat": a.chained(a.cropped(0.2), p.strip, _wechat),
            "mirror + crop + tone": a.chained(a.mirrored, a.cropped(0.15), a.toned(1.2, 10), _wechat),
            "turn + title + wechat": a.chained(a.turned(5, True), p.title, _wechat),
            "chat + wechat": a.chained(p.chat, _wechat),
            "screen strong + strip": a.chained(strong, p.strip, _wechat),
            "mirror + border + sticker": a.chained(a.mirrored, p.stickers, p.border, _wechat),
            "crop + turn + grey + blur": a.chained(
                a.cropped(0.1), a.turned(8, True), a.coloured(_GREY), a.blurred(1.0)
            ),
            "gallery + crop + strip": a.chained(p.gallery, a.cropped(0.1), p.strip, _wechat),
        }
    )


def _plain() -> dict[str, Attack]:
    return {
        "jpeg 60": lambda image, dice: a.jpeg(image, 60),
        "jpeg 30": lambda image, dice: a.jpeg(image, 30),
        "wechat": _wechat,
        "wechat twice": lambda image, dice: a.wechat(a.wechat(image), 1080, 60),
        "resize 50 %": lambda image, dice: a.scaled(image, 0.5),
        "resize 25 %": lambda image, dice: a.scaled(image, 0.25),
        "aspect + 10 %": lambda image, dice: a.scaled(image, 1.1, 1.0),
        "aspect - 15 %": lambda image, dice: a.scaled(image, 0.85, 1.0),
        "bright": a.toned(1.0, 45),
        "dark": a.toned(0.55, 0),
        "contrast": a.toned(1.5, -60),
        "gamma": a.toned(1.0, 0, 1.7),
        "warm": a.coloured(_WARM),
        "sepia": a.coloured(_SEPIA),
        "grey": a.coloured(_GREY),
        "beauty": a.beauty,
        "equalised": a.equalised,
        "noise": a.noisy(14),
        "blur": a.blurred(1.5),
    }


def _pasted() -> dict[str, Attack]:
    return {
        "border": p.border,
        "letterbox": p.letterbox,
        "story": p.story,
        "strip": p.strip,
        "bar": p.bar,
        "title": p.title,
        "stickers": p.stickers,
        "mosaic": p.mosaic,
        "gallery": p.gallery,
        "chat": p.chat,
    }


def _shapes() -> dict[str, Attack]:
    return {
        **{f"crop {share} %": a.cropped(share / 100) for share in (5, 10, 20, 30, 50)},
        "mirror": a.mirrored,
        "flip": lambda image, dice: np.ascontiguousarray(image[::-1]),
        **{f"turn {by}": _quarters(by // 90) for by in (90, 180, 270)},
        **{f"turn {by}, cut": a.turned(by, True) for by in (2, 5, 10, 30)},
        "turn 5, corners": a.turned(5, False),
        "turn 45, corners": a.turned(45, False),
    }


def _quarters(count: int) -> Attack:
    return lambda image, dice: np.ascontiguousarray(np.rot90(image, count))


def _wechat(image: Pixels, dice: Dice) -> Pixels:
    return a.wechat(image)

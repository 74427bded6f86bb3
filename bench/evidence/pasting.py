"""Things put over a photo or a photo put into things: strips, bars, titles, stickers, screens, collages."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.evidence.altering import Attack, Dice, Pixels, jpeg, longest, scaled
from yimi.rooms.evidence.render.fonts import font


def strip(image: Pixels, dice: Dice) -> Pixels:
    """A watermark camera's block: clock, date, weather, place, coordinates."""
    picture = Image.fromarray(image)
    size = max(11, min(image.shape[:2]) // 18)
    pen = ImageDraw.Draw(picture, "RGBA")
    clock = f"{dice.integers(7, 19):02d}:{dice.integers(0, 60):02d}"
    lines = (
        f"2026-{dice.integers(1, 13):02d}-{dice.integers(1, 28):02d} 星期四 晴 18℃",
        f"示范县示范镇第{dice.integers(1, 30)}村便民服务中心",
        f"东经 107.{dice.integers(1000, 9999)} 北纬 29.{dice.integers(1000, 9999)}",
    )
    top = image.shape[0] - round(size * 6.4)
    pen.text((size // 2, top), clock, font=font(round(size * 1.8)), fill="white")
    pen.rectangle(
        (size // 2, top + round(size * 2.3), size // 2 + max(2, size // 6), top + size * 6), fill="#ffc400"
    )
    for number, line in enumerate(lines):
        place = (size, top + round(size * (2.3 + 1.25 * number)))
        pen.text(place, line, font=font(size), fill="white", stroke_width=1, stroke_fill=(0, 0, 0, 120))
    return np.asarray(picture)


def bar(image: Pixels, dice: Dice) -> Pixels:
    """An opaque report bar over the lowest 18 per cent."""
    picture = Image.fromarray(image)
    width, height = picture.size
    pen = ImageDraw.Draw(picture)
    top = round(height * 0.82)
    pen.rectangle((0, top, width, height), fill=(30, 80, 160))
    for number in range(3):
        text = f"活动汇报 第{dice.integers(1, 99)}期 参加{dice.integers(10, 60)}人"
        pen.text(
            (width // 30, top + number * height // 18), text, font=font(max(10, height // 22)), fill="white"
        )
    return np.asarray(picture)


def title(image: Pixels, dice: Dice) -> Pixels:
    """Large text across the picture."""
    picture = Image.fromarray(image)
    width, height = picture.size
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(("春节慰问活动", "温暖送到家", "爱心传递")):
        place = (width // 2, round(height * (0.22 + 0.28 * number)))
        fill = ("white", "yellow", "red")[int(dice.integers(0, 3))]
        pen.text(
            place, line, font=font(width // 8), fill=fill, stroke_width=3, stroke_fill="black", anchor="mm"
        )
    return np.asarray(picture)


def stickers(image: Pixels, dice: Dice) -> Pixels:
    """Five round faces."""
    picture = image.copy()
    height, width = image.shape[:2]
    radius = max(8, min(height, width) // 11)
    for _ in range(5):
        x, y = int(dice.integers(radius, width - radius)), int(dice.integers(radius, height - radius))
        cv2.circle(picture, (x, y), radius, (255, 205, 40), -1)
        for side in (-1, 1):
            cv2.circle(picture, (x + side * radius // 3, y - radius // 4), radius // 7, (60, 40, 0), -1)
        cv2.ellipse(picture, (x, y + radius // 5), (radius // 2, radius // 3), 0, 10, 170, (60, 40, 0), 3)
    return picture


def mosaic(image: Pixels, dice: Dice) -> Pixels:
    """Four pixelated patches."""
    picture = image.copy()
    height, width = image.shape[:2]
    for _ in range(4):
        h, w = height // 6, width // 6
        top, left = int(dice.integers(0, height - h)), int(dice.integers(0, width - w))
        part = cv2.resize(picture[top : top + h, left : left + w], (5, 5), interpolation=cv2.INTER_AREA)
        picture[top : top + h, left : left + w] = cv2.resize(part, (w, h), interpolation=cv2.INTER_NEAREST)
    return picture


def border(image: Pixels, dice: Dice) -> Pixels:
    by = round(0.08 * max(image.shape[:2]))
    return np.asarray(
        cv2.copyMakeBorder(image, by, by, by, by, cv2.BORDER_CONSTANT, value=(255, 255, 255)), np.uint8
    )


def letterbox(image: Pixels, dice: Dice) -> Pixels:
    by = round(0.25 * image.shape[1])
    return np.asarray(cv2.copyMakeBorder(image, by, by, 0, 0, cv2.BORDER_CONSTANT), np.uint8)


def story(image: Pixels, dice: Dice) -> Pixels:
    """9:16 with the photo, blurred and enlarged, as its own background."""
    inner = longest(image, 720)
    inner = scaled(inner, 720 / inner.shape[1])
    ground = np.asarray(cv2.resize(image, (720, 1280)), np.uint8)
    ground = (cv2.GaussianBlur(ground, (0, 0), 25) * 0.8).astype(np.uint8)
    height = min(1280, inner.shape[0])
    top = (1280 - height) // 2
    ground[top : top + height] = inner[:height]
    return ground


def gallery(image: Pixels, dice: Dice) -> Pixels:
    """A screenshot of the phone's gallery."""
    ground = np.full((1600, 720, 3), 0 if dice.random() < 0.5 else 255, np.uint8)
    inner = scaled(image, min(720 / image.shape[1], 1240 / image.shape[0]))
    top, left = (1600 - inner.shape[0]) // 2, (720 - inner.shape[1]) // 2
    ground[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    ink = 255 - int(ground[0, 0, 0])
    picture = Image.fromarray(ground)
    pen = ImageDraw.Draw(picture)
    pen.text((30, 18), f"{dice.integers(7, 22)}:{dice.integers(10, 59)}", font=font(28), fill=(ink,) * 3)
    pen.text((300, 90), "11月12日", font=font(32), fill=(ink,) * 3)
    for number, word in enumerate(("发送", "编辑", "收藏", "删除")):
        pen.text((70 + 170 * number, 1500), word, font=font(30), fill=(ink,) * 3)
    return np.asarray(picture)


def chat(image: Pixels, dice: Dice) -> Pixels:
    """A screenshot of a chat with the photo as one message."""
    picture = Image.new("RGB", (720, 1440), (237, 237, 237))
    pen = ImageDraw.Draw(picture)
    pen.text((300, 40), "工作群(23)", font=font(34), fill="black")
    inner = scaled(image, 330 / max(image.shape[:2]))
    left, top = 720 - 110 - inner.shape[1], int(dice.integers(350, 700))
    picture.paste(Image.fromarray(inner), (left, top))
    pen.rectangle((625, top, 700, top + 75), fill=(90, 140, 200))
    for number, line in enumerate(("收到，谢谢", "今天活动的照片发一下")):
        at = 150 + 100 * number
        pen.rounded_rectangle((110, at, 130 + 34 * len(line), at + 70), 8, fill="white")
        pen.text((120, at + 16), line, font=font(32), fill="black")
        pen.rectangle((20, at, 90, at + 70), fill=(120, 60 + 80 * number, 60))
    pen.rectangle((0, 1340, 720, 1440), fill=(247, 247, 247))
    return np.asarray(picture)


def screen(bend: float, moire: float, blur: float, noise: float) -> Attack:
    """A photo of a screen: tilted, with the grid of its dots, blur, glare and noise."""

    def shot(image: Pixels, dice: Dice) -> Pixels:
        picture = scaled(image, 1000 / max(image.shape[:2])).astype(np.float32)
        height, width = picture.shape[:2]
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        picture *= 1 - moire * (0.5 + 0.5 * np.sin(x * 2.1) * np.sin(y * 1.9 + x * 0.05))[:, :, None]
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        moved = corners * 0.86 + np.array([width, height]) * 0.07
        moved += dice.uniform(-bend, bend, (4, 2)) * np.array([width, height])
        matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
        picture = cv2.warpPerspective(picture, matrix, (width, height), borderValue=(25, 25, 28))
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
        glare = np.exp(
            -((x - width * dice.random()) ** 2 + (y - height * dice.random()) ** 2) / (0.05 * width**2)
        )
        picture = picture * 0.92 + 60 * moire / 0.2 * 0.5 * glare[:, :, None]
        return jpeg(np.clip(picture + dice.normal(0, noise, picture.shape), 0, 255).astype(np.uint8), 80)

    return shot


def collage(others: list[Pixels], columns: int, rows: int, gap: int) -> Attack:
    """The photo as one tile among others, each cut to its tile."""

    def paste(image: Pixels, dice: Dice) -> Pixels:
        side = 540
        mine = int(dice.integers(0, columns * rows))
        ground = np.full((rows * side + gap, columns * side + gap, 3), 255, np.uint8)
        for number in range(columns * rows):
            tile = image if number == mine else others[int(dice.integers(0, len(others)))]
            top, left = (number // columns) * (side + gap), (number % columns) * (side + gap)
            tile = _filled(tile, side)
            ground[top : top + side, left : left + side] = tile[
                : ground.shape[0] - top, : ground.shape[1] - left
            ]
        return ground

    return paste


def inset(others: list[Pixels]) -> Attack:
    """The photo, small, in a corner of another."""

    def paste(image: Pixels, dice: Dice) -> Pixels:
        ground = scaled(others[int(dice.integers(0, len(others)))], 1.0).copy()
        ground = scaled(ground, 1000 / max(ground.shape[:2]))
        inner = scaled(image, 0.42 * max(ground.shape[:2]) / max(image.shape[:2]))
        inner = inner[: ground.shape[0] - 20, : ground.shape[1] - 20]
        ground[10 : 10 + inner.shape[0], 10 : 10 + inner.shape[1]] = inner
        return ground

    return paste


def _filled(image: Pixels, side: int) -> Pixels:
    """Scaled to cover a square and cut in its middle, as collage apps do."""
    cover = scaled(image, side / min(image.shape[:2]))
    top, left = (cover.shape[0] - side) // 2, (cover.shape[1] - side) // 2
    return cover[max(0, top) : max(0, top) + side, max(0, left) : max(0, left) + side]

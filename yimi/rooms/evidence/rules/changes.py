"""What was done to a picture, from the engine's codes into words."""

from __future__ import annotations

from django.utils.translation import gettext as _

# Seen from the earlier picture's side only these are still true; a turn goes the other way round.
BOTH_WAYS = ("mirrored", "rotated", "painted_over", "tone")


def said(changes: dict[str, float], *, turned: bool = False) -> str:
    """The changes as a phrase, the most telling first; empty when nothing was done that could be said."""
    kept = {code: amount for code, amount in changes.items() if not turned or code in BOTH_WAYS}
    if turned and "rotated" in kept:
        kept["rotated"] = -kept["rotated"]
    return _("、").join(phrase for code, amount in kept.items() if (phrase := _phrase(code, amount)))


def _phrase(code: str, amount: float) -> str:
    percent = round(amount * 100)
    plain = {
        "mirrored": _("左右翻转"),
        "tile": _("拼在一张拼图里"),
        "stretched": _("拉伸变形"),
        "perspective": _("斜着翻拍"),
        "tone": _("改了明暗或色调"),
        "recompressed": _("重新压缩"),
    }
    if code == "rotated":
        return _("转了 {degrees} 度").format(degrees=round(abs(amount)))
    if code == "cropped":
        return _("裁剪到原来的 {percent}%").format(percent=percent)
    if code == "framed":
        return _("加了边框，只占画面的 {percent}%").format(percent=percent)
    if code == "painted_over":
        return _("{percent}% 被水印、文字或贴图盖住").format(percent=max(1, percent))
    return plain.get(code, "")

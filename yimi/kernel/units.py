"""Numbers as people read and write them: money, points, minutes."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal

MOST_FEN = 10**18 - 1  # ten thousand million million yuan: the last amount four groups of four can say


def yuan(fen: int) -> str:
    """Fen as yuan with thousands separators: 114000 → "1,140.00"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def parse_yuan(text: str) -> int:
    """An amount as typed ("1,140", "￥1140.5", "１１４０元") in fen; raises Refusal for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("元").removeprefix("¥").strip()
    plain = plain.replace("−", "-")
    if not re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?", plain, re.ASCII):
        raise Refusal(
            _("金额“%(text)s”看不懂。请写成数字，最多两位小数，例如 1140.00。") % {"text": text[:30]}
        )
    fen = int(Decimal(plain.replace(",", "")) * 100)
    if abs(fen) > MOST_FEN:
        raise Refusal(_("金额“%(text)s”太大，请检查是否多写了零。") % {"text": text[:30]})
    return fen


def points(half_points: int) -> str:
    """Half-points as points: 3 → "1.5", 4 → "2"."""
    sign = "-" if half_points < 0 else ""
    whole, half = divmod(abs(half_points), 2)
    return f"{sign}{whole}.5" if half else f"{sign}{whole}"


def parse_points(text: str) -> int:
    """Points as typed ("1.5") in half-points; raises Refusal unless it is a whole or a half."""
    try:
        halves = Decimal(unicodedata.normalize("NFKC", text).strip()) * 2
    except InvalidOperation:
        halves = Decimal("NaN")
    if not halves.is_finite() or halves != halves.to_integral_value() or abs(halves) > MOST_FEN:
        raise Refusal(_("积分“%(text)s”看不懂。请写成整数或半分，例如 1.5。") % {"text": text[:30]})
    return int(halves)


def hours_minutes(minutes: int) -> str:
    """Minutes as people say them: 135 → "2小时15分钟"."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return sign + _("%(minutes)d分钟") % {"minutes": rest}
    if not rest:
        return sign + _("%(hours)d小时") % {"hours": hours}
    return sign + _("%(hours)d小时%(minutes)d分钟") % {"hours": hours, "minutes": rest}

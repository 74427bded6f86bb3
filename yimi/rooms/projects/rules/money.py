"""Sentences about money: what is left, and what to do when it is not enough."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yimi.kernel.units import yuan

# Demonstration projects are milestone contracts of 30,000 yuan and more, never sessions (D1).
DEMONSTRATION_FEN = 3_000_000


def not_enough_room(*, allotment: str, room_fen: int, wanted_fen: int, sessions: int) -> str | None:
    """None when `wanted_fen` fits into `room_fen`; else which allotment, what is left, what to do (A4-01)."""
    if wanted_fen <= room_fen:
        return None
    return _(
        "额度“%(allotment)s”还剩 %(room)s 元，这次 %(sessions)s 场要 %(wanted)s 元，不够。"
        "可以减少场次，或请区县业务科调整额度。"
    ) % {"allotment": allotment, "room": yuan(room_fen), "wanted": yuan(wanted_fen), "sessions": sessions}


def demonstration(price_fen: int) -> str | None:
    """Refuse a project of 30,000–50,000 yuan dressed as a session (A4-18, D1 common rules)."""
    if price_fen < DEMONSTRATION_FEN:
        return None
    return _("单价 %(price)s 元属于示范小项目，按里程碑合同管理，不能作为场次下单。") % {
        "price": yuan(price_fen)
    }


def outside_quarter(
    *, wished_from: date, wished_to: date, start: date, end: date, quarter: str
) -> str | None:
    """An allotment pays for its own quarter only."""
    if start <= wished_from and wished_to <= end:
        return None
    return _(
        "希望的时间要在额度的季度 %(quarter)s（%(start)s 至 %(end)s）之内，请改日期或换一个季度的额度。"
    ) % {
        "quarter": quarter,
        "start": start.isoformat(),
        "end": end.isoformat(),
    }

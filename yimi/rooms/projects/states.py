"""States of everything ordered, called out, awarded and held, with the table each may move along.

Pure data: `print(table())` shows every move there is; `check_move` is the only judge of a move.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.errors import Stale


class Channel(TextChoices):
    """How a request reached us; all are of equal rank (mission 10)."""

    PHONE = "phone", _lazy("电话")
    CODE = "code", _lazy("扫码")
    VILLAGE = "village", _lazy("村（社区）")
    STATION = "station", _lazy("社工站")


class RequestState(TextChoices):
    OPEN = "open", _lazy("待处理")
    CALLED_OUT = "called_out", _lazy("已召集")
    STATION_TASK = "station_task", _lazy("社工站自办")
    DONE = "done", _lazy("已办完")
    DECLINED = "declined", _lazy("未受理")
    WITHDRAWN = "withdrawn", _lazy("已撤回")

    MOVES = nonmember(
        {
            "open": {"called_out", "station_task", "declined", "withdrawn"},
            "called_out": {"open"},  # the call-out failed or was cancelled: the wish is still there
            "station_task": {"open", "declined", "withdrawn", "done"},
        }
    )


class CallOutState(TextChoices):
    OPEN = "open", _lazy("征集中")
    CLOSED = "closed", _lazy("待选定")
    AWARDED = "awarded", _lazy("待机构确认")
    CONFIRMED = "confirmed", _lazy("已确认")
    FAILED = "failed", _lazy("流标")
    CANCELLED = "cancelled", _lazy("已取消")

    MOVES = nonmember(
        {
            "open": {"closed", "failed", "cancelled"},
            "closed": {"awarded", "failed", "cancelled"},
            "awarded": {"awarded", "confirmed", "failed"},  # awarded again = passed on to the next offer
        }
    )


class ResponseKind(TextChoices):
    OFFER = "offer", _lazy("应征")
    DECLINE = "decline", _lazy("不参加")


class AwardState(TextChoices):
    RESERVE = "reserve", _lazy("候补")
    OFFERED = "offered", _lazy("待确认")
    CONFIRMED = "confirmed", _lazy("已确认")
    DECLINED = "declined", _lazy("已放弃")
    LAPSED = "lapsed", _lazy("逾期未确认")

    MOVES = nonmember({"reserve": {"offered"}, "offered": {"confirmed", "declined", "lapsed"}})


class SessionState(TextChoices):
    """Ends at submitted: whether it is accepted is review's to say, whether it is paid settlement's."""

    PLANNED = "planned", _lazy("待开展")
    DELIVERED = "delivered", _lazy("已开展，待提交")
    SUBMITTED = "submitted", _lazy("已提交")
    CANCELLED = "cancelled", _lazy("已取消")
    NO_SHOW = "no_show", _lazy("未开展")

    LIVE = nonmember(("planned", "delivered", "submitted"))
    HELD = nonmember(("delivered", "submitted"))
    MOVES = nonmember(
        {
            "planned": {"delivered", "cancelled", "no_show"},
            "delivered": {"submitted"},
            "submitted": {"delivered"},  # returned by the review: the provider completes it
        }
    )


class NoShow(TextChoices):
    NOBODY = "nobody", _lazy("没有群众到场")
    PROVIDER = "provider", _lazy("机构未到场")


class ThemeState(TextChoices):
    OPEN = "open", _lazy("进行中")
    CLOSED = "closed", _lazy("已结束")

    MOVES = nonmember({"open": {"closed"}, "closed": {"open"}})


class AgeBand(TextChoices):
    INFANT = "0-5", _lazy("0–5岁")
    CHILD = "6-17", _lazy("6–17岁")
    ADULT = "18-59", _lazy("18–59岁")
    YOUNG_ELDER = "60-69", _lazy("60–69岁")
    ELDER = "70-79", _lazy("70–79岁")
    OLD_ELDER = "80+", _lazy("80岁以上")
    UNKNOWN = "", _lazy("未登记")


TABLES: dict[str, Mapping[str, set[str]]] = {
    kind.__name__: kind.MOVES for kind in (RequestState, CallOutState, AwardState, SessionState, ThemeState)
}


def may_move(kind: type[TextChoices], here: str, to: str) -> bool:
    """Whether the printed table allows the move."""
    return to in TABLES[kind.__name__].get(here, set())


def check_move(kind: type[TextChoices], here: str, to: str, *, what: str) -> None:
    """Refuse a move the table does not know.

    `what` names the thing in the sentence. Raises Stale: the usual cause is that somebody else was first.
    """
    if not may_move(kind, here, to):
        raise Stale(
            _("%(what)s现在是“%(here)s”，不能改为“%(to)s”。请刷新页面看看发生了什么。")
            % {"what": what, "here": kind(here).label, "to": kind(to).label}
        )


def table() -> str:
    """All moves as text, one a line."""
    return "\n".join(
        f"{name}: {here} → {', '.join(sorted(to))}"
        for name, moves in TABLES.items()
        for here, to in moves.items()
    )

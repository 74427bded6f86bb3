"""Windows of call-outs, offers within them, and signals of collusion: shown, never blocking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

SAME_PAIR_TIMES = 3  # the same two bidders in so many call-outs in a row
SAME_WINNER_TIMES = 3


@dataclass(frozen=True)
class Signal:
    """Something to look at before deciding; never a proof."""

    code: str
    text: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Bidder:
    """What is compared between two providers that offer."""

    id: int
    name: str
    account_index: str
    address: str
    phone: str


def offer_fits(
    *, starts: Sequence[datetime], sessions: int, wished_from: date, wished_to: date, now: datetime
) -> str | None:
    """An offer proposes one start per session, on different days, in the wished window and in the future."""
    if len(starts) != sessions:
        return _("这次征集 %(sessions)s 场，请为每场写一个开始时间（现在写了 %(given)s 个）。") % {
            "sessions": sessions,
            "given": len(starts),
        }
    for start in starts:
        if not wished_from <= start.date() <= wished_to:
            return _("%(start)s 不在希望的时间 %(first)s 至 %(last)s 之内，请改。") % {
                "start": f"{start:%m-%d %H:%M}",
                "first": wished_from.isoformat(),
                "last": wished_to.isoformat(),
            }
        if start <= now:
            return _("%(start)s 已经过去，请写将来的时间。") % {"start": f"{start:%m-%d %H:%M}"}
    if len({start.date() for start in starts}) < len(starts):
        return _("同一机构同一类型在同一个村一天只能有一场，请把各场安排在不同的日子。")
    return None


def closable(*, now: datetime, respond_by: datetime, offers: int, answered: int, invited: int) -> str | None:
    """A window closes when it ends; earlier only when all answered or two offers compete (decision 3)."""
    if now >= respond_by or answered >= invited > 0 or offers >= 2:
        return None
    return _(
        "征集到 %(until)s 截止，目前 %(offers)s 家应征。提前结束需要至少两家应征，或所有机构都已答复。"
    ) % {
        "until": f"{respond_by:%m-%d %H:%M}",
        "offers": offers,
    }


def same_pair(bidders: Sequence[Bidder], history: Sequence[frozenset[int]]) -> Signal | None:
    """The same two, and only they, offered in each of the last call-outs of the town (newest first)."""
    pair = frozenset(bidder.id for bidder in bidders)
    recent = history[: SAME_PAIR_TIMES - 1]
    if len(pair) != 2 or len(recent) < SAME_PAIR_TIMES - 1 or any(other != pair for other in recent):
        return None
    names = "、".join(bidder.name for bidder in bidders)
    return Signal(
        "same_pair",
        _("最近 %(n)s 次征集都只有这两家应征：%(names)s。") % {"n": len(recent) + 1, "names": names},
    )


def same_winner(bidders: Sequence[Bidder], winners: Sequence[int]) -> Signal | None:
    """One of the bidders won at least three times in a row in the town (winners newest first)."""
    run = 0
    for winner in winners:
        if winner != winners[0]:
            break
        run += 1
    name = next((bidder.name for bidder in bidders if winners and bidder.id == winners[0]), None)
    if name is None or run < SAME_WINNER_TIMES:
        return None
    return Signal("same_winner", _("%(name)s 在本镇已连续 %(n)s 次中选。") % {"name": name, "n": run})


def shared_details(bidders: Sequence[Bidder]) -> list[Signal]:
    """Two bidders with one bank account, address or phone."""
    found = []
    for field, what in (("account_index", _("银行账户")), ("address", _("地址")), ("phone", _("电话"))):
        for index, one in enumerate(bidders):
            for other in bidders[index + 1 :]:
                value = str(getattr(one, field)).strip()
                if value and value == str(getattr(other, field)).strip():
                    text = _("%(one)s 和 %(other)s 的%(what)s相同。") % {
                        "one": one.name,
                        "other": other.name,
                        "what": what,
                    }
                    found.append(Signal(f"shared_{field.removesuffix('_index')}", text))
    return found


def relatives(pairs: Iterable[tuple[str, str]]) -> list[Signal]:
    """Declared relatives on both sides: two bidders, or a bidder and the station."""
    return [
        Signal("relatives", _("%(one)s 和 %(other)s 有申报的亲属或经济关系。") % {"one": one, "other": other})
        for one, other in pairs
    ]


def closed_early(*, now: datetime, respond_by: datetime) -> Signal | None:
    """The window was not run to its end."""
    if now >= respond_by:
        return None
    return Signal("closed_early", _("征集还没有到截止时间就选定了机构。"))

"""Common rules of D1 for every session: each returns None, or the sentence of what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from yimi.rooms.projects.states import AgeBand

BATHING, CHILDREN, PROFESSIONAL = "bathing", "children", "P"
BANDS = (
    (5, AgeBand.INFANT),
    (17, AgeBand.CHILD),
    (59, AgeBand.ADULT),
    (69, AgeBand.YOUNG_ELDER),
    (79, AgeBand.ELDER),
)


@dataclass(frozen=True)
class Outing:
    """Where somebody is, from when to when; a session without a site is somewhere in its village."""

    start: datetime
    end: datetime
    village: str
    site: int | None
    number: str

    def apart_from(self, other: Outing) -> bool:
        """Certainly another place: another village, or two different sites."""
        two_sites = self.site is not None and other.site is not None and self.site != other.site
        return self.village != other.village or two_sites


@dataclass(frozen=True)
class WalkIn:
    """Somebody who came without being in the register. `name` is stored encrypted and shown masked.

    `key` is made by the phone that enters them: entered again over a bad line it is the same one.
    """

    name: str
    age: int | None = None
    key: UUID | None = None


def age_band(age: int | None) -> AgeBand:
    """What a provider may know of somebody's age."""
    if age is None:
        return AgeBand.UNKNOWN
    return next((band for last, band in BANDS if age <= last), AgeBand.OLD_ELDER)


def one_a_day(existing: str | None) -> str | None:
    """Same provider, type and village: at most one session a day (D1). `existing` is the other's number."""
    if existing is None:
        return None
    return _("同一机构同一类型当天在这个村已有 %(number)s，请换一天，或在那一场里增加人数。") % {
        "number": existing
    }


def bathing_gap(*, label: str, day: date, others: Iterable[date], days: int = 7) -> str | None:
    """The same person at most one paid bath in `days` days, counted either way (D1)."""
    near = [other for other in others if abs((day - other).days) < days]
    if not near:
        return None
    return _("%(label)s在 %(other)s 已有一次助浴，%(days)s 天内不能再有一次，请改期或换人。") % {
        "label": label,
        "other": near[0].isoformat(),
        "days": days,
    }


def two_places(*, who: str, here: Outing, others: Iterable[Outing], minutes: int = 60) -> str | None:
    """Nobody is in two places within `minutes` minutes (D1, D9). One place may hold two sessions at once."""
    gap = timedelta(minutes=minutes)
    for other in others:
        if here.apart_from(other) and other.start < here.end + gap and here.start < other.end + gap:
            return _(
                "%(who)s在 %(number)s 还有另一处的服务，两处之间要隔 %(minutes)s 分钟，请换人或改时间。"
            ) % {
                "who": who,
                "number": other.number,
                "minutes": minutes,
            }
    return None


def enough_staff(*, count: int, minimum: int) -> str | None:
    """The type's minimum number of workers (D1)."""
    if count >= minimum:
        return None
    return _("这个类型至少要 %(minimum)s 名工作人员，现在是 %(count)s 名，请补充人员。") % {
        "minimum": minimum,
        "count": count,
    }


def licensed(*, flags: Iterable[str], licensed_count: int) -> str | None:
    """Types with flag P need at least one worker whose licence is verified and valid that day (D1)."""
    if PROFESSIONAL not in flags or licensed_count > 0:
        return None
    return _("这个类型需要专业资格，所选人员里没有当日有效且已核验的证书。请换人，或先登记并核验证书。")


def record_checked(*, sensitive: str, unchecked: Iterable[str]) -> str | None:
    """Who works with children has passed this year's criminal-record check (MP12, D1)."""
    names = list(unchecked)
    if sensitive != CHILDREN or not names:
        return None
    return _("儿童服务的人员要有一年内的从业查询记录：%(names)s 还没有。请先登记查询结果，或换人。") % {
        "names": "、".join(names)
    }


def bathing_duties(sensitive: str) -> str | None:
    """What a bathing session must have besides people: said, not checked by the machine (MP05, D1)."""
    if sensitive != BATHING:
        return None
    return _(
        "助浴请确认：已投保；每位老人填了健康问卷；一位老人两名助手；浴前浴后量血压；高风险老人有家属签字同意。"
    )


def submitted_late(*, ended_at: datetime, submitted_at: datetime, hours: int = 72) -> str | None:
    """Evidence is submitted within `hours` hours of the end; later is a flag, not a refusal (D1)."""
    late = submitted_at - ended_at - timedelta(hours=hours)
    if late <= timedelta(0):
        return None
    return _("结束后 %(hours)s 小时内应提交，这一场晚了 %(late)s 小时。") % {
        "hours": hours,
        "late": -(-int(late.total_seconds()) // 3600),
    }


# from when somebody may be on the way: pictures and the head count are offered
EARLY = timedelta(hours=2)


def submission_due(ended_at: datetime, hours: int = 72) -> datetime:
    """Until when a delivered session is to be submitted."""
    return ended_at + timedelta(hours=hours)


def deliverable(
    *,
    starts_at: datetime,
    actual_start: datetime,
    actual_end: datetime,
    now: datetime,
    early_minutes: int = 120,
) -> str | None:
    """Delivered no earlier than two hours before the plan, forward in time, not in the future."""
    if actual_start < starts_at - timedelta(minutes=early_minutes):
        return _("这一场计划 %(planned)s 开始，实际开始最多早 %(minutes)s 分钟。时间有变请先改期。") % {
            "planned": f"{starts_at:%m-%d %H:%M}",
            "minutes": early_minutes,
        }
    if actual_end <= actual_start:
        return _("实际结束时间应晚于实际开始时间，请检查。")
    if actual_end > now:
        return _("实际结束时间还没有到，请在服务结束后登记。")
    return None


def plannable(*, start: datetime, now: datetime, first: date, last: date) -> str | None:
    """A session is planned ahead, inside the quarter whose money it uses."""
    if start <= now:
        return _("开始时间已经过去，请写将来的时间。")
    if not first <= start.date() <= last:
        return _(
            "要排在 %(first)s 至 %(last)s 之内，因为额度只管这一季度。排不进去的请退回，下季度重新征集。"
        ) % {
            "first": first.isoformat(),
            "last": last.isoformat(),
        }
    return None


def movable(
    *, starts_at: datetime, now: datetime, day: date, quarter_start: date, quarter_end: date
) -> str | None:
    """A session moves before it begins and inside the quarter whose money it uses."""
    if now >= starts_at:
        return _("这一场的开始时间已过，不能改期。没有开展请登记“未开展”。")
    if not quarter_start <= day <= quarter_end:
        return _("改期要在 %(start)s 至 %(end)s 之内，因为额度只管这一季度。跨季度请取消后重新征集。") % {
            "start": quarter_start.isoformat(),
            "end": quarter_end.isoformat(),
        }
    return None

"""Which sessions lie on whose table, in which order, and what comes before and after one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.kernel.periods import Week
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.models.scope import of_place
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review import queries
from yimi.rooms.review.models import Sample

# Who reads a session's file: the town's station, and who judges or watches in the county; never the provider.
READERS = (Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS, Role.COUNTY_LEADER, Role.SUPERVISOR)
MOST = 500  # a county's week has tens; beyond this the filters are for
WITH = ("type", "village", "town", "provider", "station", "site", "host", "allotment")


def readable(reach: Reach) -> QuerySet[Session]:
    """Sessions whose whole file this person may read."""
    judged = Session.objects.visible_to(reach)
    return judged.filter(of_place(reach, *STATION)) | judged.filter(county__in=reach.counties(*READERS))


@dataclass(frozen=True)
class Lane:
    """A kind of table: its rows within a reach, in order, and the page they are listed on."""

    name: str
    url_name: str
    rows: Callable[[Reach, QueryDict], list[Any]]


def _to_pre_check(reach: Reach, asked: QueryDict) -> list[Any]:
    waiting = queries.with_risk(queries.to_pre_check(reach)).select_related(*WITH)
    return list(waiting.order_by("review_week", "-risk", "submitted_at", "pk")[:MOST])


def _of_week(reach: Reach, asked: QueryDict) -> list[Any]:
    return list(queries.week_queue(reach, week_asked(reach, asked)).filter(pk__in=readable(reach))[:MOST])


PRECHECK = Lane("precheck", "desk:precheck", _to_pre_check)
REVIEW = Lane("review", "desk:review", _of_week)


def week_asked(reach: Reach, asked: QueryDict) -> Week:
    """The week of the address; else the earliest with something to review; else the one that ended last."""
    if asked.get("week"):
        return Week.parse(str(asked["week"]))
    earliest = queries.to_review(reach).order_by("review_week").values_list("review_week", flat=True).first()
    return Week.parse(earliest) if earliest else Week.containing(clock.today()).previous()


class QueueForm(forms.Form):
    """The filter bar; its choices are what the week holds."""

    state = forms.ChoiceField(label=_lazy("进度"), required=False)
    town = forms.ChoiceField(label=_lazy("乡镇"), required=False)
    type = forms.ChoiceField(label=_lazy("类型"), required=False)
    provider = forms.ChoiceField(label=_lazy("承接机构"), required=False)
    flags = forms.ChoiceField(label=_lazy("机器提示"), required=False)
    week = forms.CharField(required=False, widget=forms.HiddenInput)

    STATES = [
        ("", _lazy("全部")),
        ("open", _lazy("待评审")),
        ("station", _lazy("等初核")),
        ("done", _lazy("已评")),
    ]
    FLAGS = [("", _lazy("不限")), ("strong", _lazy("有强提示")), ("none", _lazy("没有提示"))]

    def __init__(self, data: QueryDict, rows: Sequence[Any]) -> None:
        super().__init__(data)
        self._choose("state", self.STATES)
        self._choose("flags", self.FLAGS)
        self._choose("town", _distinct((row.town_id, row.town.name) for row in rows))
        self._choose("type", _distinct((row.type_id, row.type.label) for row in rows))
        self._choose("provider", _distinct((str(row.provider_id), row.provider.name) for row in rows))

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def keep(self, rows: Sequence[Any]) -> list[Any]:
        """The rows that match; a value that is not offered does not filter."""
        self.is_valid()
        wanted = self.cleaned_data
        plain = {"town": "town_id", "type": "type_id", "provider": "provider_id"}
        kept = list(rows)
        for name, column in plain.items():
            if wanted.get(name):
                kept = [row for row in kept if str(getattr(row, column)) == wanted[name]]
        if wanted.get("state"):
            kept = [row for row in kept if standing_of(row) == wanted["state"]]
        if wanted.get("flags"):
            kept = [
                row
                for row in kept
                if bool(row.strong_count if wanted["flags"] == "strong" else not row.flag_count)
            ]
        return kept


def standing_of(row: Any) -> str:
    """Where a session of the week stands: done, open for the county, or still at the station."""
    if row.result:
        return "done"
    return "open" if row.precheck == "passed" else "station"


def _distinct(pairs: Any) -> list[tuple[str, Any]]:
    return [("", _lazy("全部")), *sorted(set(pairs), key=lambda pair: str(pair[1]))]


@dataclass(frozen=True)
class Place:
    """Where one session stands in a queue."""

    number: int | None
    total: int
    before: int | None
    after: int | None
    next_open: int | None


def place_in(lane: Lane, reach: Reach, asked: QueryDict, pk: int) -> Place:
    """The neighbours of a session under the address's filters, and the next one that waits."""
    rows = lane.rows(reach, asked)
    rows = QueueForm(asked, rows).keep(rows) if lane is REVIEW else rows
    keys = [row.pk for row in rows]
    here = keys.index(pk) if pk in keys else None
    waiting = [row.pk for row in rows if row.pk != pk and (lane is PRECHECK or standing_of(row) == "open")]
    later = [key for key in waiting if here is None or keys.index(key) > here]
    return Place(
        number=None if here is None else here + 1,
        total=len(keys),
        before=keys[here - 1] if here else None,
        after=keys[here + 1] if here is not None and here + 1 < len(keys) else None,
        next_open=(later or waiting or [None])[0],
    )


def hidden_from(reach: Reach, rows: Sequence[Any]) -> set[int]:
    """Sessions whose verdict this person must not see yet: a blind second opinion of theirs is to come."""
    blind = Sample.objects.filter(
        assigned_to=reach.user_id, verdict=None, session__in=[row.pk for row in rows]
    )
    return set(blind.values_list("session", flat=True))


def overdue_returns(reach: Reach) -> QuerySet[Session]:
    """Returned by somebody, not completed in time: a reviewer may end them."""
    last = clock.now() - timedelta(days=figure("return_days"))
    late = Session.objects.visible_to(reach).filter(
        county__in=reach.counties(Role.COUNTY_REVIEWER), state=SessionState.DELIVERED, returned_at__lt=last
    )
    return late.select_related("type", "village", "provider").order_by("returned_at", "pk")[:20]

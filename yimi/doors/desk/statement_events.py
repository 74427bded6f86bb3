"""What happened to a statement, with names and times, for its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from yimi.rooms.settlement.models import Statement
from yimi.rooms.settlement.queries import Reading


@dataclass(frozen=True)
class Event:
    """One entry of a timeline, as porch/parts/timeline.html shows it."""

    at: datetime
    what: str
    who: str
    note: str = ""


def events_of(statement: Statement, reading: Reading) -> list[Event]:
    """Frozen, objected, answered, confirmed by each, published, paid; in the order in which it happened."""
    events = [Event(statement.frozen_at, _("冻结生成"), statement.frozen_by.display_name)]
    for one in reading.objections:
        events.append(Event(one.raised_at, _("机构提出异议"), one.raised_by.display_name, one.reason))
        if one.answered_at is not None and one.answered_by is not None:
            events.append(Event(one.answered_at, _("区县答复异议"), one.answered_by.display_name, one.answer))
    for link in reading.chain:
        if link.at is not None:
            what = _("区县代%(house)s确认") if link.instead_because else _("%(house)s确认")
            events.append(Event(link.at, what % {"house": link.house}, link.name, link.instead_because))
    if statement.published_at is not None and statement.published_by is not None:
        until = _("公示到 %(day)s") % {"day": statement.notice_until}
        events.append(Event(statement.published_at, _("公示"), statement.published_by.display_name, until))
    if statement.paid_at is not None and statement.paid_by is not None:
        events.append(Event(statement.paid_at, _("付款"), statement.paid_by.display_name))
    return sorted(events, key=lambda event: event.at)

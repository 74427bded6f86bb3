"""What a call-out would cost and until when it would run, before anybody opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.kernel.periods import Quarter
from yimi.kernel.workdays import add_working_days
from yimi.rooms.catalogue.queries import price_on
from yimi.rooms.projects.queries.money import allotments_for, name_of_allotment


@dataclass(frozen=True)
class Reckoning:
    """Money in fen; `allotment` is empty when the town has none for the type and quarter."""

    price: int
    sessions: int
    total: int
    allotment: str
    quarter: str
    chosen: bool
    before: int
    after: int
    respond_by: date
    confirm_by: date
    tight: bool


def reckoning(*, type_code: str, village: str, sessions: int, first: date) -> Reckoning:
    """Price × sessions, the roomiest allotment before and after, the windows as dates. Raises Refusal (no price)."""
    price = price_on(type_code, clock.today())
    quarter = str(Quarter.containing(first))
    town = f"{village[:9]:0<12}"
    allotment = allotments_for(town=town, type_code=type_code, quarter=quarter).first() if village else None
    until = add_working_days(clock.today(), figure("response_window_days"))
    confirm_by = add_working_days(until, figure("confirm_window_days"))
    room = allotment.room_fen if allotment else 0
    return Reckoning(
        price=price,
        sessions=sessions,
        total=price * sessions,
        allotment=name_of_allotment(allotment) if allotment else "",
        quarter=quarter,
        chosen=bool(village),
        before=room,
        after=room - price * sessions,
        respond_by=until,
        confirm_by=confirm_by,
        tight=first <= confirm_by,
    )

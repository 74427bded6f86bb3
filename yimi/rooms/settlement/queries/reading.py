"""A statement as it is read: lines by town, the chain of signatures, what was taken back. Four queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from yimi.kernel.reach import Reach
from yimi.rooms.settlement.models import (
    COUNTY_READERS,
    PROVIDER_READERS,
    STATION_READERS,
    Clawback,
    Objection,
    Statement,
    StatementLine,
)
from yimi.rooms.settlement.states import Step


@dataclass
class Town:
    """The lines of one town and what they come to; `fen` leaves out what was carried over."""

    name: str
    lines: list[StatementLine] = field(default_factory=list)

    @property
    def fen(self) -> int:
        return sum(int(line.amount_fen) for line in self.lines if not line.carried)


@dataclass(frozen=True)
class Link:
    """One place in the chain of signatures; unsigned as long as nobody's name stands there."""

    step: Step
    house: str
    name: str = ""
    at: datetime | None = None
    instead_because: str = ""  # why the county signed in the provider's place


@dataclass(frozen=True)
class Reading:
    """Everything a page of a statement shows besides its head."""

    towns: list[Town]
    chain: list[Link]
    clawbacks: list[Clawback]
    objections: list[Objection]
    contracts: list[str]
    own_stations: frozenset[int]
    may_open: bool

    @property
    def own_lines(self) -> list[StatementLine]:
        """Lines of the reader's own station, which is what that station signs for (decision 6)."""
        return [line for town in self.towns for line in town.lines if line.station_id in self.own_stations]

    @property
    def own_fen(self) -> int:
        return sum(int(line.amount_fen) for line in self.own_lines if not line.carried)


def read(statement: Statement, reach: Reach) -> Reading:
    """Read a statement that this reach may see; `may_open`: whether every line's session opens for them."""
    lines = list(
        statement.lines.select_related("town", "station", "contract").order_by(
            "town__name", "town", "held_on", "order"
        )
    )
    towns: dict[str, Town] = {}
    for line in lines:
        towns.setdefault(line.town_id, Town(line.town.name)).lines.append(line)
    whole = statement.county in reach.counties(*COUNTY_READERS)
    ours = statement.provider_id in reach.organisations(*PROVIDER_READERS)
    return Reading(
        towns=list(towns.values()),
        chain=_chain(statement, lines),
        clawbacks=list(
            statement.clawbacks.select_related("session__type", "found_by").order_by("session__number")
        ),
        objections=list(
            statement.objections.select_related("raised_by", "answered_by").order_by("raised_at")
        ),
        contracts=sorted({line.contract.number for line in lines if line.contract}),
        own_stations=frozenset() if whole or ours else reach.organisations(*STATION_READERS),
        may_open=whole or ours,
    )


def _chain(statement: Statement, lines: list[StatementLine]) -> list[Link]:
    """Provider, every station with a line, county business, finance: signed or still empty."""
    signed = {
        (one.step, one.organisation_id if one.step == Step.STATION else 0): one
        for one in statement.confirmations.select_related("confirmed_by", "organisation").order_by("pk")
    }
    stations = sorted({(line.station.name, line.station_id) for line in lines})
    places = [
        (Step.PROVIDER, statement.provider_name, 0),
        *((Step.STATION, name, pk) for name, pk in stations),
        (Step.COUNTY, "", 0),
        (Step.FINANCE, "", 0),
    ]
    found = []
    for step, house, key in places:
        one = signed.get((step, key))
        if one is None:
            found.append(Link(step, house))
        else:
            found.append(
                Link(
                    step,
                    house or one.organisation.name,
                    one.confirmed_by.display_name,
                    one.confirmed_at,
                    one.instead_because,
                )
            )
    return found

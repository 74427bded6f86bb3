"""One quarter of one town with money for a few types, on Monday 2 November 2026, 9 o'clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cast import BY, Cast, build_cast
from tests.remembered import remembered
from yimi.kernel import clock
from yimi.kernel.workdays import load_calendar
from yimi.rooms.accounts.models import User
from yimi.rooms.catalogue.actions import load_catalogue
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.actions import record_licence, verify_licence
from yimi.rooms.people.models import Person
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Allotment, Award, CallOut, Programme, Session

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
NEXT_WEEK = datetime(2026, 11, 10, 14, tzinfo=SHANGHAI)


@dataclass
class Town:
    """The cast with a programme, and short ways through the loop."""

    cast: Cast
    programme: Programme
    bathing: Allotment
    talks: Allotment

    def type(self, code: str) -> MicroType:
        return MicroType.objects.get(pk=code)

    def person(self, name: str, born: date = date(1945, 3, 1)) -> Person:
        return Person.objects.create(
            name=name, birth_date=born, division=self.cast.xinhua, county=self.cast.xinhua.county_code
        )

    def crew(self) -> list[User]:
        return [self.cast.provider_a_worker, self.cast.provider_a_worker_2, self.cast.provider_a_worker_3]

    def crew_b(self) -> list[User]:
        return [self.cast.provider_b_manager, self.cast.provider_b_worker]

    def call_out(self, code: str = "MP14", **changed: object) -> CallOut:
        given: dict[str, object] = {
            "micro_type": self.type(code),
            "division": self.cast.xinhua,
            "wished_from": date(2026, 11, 9),
            "wished_to": date(2026, 11, 30),
            "by": self.cast.station_zhou,
        }
        return actions.open_callout(**(given | changed))  # type: ignore[arg-type]

    def two_offers(self, callout: CallOut, start: datetime = NEXT_WEEK) -> None:
        cast = self.cast
        actions.respond(
            callout=callout,
            provider=cast.provider_a,
            proposed_starts=[start + timedelta(days=n) for n in range(callout.sessions_wanted)],
            staff=self.crew(),
            plan="三人一车",
            by=cast.provider_a_manager,
        )
        actions.respond(
            callout=callout,
            provider=cast.provider_b,
            proposed_starts=[start + timedelta(days=n, hours=2) for n in range(callout.sessions_wanted)],
            staff=self.crew_b(),
            by=cast.provider_b_manager,
        )

    def awarded(self, callout: CallOut) -> Award:
        mine = callout.responses.get(provider=self.cast.provider_a)
        return actions.award(callout=callout, response=mine, reason="人员齐、路近", by=self.cast.station_zhou)

    def planned(self, code: str = "MP14", **changed: object) -> Session:
        """One planned session of provider A, the whole way."""
        callout = self.call_out(code, **changed)
        self.two_offers(callout)
        return actions.confirm_award(award=self.awarded(callout), by=self.cast.provider_a_manager)[0]

    def delivered(self, session: Session) -> Session:
        """Held as planned; leaves the clock alone, so call it inside `clock.frozen` after the end."""
        return actions.deliver_session(
            session=session,
            actual_start=session.starts_at,
            actual_end=session.ends_at,
            attended=list(session.participants.values_list("pk", flat=True)),
            by=self.cast.provider_a_worker,
        )


@remembered
def build_town() -> Town:
    cast = build_cast()
    load_catalogue(by=BY)
    load_calendar()
    for number, worker in enumerate([cast.provider_a_worker, cast.provider_b_worker]):
        licence = record_licence(user=worker, kind="social_worker", number=f"DEMO-{number}", by=BY)
        verify_licence(licence=licence, by=BY)
    business = cast.business_he
    fund = actions.set_up_fund(
        county="500114", name="区级福彩公益金", purpose="微项目", amount_fen=10_000_000, by=business
    )
    programme = actions.sign_programme(
        fund_source=fund, name="2026 年微项目", year=2026, ceiling_fen=5_000_000, by=business
    )
    bathing, talks = (
        actions.allot(
            programme=programme,
            micro_type=MicroType.objects.get(pk=code),
            town=cast.lishui,
            quarter="2026Q4",
            ceiling_fen=fen,
            by=business,
        )
        for code, fen in (("MP05", 500_000), ("MP14", 300_000))
    )
    return Town(cast, programme, bathing, talks)


@pytest.fixture
def monday() -> Iterator[datetime]:
    with clock.frozen(MONDAY) as moment:
        yield moment


@pytest.fixture
def town(db: None, monday: datetime) -> Town:
    return build_town()

"""A quarter of reviewed sessions, written straight into the rows; the walk to them is proved elsewhere."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.cast import Cast, build_cast
from yimi.kernel import clock
from yimi.rooms.accounts.models import User
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import FrameworkContract, Organisation
from yimi.rooms.places.models import Division
from yimi.rooms.projects.models import Allotment, FundSource, Programme, Session
from yimi.rooms.review.models import Verdict
from yimi.rooms.settlement.actions import confirm_statement, freeze_quarter, publish_statement
from yimi.rooms.settlement.models import QuarterClose, Statement

SHANGHAI = ZoneInfo("Asia/Shanghai")
COUNTY = "500114"
JANUARY = datetime(2027, 1, 11, 9, tzinfo=SHANGHAI)  # the fourth quarter of 2026 is over
APRIL = datetime(2027, 4, 12, 9, tzinfo=SHANGHAI)  # and the first of 2027
PERCENT = {"accept": 100, "partial": 80, "reject": 0}
_numbers = itertools.count(1)


@dataclass
class Books:
    """The cast, one programme, and short ways to a session and a statement."""

    cast: Cast
    programme: Programme
    type: MicroType
    contract: FrameworkContract
    allotments: dict[tuple[str, str], Allotment] = field(default_factory=dict)

    def allotment(self, town: Division, quarter: str, cash_fen: int | None = None) -> Allotment:
        key = (town.code, quarter)
        if key not in self.allotments:
            self.allotments[key] = Allotment.objects.create(
                county=COUNTY, programme=self.programme, type=self.type, town=town, quarter=quarter,
                ceiling_fen=10_000_000, cash_fen=cash_fen, allotted_at=clock.now(), allotted_by="test",
            )  # fmt: skip
        return self.allotments[key]

    def session(
        self,
        price: int = 50000,
        result: str | None = "accept",
        day: date = date(2026, 11, 10),
        *,
        provider: Organisation | None = None,
        town: Division | None = None,
        submitted: datetime | None = None,
        **changed: Any,
    ) -> Session:
        """One submitted session with its verdict; `result` None leaves it to be reviewed."""
        cast, number = self.cast, next(_numbers)
        town = town or cast.lishui
        village = cast.xinhua if town == cast.lishui else cast.puhua
        start = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI) + timedelta(minutes=number % 60)
        at = submitted or start + timedelta(hours=5)
        values: dict[str, Any] = {
            "county": COUNTY, "number": f"S-500114-26Q4-{number:06d}", "type": self.type, "price_fen": price,
            "price_from": date(2024, 1, 1), "allotment": self.allotment(town, "2026Q4"),
            "provider": provider or cast.provider_a,
            "station": cast.station_lishui if town == cast.lishui else cast.station_zhuoshui,
            "village": village, "town": town, "title": "家和活动", "starts_at": start,
            "ends_at": start + timedelta(hours=2), "actual_start": start,
            "actual_end": start + timedelta(hours=2), "state": "submitted", "people_count": 20,
            "planned_at": start - timedelta(days=7), "planned_by": "test", "delivered_at": at,
            "delivered_by": "test", "submitted_at": at, "submitted_by": "test", "review_week": "2026-W46",
        }  # fmt: skip
        session: Session = Session.objects.create(**{**values, **changed})
        if result is not None:
            self.decide(session, result)
        return session

    def decide(self, session: Session, result: str, *, kind: str = "first") -> Verdict:
        assert session.submitted_at is not None
        return Verdict.objects.create(
            session=session, county=COUNTY, round=1, kind=kind, result=result, percent=PERCENT[result],
            reason_codes=["all_in_order"], given_at=session.submitted_at + timedelta(days=3),
            given_by=self.cast.reviewer_chen,
        )  # fmt: skip

    def freeze(self, quarter: str = "2026Q4", at: datetime = JANUARY) -> QuarterClose:
        with clock.frozen(at):
            return freeze_quarter(county=COUNTY, quarter=quarter, by=self.cast.business_he)

    def statement(self, quarter: str = "2026Q4", provider: Organisation | None = None) -> Statement:
        return Statement.objects.get(quarter=quarter, provider=provider or self.cast.provider_a)

    def signers(self) -> list[User]:
        cast = self.cast
        return [cast.provider_a_manager, cast.station_head_ma, cast.business_he, cast.finance_qian]

    def signed(self, statement: Statement, at: datetime = JANUARY) -> Statement:
        """Confirmed by the provider, one station, county business and finance."""
        with clock.frozen(at):
            for person in self.signers():
                confirm_statement(statement=statement, by=person)
        statement.refresh_from_db()
        return statement

    def published(self, statement: Statement, at: datetime = JANUARY) -> Statement:
        with clock.frozen(at):
            return publish_statement(statement=self.signed(statement, at), by=self.cast.business_he)


def build_books() -> Books:
    cast = build_cast()
    now = clock.now()
    kind = MicroType.objects.create(code="MP15", name="家和活动", name_en="Family harmony")
    fund = FundSource.objects.create(
        county=COUNTY, name="区级福彩公益金", amount_fen=100_000_000, created_at=now, created_by="test"
    )
    programme = Programme.objects.create(
        county=COUNTY, name="2026 年微项目", fund_source=fund, year=2026, ceiling_fen=90_000_000,
        signed_at=now, signed_by="test",
    )  # fmt: skip
    contract = FrameworkContract.objects.create(
        purchaser=cast.bureau, provider=cast.provider_a, number="HT-2026-01", starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31), ceiling_fen=5_000_000, signed_at=now, signed_by="test",
    )  # fmt: skip
    return Books(cast, programme, kind, contract)

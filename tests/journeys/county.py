"""The county before the walk begins: money for bathing sessions, certified workers, nine elders who said yes."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests import walk
from tests.cast import BY, PASSWORD, Cast, build_cast
from yimi.commands.demonstration.names import id_number, phone
from yimi.kernel import clock
from yimi.rooms.accounts.actions import create_user
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.actions import assign
from yimi.rooms.people.actions import add_guardian, add_person, give_consent
from yimi.rooms.people.states import ConsentUse
from yimi.rooms.projects import actions as projects

SHANGHAI = ZoneInfo("Asia/Shanghai")
ELDERS = ("王桂兰", "王桂英", "李素芳", "李长贵", "张玉珍", "张德福", "陈淑琴", "陈永清", "赵春梅")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2026, the last year whose public holidays are known."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def build_county(since: datetime) -> Cast:
    """Everything that stands in the register before somebody orders."""
    with clock.frozen(since):
        cast = build_cast()
        programme = walk.county_ready(cast)
        projects.allot(
            programme=programme,
            micro_type=MicroType.objects.get(pk="MP05"),
            town=cast.lishui,
            quarter="2026Q3",
            ceiling_fen=200_000,
            by=cast.business_he,
        )
        colleague = create_user(
            username="provider_b_worker_2",
            display_name="梅清明",
            phone="19900009999",
            password=PASSWORD,
            by=BY,
        )
        assign(
            user=colleague,
            role=Role.PROVIDER_WORKER,
            organisation=cast.provider_b,
            starts_on=date(2025, 1, 1),
            by=BY,
        )
        for number, name in enumerate(ELDERS):
            _elder(cast, name, number)
    return cast


def _elder(cast: Cast, name: str, number: int) -> None:
    person = add_person(
        name=name,
        division=cast.xinhua,
        id_number=id_number(date(1938 + number, 3, 5), number + 1),
        phone=phone(number),
        by=cast.village_li,
    )
    relative = f"{name[0]}小满"
    add_guardian(person=person, name=relative, relation="女儿", phone=phone(100 + number), by=cast.village_li)
    for use in ConsentUse.values:
        give_consent(person=person, use=use, given_by="self", by=cast.village_li)

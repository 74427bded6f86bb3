"""The stage: divisions, organisations, users with their licences, sites, catalogue, money."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.conf import settings

from yimi.doors.porch.sign_in import DEMO_PASSWORD
from yimi.kernel.action import System
from yimi.kernel.figures import load_figures
from yimi.kernel.geo import Point
from yimi.kernel.periods import Quarter
from yimi.kernel.workdays import load_calendar
from yimi.rooms.accounts.actions import create_user, grant_administrator
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue.actions import load_catalogue
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.actions import (
    assign,
    record_licence,
    register_organisation,
    sign_contract,
    verify_licence,
)
from yimi.rooms.network.models import Organisation
from yimi.rooms.places.actions import add_site, load_divisions
from yimi.rooms.places.models import Division, Site
from yimi.rooms.places.states import Level
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Programme

BY = System("demo")
COUNTY = "500114"
TOWNS = ("500114109", "500114112")  # the two whose people have sign-ins
CENTRE = Point(108.77, 29.53)

PROVIDERS = [
    ("青杠社工服务中心", "青杠社工", "a"),
    ("石榴公益服务中心", "石榴公益", "b"),
    ("山桐社会工作事务所", "山桐社工", "c"),
]
# user name, shown name, role, house key
STAFF = [
    ("village_li", "李青禾", Role.VILLAGE_MEMBER, "committee:500114109203"),
    ("village_zhao", "赵谷雨", Role.VILLAGE_MEMBER, "committee:500114112003"),
    ("station_zhou", "周晓岚", Role.STATION_WORKER, "station:500114109"),
    ("station_ma", "马远山", Role.STATION_HEAD, "station:500114109"),
    ("station_wu", "吴秋水", Role.STATION_HEAD, "station:500114112"),
    ("provider_jiang", "江一鸣", Role.PROVIDER_MANAGER, "provider:a"),
    ("worker_feng", "冯小满", Role.PROVIDER_WORKER, "provider:a"),
    ("worker_ding", "丁立夏", Role.PROVIDER_WORKER, "provider:a"),
    ("worker_qin", "秦白露", Role.PROVIDER_WORKER, "provider:a"),
    ("provider_shi", "石雨晴", Role.PROVIDER_MANAGER, "provider:b"),
    ("worker_fan", "范初夏", Role.PROVIDER_WORKER, "provider:b"),
    ("worker_bai", "白云起", Role.PROVIDER_WORKER, "provider:b"),
    ("worker_ji", "季长风", Role.PROVIDER_WORKER, "provider:b"),
    ("provider_tong", "佟海棠", Role.PROVIDER_MANAGER, "provider:c"),
    ("reviewer_chen", "陈明理", Role.COUNTY_REVIEWER, "bureau"),
    ("reviewer_sun", "孙若谷", Role.COUNTY_REVIEWER, "bureau"),
    ("business_he", "何知行", Role.COUNTY_BUSINESS, "bureau"),
    ("finance_qian", "钱守正", Role.COUNTY_FINANCE, "bureau"),
    ("leader_tang", "唐望舒", Role.COUNTY_LEADER, "bureau"),
    ("editor_lin", "林墨白", Role.COUNTY_EDITOR, "bureau"),
]
ADMINISTRATORS = [
    ("sysadmin", "系统管理员甲", Role.SYSTEM_ADMIN),
    ("secadmin", "安全管理员乙", Role.SECURITY_ADMIN),
    ("auditor", "审计管理员丙", Role.AUDIT_ADMIN),
]


@dataclass
class Stage:
    """Everything later steps need by name."""

    county: Division
    towns: list[Division]
    houses: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)  # by village code
    programme: Programme | None = None
    dice: Random = field(default_factory=lambda: Random(2026))  # noqa: S311  (an invented county, not a secret)

    def villages(self, town: str) -> list[Division]:
        return [site.division for code, site in self.sites.items() if code.startswith(town)]


def set_stage(*, since: date, until: date) -> Stage:
    """Build the stage as it has been since `since`; contracts and assignments hold to the end of `until`'s year."""
    load_figures()
    load_calendar()
    load_divisions(by=BY, source=settings.BASE / "yimi" / "data" / "divisions-500114.csv", counties=[COUNTY])
    load_catalogue(by=BY)
    found = list(Division.objects.filter(level=Level.TOWN, code__startswith=COUNTY).order_by("code"))
    stage = Stage(county=Division.objects.get(code=f"{COUNTY}000000"), towns=found)
    _houses(stage)
    _users(stage, since)
    _sites(stage)
    _contracts(stage, since, until)
    return stage


def _houses(stage: Stage) -> None:
    def house(
        key: str,
        kind: str,
        name: str,
        division: Division,
        short: str = "",
        account: str = "",
        phone: str = "",
    ) -> None:
        stage.houses[key] = register_organisation(
            kind=kind, name=name, short_name=short, division=division, account=account, phone=phone, by=BY
        )

    house("bureau", "bureau", "黔江区主管部门（演示）", stage.county, "区主管部门", phone="0990-1010101")
    for town in stage.towns:
        house(f"station:{town.code[:9]}", "station", f"{town.name}社会工作服务站", town)
    for number, (name, short, key) in enumerate(PROVIDERS):
        house(f"provider:{key}", "provider", name, stage.county, short, f"99010000{number:04d}")
    for key in ("500114109203", "500114112003"):
        village = Division.objects.get(code=key)
        house(f"committee:{key}", "village_committee", f"{village.name}民委员会", village)


def _users(stage: Stage, since: date) -> None:
    for number, (name, shown, role, house) in enumerate(STAFF):
        stage.users[name] = _user(name, shown, number)
        assign(user=stage.users[name], role=role, organisation=stage.houses[house], starts_on=since, by=BY)
        if role in (Role.PROVIDER_WORKER, Role.PROVIDER_MANAGER):
            for kind in ("social_worker", "record_check"):
                licence = record_licence(
                    user=stage.users[name], kind=kind, number=f"YS{kind[:2]}{number:04d}", by=BY
                )
                verify_licence(licence=licence, by=BY)
    for number, (name, shown, role) in enumerate(ADMINISTRATORS, start=len(STAFF)):
        stage.users[name] = _user(name, shown, number)
        grant_administrator(user=stage.users[name], role=role, county=COUNTY, by=BY)


def _user(name: str, shown: str, number: int) -> User:
    return create_user(
        username=name,
        display_name=shown,
        phone=f"1990000{number:04d}",
        password=DEMO_PASSWORD,
        is_demo=True,
        by=BY,
    )


def _sites(stage: Stage) -> None:
    """One hall in each village of the two towns; the points are invented and say so by their source."""
    inside = Division.objects.filter(level=Level.VILLAGE).select_related("parent").order_by("code")
    for village in inside:
        if village.code[:9] not in TOWNS:
            continue
        dice = stage.dice
        point = Point(CENTRE.longitude + dice.uniform(-0.12, 0.12), CENTRE.latitude + dice.uniform(-0.1, 0.1))
        stage.sites[village.code] = add_site(
            name=f"{village.name}活动室",
            division=village,
            functions=["social_work", "volunteering"],
            point=point,
            by=BY,
        )


def _contracts(stage: Stage, since: date, until: date) -> None:
    for number, (_name, _short, key) in enumerate(PROVIDERS, start=1):
        sign_contract(
            purchaser=stage.houses["bureau"],
            provider=stage.houses[f"provider:{key}"],
            number=f"YS-{since.year}-{number:03d}",
            starts_on=since,
            ends_on=date(until.year, 12, 31),
            ceiling_fen=60_000_000,
            by=BY,
        )


def give_money(stage: Stage, quarters: list[Quarter]) -> None:
    """One fund, one programme, and room for every type in both towns in each quarter."""
    by = stage.users["business_he"]
    fund = projects.set_up_fund(
        county=COUNTY,
        name="区级福彩公益金（演示）",
        purpose="购买微项目社会工作服务",
        amount_fen=120_000_000,
        by=by,
    )
    stage.programme = projects.sign_programme(
        fund_source=fund,
        name="微项目社会工作服务（演示）",
        year=quarters[-1].start.year,
        ceiling_fen=110_000_000,
        by=by,
    )
    towns = [town for town in stage.towns if town.code[:9] in TOWNS]
    for quarter in quarters:
        for town in towns:
            for micro_type in MicroType.objects.order_by("code"):
                projects.allot(
                    programme=stage.programme,
                    micro_type=micro_type,
                    town=town,
                    quarter=quarter,
                    ceiling_fen=800_000,
                    by=by,
                )

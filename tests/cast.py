"""The cast: a small county on real division names with invented people, built through the actions users call.

Two towns with two villages each, a bureau, two stations, two providers, two village committees, everybody
with a role, and a stranger from another county for whom every door must stay closed.
Sign in with the attribute's name and PASSWORD.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.conf import settings

from tests.remembered import remembered
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.geo import Point
from yimi.rooms.accounts.actions import create_user, grant_administrator
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.actions import assign, register_organisation
from yimi.rooms.network.models import Organisation
from yimi.rooms.places.actions import add_division, add_site, load_divisions
from yimi.rooms.places.models import Division, Site

PASSWORD = "yimi-qingcheng-2026"
COUNTY = "500114"
BY = System("cast")
SHIPPED = "yimi/data/divisions-500114.csv"


@dataclass(frozen=True)
class Cast:
    """Everybody and everything by name. Users carry their user name as attribute."""

    county: Division
    lishui: Division  # 黎水镇 500114109
    zhuoshui: Division  # 濯水镇 500114112
    xinhua: Division  # 新花村, village_li's
    changping: Division  # 长坪村
    puhua: Division  # 蒲花社区
    shuanglong: Division  # 双龙村
    bureau: Organisation
    station_lishui: Organisation
    station_zhuoshui: Organisation
    provider_a: Organisation  # 青杠社工服务中心
    provider_b: Organisation  # 石榴公益服务中心
    committee_xinhua: Organisation
    committee_puhua: Organisation
    hall: Site  # the village hall of 新花村, with an invented point
    village_li: User  # committee of 新花村
    village_zhao: User  # committee of 蒲花社区
    station_zhou: User  # worker, 黎水镇
    station_head_ma: User  # head, 黎水镇
    station_head_wu: User  # head, 濯水镇
    provider_a_manager: User
    provider_a_worker: User
    provider_a_worker_2: User
    provider_a_worker_3: User
    provider_b_manager: User
    provider_b_worker: User
    reviewer_chen: User
    reviewer_sun: User
    business_he: User
    finance_qian: User
    leader_tang: User
    editor_lin: User
    sysadmin: User
    secadmin: User
    auditor: User
    stranger: User  # head of a station in another county
    strange_county: Division
    strange_station: Organisation

    @property
    def everybody(self) -> list[User]:
        """Every user of the cast, the stranger included, in the order above."""
        return [value for each in fields(self) if isinstance(value := getattr(self, each.name), User)]


@remembered
def build_cast() -> Cast:
    """Build the county in the current transaction; a test's rollback takes it away again."""
    load_divisions(source=settings.BASE / SHIPPED, counties=[COUNTY], by=BY)
    places = Division.objects.in_bulk(
        [f"{stem:0<12}" for stem in (COUNTY, "500114109", "500114112")]
        + ["500114109203", "500114109204", "500114112003", "500114112209"]
    )
    county, lishui, zhuoshui = places["500114000000"], places["500114109000"], places["500114112000"]
    xinhua, puhua = places["500114109203"], places["500114112003"]
    houses = _houses(county, lishui, zhuoshui, xinhua, puhua)
    strange_county, strange_station = _elsewhere()
    people = _people(houses, strange_station)
    return Cast(
        county=county,
        lishui=lishui,
        zhuoshui=zhuoshui,
        xinhua=xinhua,
        changping=places["500114109204"],
        puhua=puhua,
        shuanglong=places["500114112209"],
        hall=add_site(name="新花村村民活动室", division=xinhua, point=Point(108.7702, 29.5334), by=BY),
        strange_county=strange_county,
        strange_station=strange_station,
        **houses,
        **people,
    )


def _houses(
    county: Division, lishui: Division, zhuoshui: Division, xinhua: Division, puhua: Division
) -> dict[str, Organisation]:
    listed = [
        ("bureau", "bureau", "黔江区主管部门（演示）", "区主管部门", county, ""),
        ("station_lishui", "station", "黎水镇社会工作服务站", "黎水社工站", lishui, ""),
        ("station_zhuoshui", "station", "濯水镇社会工作服务站", "濯水社工站", zhuoshui, ""),
        ("provider_a", "provider", "青杠社工服务中心", "青杠社工", county, "990100000001"),
        ("provider_b", "provider", "石榴公益服务中心", "石榴公益", county, "990100000002"),
        ("committee_xinhua", "village_committee", "新花村村民委员会", "新花村委会", xinhua, ""),
        ("committee_puhua", "village_committee", "蒲花社区居民委员会", "蒲花居委会", puhua, ""),
    ]
    return {
        key: register_organisation(
            kind=kind, name=name, short_name=short, division=division, account=account, by=BY
        )
        for key, kind, name, short, division, account in listed
    }


def _elsewhere() -> tuple[Division, Organisation]:
    """Another county with a town and a station of its own."""
    chain = [
        ("510000000000", "四川省"),
        ("510100000000", "成都市"),
        ("510104000000", "锦江区"),
        ("510104017000", "锦官驿街道"),
    ]
    made = [add_division(code=code, name=name, by=BY) for code, name in chain]
    station = register_organisation(kind="station", name="锦官驿街道社会工作服务站", division=made[-1], by=BY)
    return made[2], station


# attribute and user name, shown name, role, house
PEOPLE = [
    ("village_li", "李青禾", Role.VILLAGE_MEMBER, "committee_xinhua"),
    ("village_zhao", "赵谷雨", Role.VILLAGE_MEMBER, "committee_puhua"),
    ("station_zhou", "周晓岚", Role.STATION_WORKER, "station_lishui"),
    ("station_head_ma", "马远山", Role.STATION_HEAD, "station_lishui"),
    ("station_head_wu", "吴秋水", Role.STATION_HEAD, "station_zhuoshui"),
    ("provider_a_manager", "江一鸣", Role.PROVIDER_MANAGER, "provider_a"),
    ("provider_a_worker", "冯小满", Role.PROVIDER_WORKER, "provider_a"),
    ("provider_a_worker_2", "丁立夏", Role.PROVIDER_WORKER, "provider_a"),
    ("provider_a_worker_3", "秦白露", Role.PROVIDER_WORKER, "provider_a"),
    ("provider_b_manager", "石雨晴", Role.PROVIDER_MANAGER, "provider_b"),
    ("provider_b_worker", "范初夏", Role.PROVIDER_WORKER, "provider_b"),
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


def _people(houses: dict[str, Organisation], strange_station: Organisation) -> dict[str, User]:
    people: dict[str, User] = {}
    # Everybody has served for a year, so that tests may stand on any day of the quarter.
    since = clock.today().replace(day=1, month=1, year=clock.today().year - 1)
    for number, (name, shown, role, house) in enumerate(PEOPLE):
        people[name] = _user(name, shown, number)
        assign(user=people[name], role=role, organisation=houses[house], starts_on=since, by=BY)
    people["stranger"] = _user("stranger", "外县人", len(PEOPLE))
    assign(
        user=people["stranger"],
        role=Role.STATION_HEAD,
        organisation=strange_station,
        starts_on=since,
        by=BY,
    )
    for number, (name, shown, role) in enumerate(ADMINISTRATORS, start=len(PEOPLE) + 1):
        people[name] = _user(name, shown, number)
        grant_administrator(user=people[name], role=role, county=COUNTY, by=BY)
    return people


def _user(name: str, shown: str, number: int) -> User:
    return create_user(
        username=name,
        display_name=shown,
        phone=f"1990000{number:04d}",
        password=PASSWORD,
        is_demo=True,
        by=BY,
    )

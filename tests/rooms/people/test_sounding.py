"""A name is found by its pinyin and by other characters of the same sound; the surest way comes first."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tests.cast import BY, Cast
from yimi.rooms.network.queries import reach
from yimi.rooms.people import actions, jobs, queries
from yimi.rooms.people.actions import add_person, correct_person
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.names import by_name
from yimi.rooms.people.sounding import heard, sound_keys


def test_a_family_name_with_a_reading_of_its_own_is_found_by_both() -> None:
    for name, own, usual in (("单秀英", "shan", "dan"), ("仇大山", "qiu", "chou"), ("解小兰", "xie", "jie")):
        assert {own, usual} <= set(sound_keys(name)), name
    assert "shan" not in sound_keys("王简单")  # behind a family name it is read as usual
    assert {"wangle", "wangyue"} <= set(sound_keys("王乐"))


def test_near_sounds_are_one_only_in_the_weak_keys() -> None:
    assert set(sound_keys("罗兰")) >= {"luolan", "~luolan"}
    assert set(sound_keys("罗南")) >= {"luonan", "~luolan"} and "luolan" not in sound_keys("罗南")
    assert heard("zhangsheng").near == ("~zansen",) and heard("曾生").near[0] == "~zensen"
    assert heard("吕霞").same == ("lvxia",) and heard("lü xia").same == ("lvxia",)


def test_what_is_typed_is_read_as_syllables_begun_names_or_nothing() -> None:
    assert heard("Wang Xiu-Ying").same == ("wangxiuying",)
    assert heard("wangxy").begun == ("wang", "wxy") and heard("wangxiuy").begun == ("wangxiu", "wxy")
    assert not heard("wxy").says and not heard("王").says and not heard("").says
    assert heard("xian").same == ("xian",)  # 西安, or 先: both have the key


def test_a_long_name_has_no_more_keys_than_a_gin_index_bears() -> None:
    assert len(sound_keys("阿卜杜热合曼买买提吐尔逊艾合买提江尼亚孜别克")) < 160


@pytest.fixture
def people(db: None, cast: Cast) -> dict[str, Person]:
    names = ("王秀英", "汪秀莹", "王秀音", "王秀英子", "吴晓燕", "单秀英", "王旭阳")
    return {
        name: add_person(name=name, division=cast.xinhua, birth_date=date(1950, 3, 8), by=BY)
        for name in names
    }


def found(cast: Cast, text: str) -> list[str]:
    rows = queries.search(reach(cast.station_zhou), text).order_by("ranked", "pk")
    return [each.name for each in rows]


def test_the_name_as_written_comes_first_then_in_part_then_alike_then_near(
    cast: Cast, people: dict[str, Person]
) -> None:
    assert found(cast, "王秀英") == ["王秀英", "王秀英子", "汪秀莹", "王秀音"]
    assert found(cast, "wangxiuying") == ["王秀英", "汪秀莹", "王秀英子", "王秀音"]
    assert found(cast, "wang xiu yin") == ["王秀音", "王秀英", "汪秀莹", "王秀英子"]
    assert found(cast, "wangxy") == ["王秀英", "汪秀莹", "王秀音", "王秀英子", "王旭阳"]
    assert found(cast, "wxy") == ["王秀英", "汪秀莹", "王秀音", "王秀英子", "吴晓燕", "王旭阳"]
    assert found(cast, "shanxiuying") == found(cast, "danxiuying") == ["单秀英"]
    assert found(cast, "秀莹") == ["汪秀莹", "王秀英", "王秀英子", "单秀英", "王秀音"]
    assert found(cast, "xiu") == ["王秀英", "汪秀莹", "王秀音", "王秀英子", "单秀英"]
    ways = {
        each.name: queries.how(each.ranked) for each in queries.search(reach(cast.station_zhou), "王秀英")
    }
    assert [way and way.label for way in ways.values()].count("同音") == 1


def test_a_corrected_name_is_heard_anew_and_an_erased_one_no_more(
    cast: Cast, people: dict[str, Person]
) -> None:
    correct_person(person=people["吴晓燕"], changes={"name": "胡晓燕"}, by=cast.village_li)
    assert found(cast, "wuxiaoyan") == [] and found(cast, "huxiaoyan") == ["胡晓燕"]
    assert found(cast, "xiaoyan") == ["胡晓燕"]


def test_nobody_of_another_town_is_found_by_sound(cast: Cast, people: dict[str, Person]) -> None:
    for text in ("wangxiuying", "汪秀莹", "wangxy"):
        assert not queries.search(reach(cast.station_head_wu), text).exists()
        assert not queries.search(reach(cast.provider_a_worker), text).exists()


def test_files_of_before_get_their_sounds_by_a_job_and_are_found_as_written_until_then(
    cast: Cast, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    Person.objects.update(name_sounds=None)
    assert found(cast, "wangxiuying") == [] and "王秀英" in found(cast, "王秀英")
    monkeypatch.setattr(actions.hearing, "STEP", 3)
    jobs.hear_names(0)
    assert not Person.objects.filter(name_sounds=None).exists()
    assert found(cast, "wangxiuying")[0] == "王秀英"
    assert actions.hear_names(by=BY) == 0


def test_a_search_by_sound_is_answered_by_the_indexes(people: dict[str, Person]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = by_name(Person.objects.all(), "王秀英").order_by("ranked", "pk")[:51].explain()
    assert "person_name_sounds" in plan and "person_name_keys" in plan, plan

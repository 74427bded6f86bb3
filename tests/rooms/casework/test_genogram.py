"""The genogram: figures in, standard symbols and their words out, the same bytes every time."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.rooms.casework.conftest import Office
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.casework import actions
from yimi.rooms.casework.queries.family import genogram_of
from yimi.rooms.casework.rules.genogram import Figure, draw
from yimi.rooms.casework.rules.genogram.guess import kin_by_ages, kin_by_word
from yimi.rooms.casework.rules.genogram.words import Kin, Tie
from yimi.rooms.people.actions import add_guardian, add_household


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(str(svg))  # noqa: S314  (our own drawing)


ME = Figure("李小满", "", "male", 8, lives_there=True)
FAMILY = [
    Figure("李建国", "father", "male", 35, tie="cut"),
    Figure("张<红>", "mother", "female", 33, is_dead=True),
    Figure("陈桂芳", "gm_f", "female", 66, lives_there=True, tie="close"),
    Figure("李小妹", "sibling", "unknown"),
]


def test_everybody_is_drawn_with_their_symbol() -> None:
    picture = draw(ME, FAMILY)
    tree = parsed(picture.svg)
    shapes = [each.tag for each in tree if "g-who" in each.get("class", "")]
    assert sorted(shapes) == ["circle", "circle", "path", "rect", "rect", "rect"]  # the client's is double
    assert [each.get("class") for each in tree if "g-tie" in each.get("class", "")] == [
        "g-tie is-close",
        "g-tie is-cut",
    ]
    assert len([each for each in tree if each.get("class") == "g-home"]) == 2
    assert str(draw(ME, FAMILY).svg) == str(picture.svg)


def test_the_words_say_the_same_and_nothing_is_markup() -> None:
    picture = draw(ME, FAMILY)
    assert picture.said[0] == "本人 李小满，男，8 岁"
    assert picture.said[1] == "父亲 李建国，男，35 岁，与本人断绝来往"
    assert picture.said[2] == "母亲 张<红>，女，已去世"
    assert "张<红>" not in str(picture.svg) and "张&lt;红&gt;" in str(picture.svg)
    assert "陈桂芳，女，66 岁，同住，与本人亲密" in str(picture.svg)


@pytest.mark.parametrize("kin", Kin.values)
@pytest.mark.parametrize("tie", Tie.values)
def test_nobody_stands_on_somebody_else(kin: str, tie: str) -> None:
    picture = draw(ME, [Figure("甲", kin, "male", 30, tie=tie), Figure("乙", kin, "female", 31, tie=tie)])
    texts = [each for each in parsed(picture.svg) if each.get("class") == "g-name"]
    assert len({(each.get("x"), each.get("y")) for each in texts}) == 3


def test_relations_are_guessed_and_never_forced() -> None:
    assert (
        kin_by_word("祖母") == (Kin.FATHERS_MOTHER, "female")
        and kin_by_word("外祖母")[0] == Kin.MOTHERS_MOTHER
    )  # type: ignore[index]
    assert kin_by_word("邻居") is None and kin_by_word("孙子")[0] == Kin.GRANDCHILD
    child, elder = 2018, 1950
    assert kin_by_ages(child, 1985, ("male", "female"), 2026) == Kin.MOTHER
    assert kin_by_ages(child, 1955, ("male", "male"), 2026) == Kin.FATHERS_FATHER
    assert kin_by_ages(child, 2015, ("male", "female"), 2026) == Kin.SIBLING
    assert kin_by_ages(elder, 1952, ("female", "male"), 2026) == Kin.PARTNER
    assert kin_by_ages(elder, 1975, ("female", "male"), 2026) == Kin.CHILD
    assert kin_by_ages(elder, None, ("female", "male"), 2026) == Kin.OTHER


def test_it_begins_with_whom_the_register_knows(office: Office) -> None:
    child, granny = office.child(sex="male"), office.elder("陈桂芳", sex="female")
    add_household(division=office.cast.xinhua, members=[child, granny], by=office.zhou)
    add_guardian(person=child, name="陈桂芳", relation="祖母", phone="13800000000", by=office.zhou)
    add_guardian(person=child, name="李建国", relation="父亲", phone="13800000001", by=office.zhou)
    case = office.case(child)
    actions.take_household(case=case, by=office.zhou)
    found = {(each.name, each.kin, each.lives_there) for each in case.relatives.all()}
    assert found == {("陈桂芳", "gm_f", True), ("李建国", "father", False)}
    with pytest.raises(Stale):
        actions.take_household(case=case, by=office.zhou)
    picture = genogram_of(case)
    assert picture is not None and len(picture.said) == 3


def test_a_relative_is_added_and_taken_out(office: Office) -> None:
    case = office.case()
    made = actions.add_relative(case=case, kin="mother", name="刘氏", is_dead=True, by=office.zhou)
    assert made.sex == "female"
    for wrong in ({"name": " "}, {"kin": "planted"}, {"birth_year": 2060}):
        with pytest.raises(Refusal):
            actions.add_relative(**{"case": case, "kin": "father", "name": "甲", "by": office.zhou} | wrong)
    actions.remove_relative(relative=made, by=office.zhou)
    assert not case.relatives.exists()

"""The rule that proposes a colour: the vectors, its sentence, and that a risk never helps (D5, decision 14)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rooms.care.conftest import SHEETS, VECTORS
from yimi.rooms.care.queries.sheets import shipped_sheets
from yimi.rooms.care.rules.sheets import problems_of
from yimi.rooms.care.rules.tiers import evaluate, sentence
from yimi.rooms.care.states import Colour, DoctorClass, gravest

KINDS = sorted(SHEETS)
#: a busy machine draws slowly; that is no fault of the rule
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['sheet']}-{'+'.join(v['factors'])}")
def test_every_vector_gives_its_score_and_its_colour(vector: dict[str, Any]) -> None:
    found = evaluate(SHEETS[vector["sheet"]], vector["factors"], vector["passthrough"])
    assert (found.score, found.colour, found.parts) == (vector["score"], vector["tier"], vector["parts"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_sheets_are_sheets(kind: str) -> None:
    assert problems_of(shipped_sheets()["sheets"][kind]) == []
    assert all(each.name_en for each in SHEETS[kind].factors())


findings = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "factors": st.sets(st.integers(0, 40)),
        "more": st.sets(st.integers(0, 40)),
        "passed": st.sets(st.integers(0, 8), max_size=2),
        "more_passed": st.sets(st.integers(0, 8), max_size=1),
        "doctor_class": st.sampled_from(["", *DoctorClass.values]),
        "reported": st.booleans(),
    }
)


def codes(listed: list[str], picked: set[int]) -> set[str]:
    return {listed[number % len(listed)] for number in picked}


@unhurried
@given(findings)
def test_adding_a_risk_never_lowers_the_colour(asked: dict[str, Any]) -> None:
    sheet = SHEETS[asked["kind"]]
    all_factors = [each.code for each in sheet.factors()]
    all_passed = [each.code for each in sheet.passthrough]
    factors, passed = codes(all_factors, asked["factors"]), codes(all_passed, asked["passed"])
    before = evaluate(sheet, factors, passed, doctor_class=asked["doctor_class"])
    after = evaluate(
        sheet,
        factors | codes(all_factors, asked["more"]),
        passed | codes(all_passed, asked["more_passed"]),
        doctor_class=asked["doctor_class"],
        reported=asked["reported"],
    )
    assert after.colour.rank <= before.colour.rank
    assert after.score >= before.score


@unhurried
@given(findings)
def test_a_patient_is_never_below_yellow_and_the_stricter_holds(asked: dict[str, Any]) -> None:
    sheet = SHEETS[asked["kind"]]
    factors = codes([each.code for each in sheet.factors()], asked["factors"])
    plain = evaluate(sheet, factors).colour
    for each in DoctorClass:
        least = Colour.RED if each is DoctorClass.UNSTABLE else Colour.YELLOW
        assert evaluate(sheet, factors, doctor_class=each).colour is gravest([plain, least])


@unhurried
@given(findings)
def test_the_sentence_names_the_colour_it_explains(asked: dict[str, Any]) -> None:
    sheet = SHEETS[asked["kind"]]
    factors = codes([each.code for each in sheet.factors()], asked["factors"])
    passed = codes([each.code for each in sheet.passthrough], asked["passed"])
    given = {"doctor_class": asked["doctor_class"], "reported": asked["reported"]}
    said = sentence(sheet, factors, passed, **given)
    assert said.startswith(f"{evaluate(sheet, factors, passed, **given).colour.label}，因为")


@pytest.mark.parametrize(
    ("kind", "factors", "given", "said"),
    [
        ("child", ["G1", "G2", "G7", "E1", "H1"], {},
         "黄色，因为父母双方外出≥3个月，隔代照护（12）、主要照护人≥65岁或重病重残（10）、低保或特困（8）、"
         "父母与儿童联系少于每月1次（6）等 5 项，合计 42 分。"),
        ("elder", ["L1", "F3"], {}, "黄色，因为失智或走失史、独居，按规定不低于黄色（合计 35 分）。"),
        ("elder", ["E1"], {}, "蓝色，因为分散供养特困，按规定不低于蓝色（合计 8 分）。"),
        ("elder", [], {}, "绿色，因为没有发现表上的风险因素。"),
        ("child", ["G1"], {"passed": ["X3"]}, "红色，因为符合直通条件：离家出走、流浪、失踪。"),
        ("child", [], {"reported": True}, "红色，因为有一份强制报告还没有办结。"),
        ("household", [], {"doctor_class": "stable"}, "黄色，因为是在册严重精神障碍患者，按规定不低于黄色。"),
        ("household", [], {"doctor_class": "unstable"}, "红色，因为医生评定为不稳定或危险性 3 级以上。"),
    ],
)  # fmt: skip
def test_the_sentence_says_why(kind: str, factors: list[str], given: dict[str, Any], said: str) -> None:
    passed = given.pop("passed", [])
    assert sentence(SHEETS[kind], factors, passed, **given) == said


def test_a_dimension_counts_up_to_its_cap_and_the_whole_up_to_a_hundred() -> None:
    everything = [each.code for each in SHEETS["child"].factors()]
    found = evaluate(SHEETS["child"], everything)
    assert found.parts == {"G": 40, "P": 20, "B": 25, "E": 10, "H": 10}
    assert found.score == 100


def test_numbers_that_make_no_sheet_are_named() -> None:
    content = shipped_sheets()["sheets"]["elder"]
    content["thresholds"]["yellow"] = 70
    content["dimensions"][0]["cap"] = 0
    content["dimensions"][1]["factors"][0]["points"] = 101
    content["floors"][0]["all"] = ["Z9"]
    content["override_days"] = 0
    assert len(problems_of(content)) == 5

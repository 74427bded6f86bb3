"""What counts as reaching a type's minimum, type by type."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from yimi.rooms.catalogue import rules
from yimi.rooms.catalogue.queries import shipped_catalogue as shipped
from yimi.rooms.catalogue.states import Standing

SPECS: dict[str, Any] = {each["code"]: SimpleNamespace(**each["spec"]) for each in shipped()["types"]}
PRICES_D1 = {
    "MP01": 300, "MP02": 350, "MP03": 400, "MP04": 350, "MP05": 500, "MP06": 400, "MP07": 350, "MP08": 400,
    "MP09": 300, "MP10": 400, "MP11": 350, "MP12": 350, "MP13": 450, "MP14": 300, "MP15": 300, "MP16": 350,
    "MP17": 400, "MP18": 350,
}  # fmt: skip


@pytest.mark.parametrize("micro_type", shipped()["types"], ids=lambda each: each["code"])
def test_the_price_of_every_type_is_300_plus_50_a_flag_capped_at_500_and_is_that_of_d1(
    micro_type: dict[str, Any],
) -> None:
    assert micro_type["price_fen"] == rules.price_from_flags(micro_type["flags"])
    assert micro_type["price_fen"] == PRICES_D1[micro_type["code"]] * 100


# code, exactly enough, a partial count and its percent, too little
CASES = [
    ("MP01", {"household": 8}, ({"household": 7}, 87), {"household": 6}),
    ("MP01", {"person": 15}, ({"person": 12}, 80), {"person": 11}),
    ("MP02", {"film": 1}, None, {"film": 0}),
    ("MP03", {"case": 1, "contact": 1}, None, {"case": 1}),
    ("MP04", {"person": 20}, ({"person": 16}, 80), {"person": 15}),
    ("MP05", {"elder": 8}, ({"elder": 7}, 87), {"elder": 6}),
    ("MP06", {"meal": 30}, ({"meal": 29}, 96), {"meal": 23}),
    ("MP07", {"consultation": 8}, ({"consultation": 7}, 87), {"consultation": 6}),
    ("MP08", {"person": 20}, ({"person": 19}, 95), {"person": 1}),
    ("MP09", {"person": 15}, ({"person": 14}, 93), {"person": 11}),
    ("MP09", {"match": 3}, None, {"match": 2}),
    ("MP10", {"person": 20}, ({"person": 17}, 85), {"person": 0}),
    ("MP11", {"person": 10}, ({"person": 8}, 80), {"person": 7}),
    ("MP11", {"home": 4}, None, {"home": 3}),
    ("MP12", {"child": 10, "adult": 2}, ({"child": 8, "adult": 3}, 80), {"child": 7, "adult": 3}),
    ("MP13", {"enrolled": 5}, ({"enrolled": 4}, 80), {"enrolled": 3}),
    ("MP14", {"person": 30}, ({"person": 24}, 80), {"person": 23}),
    ("MP15", {"person": 20}, ({"person": 18}, 90), {"person": 15}),
    ("MP16", {"person": 20}, ({"person": 18}, 90), {"person": 15}),
    ("MP17", {"person": 6}, ({"person": 5}, 83), {"person": 4}),
    ("MP18", {"household": 10}, ({"household": 9}, 90), {"household": 7}),
]


@pytest.mark.parametrize(("code", "enough", "partial", "short"), CASES, ids=lambda each: str(each)[:24])
def test_every_type_is_met_partial_or_short_as_d1_and_d8_say(
    code: str, enough: dict[str, int], partial: tuple[dict[str, int], int] | None, short: dict[str, int]
) -> None:
    spec = SPECS[code]
    assert rules.meets_output(spec, enough).standing == Standing.FULL
    assert rules.meets_output(spec, short).standing == Standing.SHORT
    if partial is not None:
        counts, percent = partial
        share = rules.meets_output(spec, counts)
        assert (share.percent, share.standing) == (percent, Standing.PARTIAL)


def test_every_type_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(SPECS)


def test_eight_households_are_enough_even_with_few_persons_and_the_other_way_round() -> None:
    assert rules.meets_output(SPECS["MP01"], {"household": 8, "person": 8}).percent == 100
    assert rules.meets_output(SPECS["MP01"], {"household": 3, "person": 15}).percent == 100
    assert rules.meets_output(SPECS["MP01"], {"household": 7, "person": 14}).percent == 93


def test_minutes_count_like_people() -> None:
    share = rules.meets_output(SPECS["MP05"], {"elder": 9, "minutes": 150})
    assert (share.percent, share.standing, share.short_of) == (83, Standing.PARTIAL, ("minutes",))


def test_nine_children_need_two_adults_and_seventeen_need_three_and_no_share_of_that_is_partial() -> None:
    spec = SPECS["MP12"]
    assert rules.meets_output(spec, {"child": 16, "adult": 2}).percent == 100
    assert rules.meets_output(spec, {"child": 17, "adult": 2}).percent == 0


def test_people_fill_the_head_count_and_never_pass_as_households_beside_it() -> None:
    assert rules.counts_of(SPECS["MP01"], people=9, staff=2) == {"person": 9, "adult": 2}
    assert rules.counts_of(SPECS["MP18"], people=9, staff=2) == {"household": 9, "adult": 2}
    assert rules.counts_of(SPECS["MP12"], people=10, staff=3) == {"child": 10, "adult": 3}
    assert rules.counts_of(SPECS["MP02"], people=0, staff=2) == {"film": 1, "adult": 2}
    assert rules.counts_of(SPECS["MP11"], people=4, staff=2, home=4)["home"] == 4


def test_callbacks_are_the_larger_of_the_types_rule_and_two_or_five_percent() -> None:
    def needed(code: str, people: int, **counts: int) -> int:
        return rules.callbacks_needed(SPECS[code].confirmation, people=people, counts=counts)

    assert needed("MP04", 20) == 3
    assert needed("MP04", 100) == 5
    assert needed("MP14", 30) == 2
    assert needed("MP01", 15) == 2
    assert needed("MP03", 1) == 1  # one case has one client
    assert needed("MP09", 20, match=7) == 7
    assert needed("MP02", 0) == 0


@pytest.mark.parametrize("micro_type", shipped()["types"], ids=lambda each: each["code"])
def test_every_session_asks_three_photos_a_clip_and_text_unless_its_type_says_otherwise(
    micro_type: dict[str, Any],
) -> None:
    spec = micro_type["spec"]
    assert rules.problems_of(spec) == []
    assert spec["text_required"]
    if micro_type["code"] == "MP03":
        assert (spec["min_photos"], spec["clip_required"]) == (0, False)
        assert "supervisor_signature" in {each["subject"] for each in spec["evidence"]}
    else:
        assert spec["min_photos"] >= 3
        assert (spec["clip_required"], spec["clip_min_s"], spec["clip_max_s"]) == (True, 10, 60)


def test_the_film_of_mp02_is_one_of_60_to_180_seconds_uploaded_at_the_desk() -> None:
    film = next(each for each in SPECS["MP02"].evidence if each["subject"] == "film")
    assert (film["kind"], film["count"], film["min_s"], film["max_s"]) == ("clip", 1, 60, 180)
    assert film["at_desk"]


def test_bathing_children_patients_and_casework_are_sensitive_and_ask_for_no_faces() -> None:
    sensitive = {
        each["code"]: each["sensitive"] for each in shipped()["types"] if each["sensitive"] != "none"
    }
    assert sensitive == {
        "MP03": "casework", "MP05": "bathing", "MP12": "children", "MP13": "patients", "MP17": "casework",
    }  # fmt: skip
    assert not any(SPECS[code].allow_faces for code in sensitive)


def test_a_specification_that_makes_no_sense_is_told_why() -> None:
    good = shipped()["types"][4]["spec"]
    assert "不能小于点名要求" in " ".join(rules.problems_of({**good, "min_photos": 3}))
    assert "单位" in " ".join(rules.problems_of({**good, "outputs": [[{"unit": "cow", "minimum": 1}]]}))
    assert "写法不完整" in " ".join(rules.problems_of({**good, "evidence": [{"kind": "photo"}]}))
    assert "最短不能超过最长" in " ".join(rules.problems_of({**good, "clip_min_s": 90}))
    assert "至少要有一项" in " ".join(rules.problems_of({**good, "outputs": []}))


@pytest.mark.parametrize(
    ("sensitive", "kind", "subject", "shown"),
    [
        ("none", "photo", "", True),
        ("bathing", "photo", "vehicle", True),
        ("bathing", "photo", "after_outside", True),
        ("bathing", "clip", "", True),
        ("bathing", "photo", "", False),
        ("bathing", "photo", "inside", False),
        ("children", "photo", "room_from_behind", False),
        ("patients", "clip", "", False),
        ("casework", "photo", "room_before_start", False),
    ],
)
def test_what_may_never_be_shown(sensitive: str, kind: str, subject: str, shown: bool) -> None:
    assert rules.may_be_shown(sensitive, kind, subject) is shown

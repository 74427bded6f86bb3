"""The arithmetic of a review on plain values."""

from __future__ import annotations

import pytest

from yimi.kernel.periods import Week
from yimi.rooms.evidence.states import FlagCode
from yimi.rooms.review import rules
from yimi.rooms.review.rules import Opinion
from yimi.rooms.review.states import REASONS_FOR, CallOutcome, Result


def test_every_flag_has_a_weight_of_its_own_and_counts_once() -> None:
    assert set(rules.WEIGHTS) == {code.value for code in FlagCode}
    weights = [weight for weight in rules.WEIGHTS.values() if weight]
    assert len(set(weights)) == len(weights)
    assert rules.risk_score(["same_scene", "allowed_reuse", "burst"]) == 0
    assert rules.risk_score(["late", "late", "same_file"]) == 56


@pytest.mark.parametrize(("total", "size"), [(0, 0), (2, 2), (3, 3), (29, 3), (31, 4), (400, 40)])
def test_the_sample_is_three_or_ten_per_cent(total: int, size: int) -> None:
    assert rules.sample_size(total, least=3, percent=10) == size


def test_the_same_seed_draws_the_same_sessions_and_another_seed_others() -> None:
    numbers = [f"S-{n}" for n in range(50)]
    assert rules.draw("seed", numbers, 5) == rules.draw("seed", reversed(numbers), 5)
    assert rules.draw("seed", numbers, 5) != rules.draw("other", numbers, 5)


def test_the_riskiest_come_on_top_of_the_lots() -> None:
    scores = {"S-1": 90, "S-2": 50, "S-3": 29, "S-4": 31}
    assert rules.riskiest(scores, besides=["S-1"], count=3) == ["S-2", "S-4"]


def test_a_voice_counts_once_and_an_unanswered_call_not_at_all() -> None:
    calls = [
        Opinion(CallOutcome.REACHED, 1, True, 5),
        Opinion(CallOutcome.REACHED, 1, True, 4),
        Opinion(CallOutcome.NO_ANSWER, 2),
        Opinion(CallOutcome.WITNESS, 2, True),
        Opinion(CallOutcome.NO_CONSENT, 3),
    ]
    assert rules.heard(calls) == 2


def test_objections_are_sentences_with_numbers() -> None:
    calls = [Opinion(CallOutcome.REACHED, 1, False, 1), Opinion(CallOutcome.REACHED, 2, True, 2)]
    said = rules.objections(calls, least=3)
    assert said == ["1 人说服务没有做过。", "2 人打分低于 3 分（1、2）。"]
    assert rules.objections([Opinion(CallOutcome.REACHED, 1, True, 3)], least=3) == []


@pytest.mark.parametrize("result", list(Result))
def test_every_result_has_reasons_and_refuses_those_of_others(result: Result) -> None:
    assert REASONS_FOR[result]
    assert rules.wrong_reasons(result, [], "说明清楚")
    foreign = "did_not_happen" if result != Result.REJECT else "all_in_order"
    assert "不适用" in (rules.wrong_reasons(result, [foreign], "说明清楚") or "")


def test_a_return_a_rejection_and_an_explanation_need_a_note() -> None:
    assert rules.wrong_reasons(Result.ACCEPT, ["all_in_order"], "") is None
    assert rules.wrong_reasons(Result.ACCEPT, ["flags_explained"], "")
    assert rules.wrong_reasons(Result.REJECT, ["did_not_happen"], "")
    assert rules.wrong_reasons(Result.RETURN, ["text_too_thin"], "请补充经过") is None


@pytest.mark.parametrize(
    ("percent", "lacking", "words"),
    [
        (79, [], "低于 80%"),
        (80, [], None),
        (99, [], None),
        (100, [], "都达到"),
        (90, ["照片 1/3 张。"], "材料不全"),
    ],
)
def test_partial_is_for_eighty_to_ninety_nine_per_cent_and_complete_evidence(
    percent: int, lacking: list[str], words: str | None
) -> None:
    said = rules.partial_obstacle(percent=percent, floor=80, lacking=lacking)
    assert (words in (said or "")) if words else said is None


def test_full_acceptance_needs_full_output_and_explanations() -> None:
    def obstacles(codes: list[str], flags: list[str], objecting: list[str], percent: int) -> int:
        return len(rules.accept_obstacles(codes=codes, flags=flags, objecting=objecting, percent=percent))

    assert obstacles(["all_in_order"], ["late", "burst", "accuracy_low"], [], 100) == 0
    assert obstacles(["all_in_order"], ["same_picture"], ["1 人说服务没有做过。"], 95) == 3
    assert obstacles(["flags_explained", "opinion_weighed"], ["same_file"], ["不满意"], 100) == 0


def test_pre_check_is_due_on_tuesday_and_review_on_friday_of_the_week_after() -> None:
    week = Week.parse("2026-W46")
    assert f"{rules.due_on(week, 2):%Y-%m-%d %H:%M}" == "2026-11-17 23:59"
    assert f"{rules.due_on(week, 5):%Y-%m-%d}" == "2026-11-20"

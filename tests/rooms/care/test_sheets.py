"""Sheets: shipped, drafted, tried on everybody, released; a released one changes no more."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from tests.rooms.care.conftest import Ward
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.care import actions
from yimi.rooms.care.models import Assessment, Sheet, Standing
from yimi.rooms.care.queries import sheets
from yimi.rooms.network.queries import reach


def shipped(kind: str = "elder") -> Sheet:
    return Sheet.objects.get(county="500114", kind=kind, version=1)


def drafted(ward: Ward, **numbers: int) -> Sheet:
    """The elder sheet's next version; `points_L1=25` writes `points.L1`."""
    by = ward.cast.business_he
    draft = actions.draft_sheet(sheet=shipped(), source="2026 年第 4 次会议", by=by)
    given = {key.replace("_", ".", 1): number for key, number in numbers.items()}
    return actions.revise_draft(sheet=draft, numbers=given, by=by) if given else draft


def test_the_shipped_sheets_are_taken_in_once(ward: Ward) -> None:
    assert actions.load_sheets(county="500114", by=ward.cast.business_he) == 0
    assert {(each.kind, each.version, each.state) for each in Sheet.objects.all()} == {
        ("child", 1, "released"), ("elder", 1, "released"), ("household", 1, "released"),
    }  # fmt: skip


def test_the_register_answers_what_it_knows(ward: Ward) -> None:
    person = ward.elder(born=ward.elder("赵大").birth_date.replace(year=1940))  # type: ignore[union-attr]
    found = sheets.known_factors(shipped().rules, person, reach(ward.cast.station_zhou))
    assert found == {"F4"}  # 86 years old


def test_a_draft_weighs_nobody_until_it_is_released(ward: Ward) -> None:
    drafted(ward, points_L1=40)
    assert ward.assessed(ward.elder(), "L1").score == 15


def test_numbers_are_written_checked_and_no_others(ward: Ward) -> None:
    draft = drafted(ward, points_L1=25, threshold_red=65, cap_L=35, falling_days=60)
    assert [draft.rules.named(["L1"])[0].points, draft.rules.thresholds[0][0], draft.rules.falling_days] == [
        25,
        65,
        60,
    ]
    by = ward.cast.business_he
    with pytest.raises(Refusal, match=r"没有这一项：points.Z9"):
        actions.revise_draft(sheet=draft, numbers={"points.Z9": 3}, by=by)
    with pytest.raises(Refusal, match="依次降低"):
        actions.revise_draft(sheet=draft, numbers={"threshold.blue": 50}, by=by)
    with pytest.raises(Stale):
        actions.revise_draft(sheet=shipped(), numbers={"points.L1": 3}, by=by)


def test_a_simulation_shows_who_would_change_and_changes_nobody(ward: Ward) -> None:
    alone, other = ward.elder(), ward.elder("赵大")
    ward.coloured(alone, "L1", "H1")
    ward.coloured(other, "L2")
    draft = actions.simulate_sheet(sheet=drafted(ward, points_L1=40, cap_L=40), by=ward.cast.business_he)
    assert sheets.matrix(draft) == [("blue", "yellow", 1)]
    assert [each.person for each in sheets.changed_by(draft, reach(ward.cast.station_zhou))] == [alone]
    assert not sheets.changed_by(draft, reach(ward.cast.station_head_wu)).exists()
    assert set(Standing.objects.values_list("colour", flat=True)) == {"blue", "green"}


def test_a_release_needs_a_fresh_simulation_and_proposes_only(ward: Ward) -> None:
    person, by = ward.elder(), ward.cast.business_he
    ward.coloured(person, "L1", "H1")
    draft = drafted(ward, points_L1=40, cap_L=40)
    with pytest.raises(Refusal, match="先模拟"):
        actions.release_sheet(sheet=draft, by=by)
    actions.simulate_sheet(sheet=draft, by=by)
    actions.revise_draft(sheet=draft, numbers={"points.L1": 39}, by=by)
    with pytest.raises(Refusal, match="先模拟"):
        actions.release_sheet(sheet=draft, by=by)
    actions.simulate_sheet(sheet=draft, by=by)
    actions.release_sheet(sheet=draft, by=by)
    proposal = Assessment.objects.get(person=person, state="proposed")
    assert (proposal.colour, proposal.sheet.version, proposal.score) == ("yellow", 2, 45)
    assert Standing.objects.get().colour == "blue"
    old = Assessment.objects.get(person=person, state="confirmed")
    assert (old.sheet.version, old.score) == (1, 21)  # a record keeps the version it was computed with


def test_a_released_sheet_is_sealed_by_the_database(ward: Ward) -> None:
    with pytest.raises(DatabaseError, match="never edited"):
        Sheet.objects.filter(version=1).update(source="改过")


def test_only_the_countys_business_section_writes_sheets(ward: Ward) -> None:
    for user in (ward.cast.station_head_ma, ward.cast.reviewer_chen, ward.cast.stranger):
        with pytest.raises(NotYours):
            actions.draft_sheet(sheet=shipped(), source="x", by=user)
        with pytest.raises(NotYours):
            actions.load_sheets(county="500114", by=user)

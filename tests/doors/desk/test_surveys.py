"""The survey at the desk: a board of who was not reached, one form a household, paper forms, warnings at once."""

from __future__ import annotations

from datetime import date

from tests.cast import BY
from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from yimi.kernel.audit import AuditEvent
from yimi.rooms.care.models import Alert
from yimi.rooms.people.actions import add_household, start_round
from yimi.rooms.people.models import SurveyForm, SurveyRound


def start(ward: Ward, *, child: bool = False) -> SurveyRound:
    people = [ward.elder("王秀英"), ward.child("王小满") if child else ward.elder("王大山")]
    add_household(division=ward.cast.xinhua, head=people[0], members=people, address="三组 12 号", by=BY)
    ward.elder("赵谷")
    return start_round(
        division=ward.cast.lishui, title="秋季入户", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30),
        by=ward.cast.station_head_ma,
    )  # fmt: skip


def test_a_round_is_started_and_its_board_names_who_was_not_reached(ward: Ward) -> None:
    ward.elder("赵谷")
    client = StrictClient.of(ward.cast.station_head_ma)
    made = client.post(
        "/desk/surveys/new/",
        {
            "division": ward.cast.lishui.code,
            "title": "秋季",
            "starts_on": "2026-11-02",
            "ends_on": "2026-11-30",
        },
    )
    board = client.get(made.url).content.decode()
    assert "赵谷" in board and "还有 1 户没走到" in board and "新花村" in board
    assert "秋季" in client.get("/desk/surveys/").content.decode()
    assert "看没走到的户" in client.get("/desk/").content.decode()


def test_a_household_is_answered_and_the_next_one_opens(ward: Ward) -> None:
    survey = start(ward)
    first, second = SurveyForm.objects.filter(round=survey).order_by("household", "pk")
    client = StrictClient.of(ward.cast.village_li)
    shown = client.get(f"/desk/survey-forms/{first.pk}/").content.decode()
    assert "王秀英" in shown and "王大山" in shown and "三组 12 号" in shown
    sent = {
        "state": "done",
        "facts": ["pension"],
        "changes": ["income", "medical", "harm"],
        "sentence": "药费重",
        "channel": "screen",
    }
    answer = client.post(f"/desk/survey-forms/{first.pk}/", sent)
    assert answer.url == f"/desk/survey-forms/{second.pk}/"
    raised = Alert.objects.order_by("rule").values_list("rule", "level")
    assert list(raised) == [("AL04", "P2"), ("AL13", "P0")]
    client.post(f"/desk/survey-forms/{first.pk}/", sent)  # mended: nothing is raised twice
    assert Alert.objects.count() == 2
    assert client.post(f"/desk/survey-forms/{second.pk}/nobody/").status_code == 302
    assert "没遇到 1 次" in client.get(f"/desk/surveys/{survey.pk}/").content.decode()


def test_a_form_with_a_child_is_written_down_as_looked_at(ward: Ward) -> None:
    survey = start(ward, child=True)
    form = SurveyForm.objects.get(round=survey, household__isnull=False)
    StrictClient.of(ward.cast.village_li).get(f"/desk/survey-forms/{form.pk}/")
    assert AuditEvent.objects.get(verb="people.viewed").detail == {"purpose": "survey"}


def test_a_villages_forms_are_printed_with_what_was_so_last_time(ward: Ward) -> None:
    survey = start(ward)
    client = StrictClient.of(ward.cast.village_li)
    whole_town = client.get(f"/desk/surveys/{survey.pk}/print/").content.decode()
    assert 'v-sheet"' not in whole_town
    page = client.get(f"/desk/surveys/{survey.pk}/print/?place={ward.cast.xinhua.code}").content.decode()
    assert page.count('class="v-sheet"') == 2 and "本户签字" in page
    heads_up, _, paper = page.partition('class="v-sheets"')
    assert "不写在纸上" in heads_up and "侵害" not in paper  # the household reads and signs it


def test_a_closed_round_shows_and_takes_nothing_more(ward: Ward) -> None:
    survey = start(ward)
    form = SurveyForm.objects.filter(round=survey).first()
    assert form is not None
    client = StrictClient.of(ward.cast.station_head_ma)
    client.post(f"/desk/surveys/{survey.pk}/close/")
    assert "保存" not in client.get(f"/desk/survey-forms/{form.pk}/").content.decode()
    assert (
        client.post(f"/desk/survey-forms/{form.pk}/", {"state": "done", "channel": "screen"}).status_code
        == 409
    )

"""Joint tasks at the desk: opened from a file or an alert, answered by a partner, ended and verified."""

from __future__ import annotations

import pytest

from tests.doors.client import StrictClient
from tests.doors.desk.test_colours import queries_of
from tests.rooms.care.conftest import Ward
from tests.rooms.care.test_joint import asked, opened
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions
from yimi.rooms.care.models import JointPart, JointTask


def page(user: User, where: str) -> str:
    return StrictClient.of(user).get(where, follow=True).content.decode()


def test_from_an_alert_to_the_second_pair_of_eyes(ward: Ward) -> None:
    elder, zhou, ma = ward.elder(), ward.cast.station_zhou, ward.cast.station_head_ma
    alert = actions.raise_alert(person=elder, rule="AL04", text="药费很重", by=zhou)
    client, partner, head = (
        StrictClient.of(zhou),
        StrictClient.of(ward.cast.provider_a_manager),
        StrictClient.of(ma),
    )
    actions.take_alert(alert=alert, by=zhou)
    assert f"/desk/people/{elder.pk}/joint-task/?alert={alert.pk}" in page(zhou, f"/desk/alerts/{alert.pk}/")
    answer = client.post(
        f"/desk/people/{elder.pk}/joint-task/?alert={alert.pk}",
        {"goal": "药费和吃饭", "due_on": "2026-11-20", "lead": zhou.pk},
    )
    task = JointTask.objects.get()
    assert answer.url == f"/desk/joint-tasks/{task.pk}/" and task.alert == alert
    sent = {"organisation": ward.cast.provider_a.pk, "asked": "每周送两次饭", "due_on": "2026-11-10"}
    assert client.post(f"{answer.url}ask/", sent).status_code == 302
    part = JointPart.objects.get()
    where = f"/desk/joint-parts/{part.pk}/"
    seen = partner.get(where).content.decode()
    assert "每周送两次饭" in seen and "王*英" in seen
    for hidden in ("王秀英", "药费和吃饭", f"/desk/people/{elder.pk}/"):
        assert hidden not in seen
    assert partner.post(f"{where}promise/", {"said": "周二起", "due_on": "2026-11-10"}).status_code == 302
    assert partner.post(f"{where}end/", {"was_done": "yes", "said": "送到了"}).status_code == 302
    done = {"outcome": "eased", "result": "吃饭有着落"}
    assert client.post(f"{answer.url}finish/", done).status_code == 302
    assert "核实" in head.get("/desk/").content.decode()
    assert head.post(f"{answer.url}verify/", {"fine": "yes"}).status_code == 302
    task.refresh_from_db()
    assert task.state == "closed"
    assert "王*英" in page(zhou, "/desk/joint-tasks/?show=closed")


def test_a_clerk_writes_for_a_house_and_must_say_who_told(ward: Ward) -> None:
    part = asked(ward, opened(ward))
    client = StrictClient.of(ward.cast.station_zhou)
    where = f"/desk/joint-parts/{part.pk}/end/"
    assert client.post(where, {"was_done": "no", "said": "没有车"}).status_code == 422
    sent = {"was_done": "no", "said": "没有车", "told_by": "江老师"}
    assert client.post(where, sent).status_code == 302


def test_a_sealed_report_offers_no_joint_task(ward: Ward) -> None:
    elder = ward.elder()
    sealed = actions.raise_alert(person=elder, rule="AL13", text="有伤", by=ward.cast.village_li)
    said = page(ward.cast.station_head_ma, f"/desk/alerts/{sealed.pk}/")
    assert "我来接手" in said and "/joint-task/" not in said


def test_a_childs_task_is_opened_for_a_purpose(ward: Ward) -> None:
    task = opened(ward, person=ward.child())
    client = StrictClient.of(ward.cast.station_zhou)
    answer = client.get(f"/desk/joint-tasks/{task.pk}/")
    assert answer.status_code == 302 and f"next=joint_task-{task.pk}" in answer.url
    assert client.post(answer.url, {"purpose": "service"}).url == f"/desk/joint-tasks/{task.pk}/"
    assert client.get(f"/desk/joint-tasks/{task.pk}/").status_code == 200


@pytest.mark.parametrize(
    "name", ["provider_a_worker", "finance_qian", "reviewer_chen", "sysadmin", "stranger"]
)
def test_who_has_no_part_in_it_is_kept_out(ward: Ward, name: str) -> None:
    part = asked(ward, opened(ward))
    client = StrictClient.of(getattr(ward.cast, name))
    for where in (f"joint-parts/{part.pk}/", f"joint-tasks/{part.task_id}/", f"joint-parts/{part.pk}/end/"):
        assert client.get(f"/desk/{where}").status_code in (403, 404)


def test_the_list_asks_the_same_for_two_and_for_twelve(ward: Ward) -> None:
    for number in range(2):
        asked(ward, opened(ward, person=ward.elder(f"王{'甲乙'[number]}")))
    look = lambda: StrictClient.of(ward.cast.station_head_ma).get("/desk/joint-tasks/")  # noqa: E731
    queries_of(look)  # the first look of a process remembers what the next need not ask
    few = queries_of(look)
    for number in range(10):
        asked(ward, opened(ward, person=ward.elder(f"李{'甲乙丙丁戊己庚辛壬癸'[number]}")))
    assert queries_of(look) == few

"""One's own messages."""

from __future__ import annotations

from tests.cast import Cast
from tests.doors.client import StrictClient
from yimi.kernel import outbox
from yimi.kernel.outbox import OutboxMessage


def test_unread_messages_stand_above_and_are_counted_in_the_menu(cast: Cast) -> None:
    outbox.tell(user_ids=[cast.village_li.pk], topic="t", text="第一条", link="/desk/people/")
    outbox.tell(user_ids=[cast.village_li.pk], topic="t", text="第二条")
    client = StrictClient.of(cast.village_li)
    page = client.get("/desk/notices/")
    assert [each.text for each in page.context["unread"]] == ["第二条", "第一条"]
    assert '<span class="d-count">2</span>' in page.content.decode()


def test_opening_one_marks_it_read_and_goes_where_it_leads(cast: Cast) -> None:
    outbox.tell(user_ids=[cast.village_li.pk], topic="t", text="去看", link="/desk/people/")
    outbox.tell(user_ids=[cast.village_li.pk], topic="t", text="外面", link="//elsewhere.example/")
    here, away = OutboxMessage.objects.order_by("pk")
    client = StrictClient.of(cast.village_li)
    assert client.post(f"/desk/notices/{here.pk}/").url == "/desk/people/"
    assert client.post(f"/desk/notices/{away.pk}/").url == "/desk/notices/"
    assert OutboxMessage.objects.filter(read_at=None).count() == 0
    assert client.get(f"/desk/notices/{here.pk}/").status_code == 405


def test_all_are_marked_at_once_and_nobody_elses(cast: Cast) -> None:
    outbox.tell(user_ids=[cast.village_li.pk, cast.village_zhao.pk], topic="t", text="两人都有")
    client = StrictClient.of(cast.village_li)
    theirs = OutboxMessage.objects.get(recipient_id=cast.village_zhao.pk)
    assert client.post(f"/desk/notices/{theirs.pk}/").status_code == 404
    assert "1 条已标为已读" in client.post("/desk/notices/read/", follow=True).content.decode()
    theirs.refresh_from_db()
    assert theirs.read_at is None

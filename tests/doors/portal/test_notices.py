from __future__ import annotations

import datetime

from tests.cast import BY, Cast
from tests.doors.client import StrictClient
from yimi.kernel.files import store
from yimi.rooms.public import actions
from yimi.rooms.public.models import Notice
from yimi.rooms.public.rules import Block


def publish(title: str = "10 月通报", kind: str = "bulletin", **more: object) -> Notice:
    body = [
        Block("heading", "一、总体情况"),
        Block("table", "各站", head=("站", "场次"), rows=(("黎水", "12"),)),
    ]
    return actions.publish_notice(county="500114", kind=kind, title=title, body=body, by=BY, **more)  # type: ignore[arg-type]


def test_notices_are_listed_by_kind_newest_first(county: Cast) -> None:
    publish("旧通报")
    publish("承接结果", "award")
    publish("新通报")
    assert [n.title for n in StrictClient().get("/notices/").context["notices"]] == [
        "新通报",
        "承接结果",
        "旧通报",
    ]
    only = StrictClient().get("/notices/", {"kind": "award"})
    assert [n.title for n in only.context["notices"]] == ["承接结果"]


def test_a_notice_shows_its_table_and_until_when_one_may_object(county: Cast) -> None:
    made = publish(expires_on=datetime.date(2099, 1, 1))
    html = StrictClient().get(f"/notices/{made.slug}/").content.decode()
    assert "<caption>各站</caption>" in html and "公示到 2099年1月1日" in html


def test_what_looks_like_code_in_a_notice_is_only_text(county: Cast) -> None:
    made = publish("<script>alert(1)</script>")
    assert "&lt;script&gt;" in StrictClient().get(f"/notices/{made.slug}/").content.decode()


def test_the_attached_document_is_saved_under_its_name(county: Cast) -> None:
    document = store(b"PK-not-really", media_type="application/octet-stream", by=BY)
    made = publish(file=document, file_name="通报.docx")
    answer = StrictClient().get(f"/notices/{made.slug}/file")
    assert answer.headers["Content-Disposition"].startswith("attachment;")

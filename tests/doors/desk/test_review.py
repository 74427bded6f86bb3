"""The weekly review at the desk: a queue by risk, a verdict by one press, ten seconds to undo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.doors.desk.rows import copies_of, queries_for
from tests.walk import REVIEW_DAY, START, accepted_session, call_back, prechecked_session, submitted_session
from yimi.kernel import clock
from yimi.rooms.evidence.models import Flag, Media
from yimi.rooms.projects.models import Session
from yimi.rooms.review.models import Verdict

WEEK = "2026-W46"


@pytest.fixture
def session(cast: Cast) -> Session:
    """Pre-checked, nobody called yet."""
    return prechecked_session(cast)


def _file(session: Session) -> str:
    return f"/desk/review/{session.pk}/"


def test_the_week_lists_its_sessions_with_counts_and_filters(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.reviewer_chen)
    page = client.get(f"/desk/review/?week={WEEK}").content.decode()
    assert session.title in page and "待评审" in page and "共 1 条" in page
    for query in ("state=done", "flags=strong", f"town={cast.lishui.code}&state=station"):
        assert "没有符合筛选" in client.get(f"/desk/review/?week={WEEK}&{query}").content.decode()
    assert "没有提交的场次" in client.get("/desk/review/?week=2026-W30").content.decode()
    assert client.get("/desk/review/").context["week"].start.isoformat() == "2026-11-09"
    assert client.get(f"/desk/review/week/{WEEK}/").status_code == 302


def test_the_file_says_why_it_cannot_be_accepted_yet_and_where_that_is_mended(
    cast: Cast, session: Session
) -> None:
    page = StrictClient.of(cast.reviewer_chen).get(_file(session)).content.decode()
    assert "还要听取" in page and f"/desk/callbacks/{session.pk}/" in page
    assert "机器只比对画面" in page and "要求和实际" in page


def test_one_press_accepts_a_clean_session_and_opens_the_next(cast: Cast, session: Session) -> None:
    other = prechecked_session(cast, start=START + timedelta(days=1))
    client = StrictClient.of(cast.reviewer_chen)
    with clock.frozen(REVIEW_DAY + timedelta(hours=1)):
        call_back(cast, session)
        page = client.get(_file(session)).content.decode()
        assert "还要听取" not in page
        answer = client.post(f"{_file(session)}accept/?week={WEEK}")
        assert answer.status_code == 302 and answer["Location"] == f"{_file(other)}?week={WEEK}"
        assert "秒内可撤回" in client.get(answer["Location"]).content.decode()
    verdict = Verdict.objects.get(session=session)
    assert verdict.result == "accept" and verdict.reason_codes == ["all_in_order"]


def test_ten_seconds_to_take_it_back(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.reviewer_chen)
    with clock.frozen(REVIEW_DAY + timedelta(hours=1)):
        call_back(cast, session)
        client.post(f"{_file(session)}accept/")
        verdict = Verdict.objects.get(session=session)
        assert StrictClient.of(cast.reviewer_sun).post(f"/desk/review/undo/{verdict.pk}/").status_code == 404
        page = client.post(f"/desk/review/undo/{verdict.pk}/", follow=True).content.decode()
        assert "已撤回" in page
    verdict.refresh_from_db()
    assert verdict.retracted_at is not None
    with clock.frozen(REVIEW_DAY + timedelta(hours=2)):
        StrictClient.of(cast.reviewer_chen).post(f"{_file(session)}accept/")
    again = Verdict.objects.standing().get(session=session)
    with clock.frozen(REVIEW_DAY + timedelta(hours=3)):
        client = StrictClient.of(cast.reviewer_chen)
        assert "秒内可撤回" not in client.get(_file(session)).content.decode()
        late = client.post(f"/desk/review/undo/{again.pk}/", follow=True).content.decode()
        assert "不能撤回" in late


def test_a_refusal_stays_beside_the_reasons(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.reviewer_chen)
    with clock.frozen(REVIEW_DAY + timedelta(hours=1)):
        wordless = client.post(f"{_file(session)}reject/", {"reject-reason_codes": "did_not_happen"})
        assert wordless.status_code == 422 and "请写一句说明" in wordless.content.decode()
        assert 'id="do-reject"' in wordless.content.decode()
        early = client.post(f"{_file(session)}accept/")
        assert early.status_code == 422 and "还要听取" in early.content.decode()
        words = {"return-reason_codes": "pictures_unclear", "return-note": "第二张看不清，请换一张。"}
        assert client.post(f"{_file(session)}return/", words).status_code == 302
    assert Verdict.objects.get(session=session).result == "return"


def test_who_gives_no_verdict_reads_or_does_not_even_find_it(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.business_he)
    assert "由区县评审员来做" in client.get(_file(session)).content.decode()
    assert client.post(f"{_file(session)}accept/").status_code == 403
    for stranger in (cast.provider_a_manager, cast.village_li, cast.finance_qian, cast.stranger):
        assert StrictClient.of(stranger).get(_file(session)).status_code == 404
        assert StrictClient.of(stranger).post(f"{_file(session)}accept/").status_code == 404
        assert StrictClient.of(stranger).get("/desk/review/").status_code == 403


def test_the_station_that_has_not_looked_comes_first(cast: Cast) -> None:
    session = submitted_session(cast)
    page = StrictClient.of(cast.reviewer_chen).get(_file(session)).content.decode()
    assert "社工站还没有初核" in page and "do-accept" not in page


def test_a_decided_session_shows_its_verdict_and_no_buttons(cast: Cast) -> None:
    session, _verdict = accepted_session(cast)
    page = StrictClient.of(cast.reviewer_chen).get(_file(session)).content.decode()
    assert "本轮已经有结论" in page and "周评审：通过" in page


def test_the_queue_asks_no_more_for_twelve_than_for_two(cast: Cast, session: Session) -> None:
    client = StrictClient.of(cast.reviewer_chen)
    [twin] = copies_of(session, 1)
    few = queries_for(client, f"/desk/review/?week={WEEK}")
    twin.delete()
    copies_of(session, 11)
    assert queries_for(client, f"/desk/review/?week={WEEK}") == few
    assert "共 12 条" in client.get(f"/desk/review/?week={WEEK}").content.decode()


def test_the_strongest_remark_stands_first_whether_of_a_picture_or_of_the_session(
    cast: Cast, session: Session
) -> None:
    media = Media.objects.filter(session=session, kind="photo").first()
    assert media is not None
    said = {"county": session.county, "session": session, "raised_at": REVIEW_DAY}
    Flag.objects.create(code="late", strength="hint", reason="弱的", media=None, **said)
    Flag.objects.create(code="accuracy_zero", strength="medium", reason="全场的", media=None, **said)
    Flag.objects.create(code="same_picture", strength="strong", reason="这一张的", media=media, **said)
    page = StrictClient.of(cast.reviewer_chen).get(_file(session)).content.decode()
    assert page.index("这一张的") < page.index("全场的") < page.index("弱的")
    assert "第 1 份" in page and "机器提示 3 条" in page

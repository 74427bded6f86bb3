"""A worker hands in a session from the phone; strangers do not; a repeated upload is no second picture."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.doors.desk.rows import queries_for
from tests.walk import WORDS, delivered_session, fill, next_photo, submitted_session, upload, worker_of
from yimi.doors.desk.capture_file import Requirement, Tile, wanted_next
from yimi.kernel import clock
from yimi.rooms.evidence.models import Challenge, Media, Narrative
from yimi.rooms.projects.models import Session


@pytest.fixture
def session(cast: Cast) -> Session:
    return delivered_session(cast)


def _page(session: Session, tail: str = "") -> str:
    return f"/desk/sessions/{session.pk}/capture/{tail}"


def _photo(name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, next_photo(), content_type="image/jpeg")


def _script(client: StrictClient, session: Session, **data: object) -> int:
    sent = {"client_id": str(uuid.uuid4()), **data}
    answer = client.post(_page(session, "upload/"), sent, headers={"X-Requested-With": "capture"})
    return answer.status_code


def test_the_page_says_what_is_missing_and_what_proof_can_do(session: Session) -> None:
    page = StrictClient.of(worker_of(session)).get(_page(session)).content.decode()
    assert "还缺" in page and "照片" in page and "不能杜绝" in page
    assert 'capture="environment"' in page and "multiple" in page
    assert "还不能提交" in page


def test_a_code_is_shown_and_goes_with_the_next_picture(session: Session) -> None:
    worker = worker_of(session)
    client = StrictClient.of(worker)
    with clock.frozen(session.starts_at + timedelta(minutes=5)):
        card = client.htmx("post", _page(session, "code/")).content.decode()
        code = Challenge.objects.get(session=session).code
        assert code in card
        assert (
            _script(client, session, photo=_photo(), code=code, longitude="108.77", latitude="29.53") == 204
        )
    media = Media.objects.get(session=session)
    assert media.challenge is not None and media.source == "camera" and media.point is not None
    assert "带现场码" in StrictClient.of(worker).get(_page(session, "material/")).content.decode()


def test_a_file_from_the_folders_is_said_to_be_weaker(session: Session) -> None:
    client = StrictClient.of(worker_of(session))
    assert _script(client, session, files=_photo()) == 204
    assert Media.objects.get(session=session).source == "file"
    assert "从文件上传" in client.get(_page(session)).content.decode()


def test_the_same_upload_again_is_a_success_and_no_second_row(session: Session) -> None:
    client, same, picture = StrictClient.of(worker_of(session)), str(uuid.uuid4()), next_photo()
    for _again in range(2):
        photo = SimpleUploadedFile("a.jpg", picture, content_type="image/jpeg")
        assert _script(client, session, photo=photo, client_id=same) == 204
    assert Media.objects.filter(session=session).count() == 1


def test_a_file_that_is_no_picture_is_refused_in_one_sentence(session: Session) -> None:
    bad = SimpleUploadedFile("a.jpg", b"not a picture at all", content_type="image/jpeg")
    client = StrictClient.of(worker_of(session))
    sent = {"client_id": str(uuid.uuid4()), "photo": bad}
    answer = client.post(_page(session, "upload/"), sent, headers={"X-Requested-With": "capture"})
    assert answer.status_code == 422 and answer["Content-Type"].startswith("text/plain")
    assert "<" not in answer.content.decode()


def test_without_a_script_a_plain_form_takes_several_files(session: Session) -> None:
    client = StrictClient.of(worker_of(session))
    sent = {"client_id": str(uuid.uuid4()), "files": [_photo("a.jpg"), _photo("b.jpg")]}
    answer = client.post(_page(session, "upload/"), sent, follow=True)
    assert "已收到 2 份材料" in answer.content.decode()
    assert Media.objects.filter(session=session).count() == 2
    empty = client.post(_page(session, "upload/"), {"client_id": str(uuid.uuid4())})
    assert empty.status_code == 422 and "还没有选" in empty.content.decode()


def test_a_wrong_picture_is_withdrawn(session: Session) -> None:
    media = upload(session, next_photo(), process=False)
    client = StrictClient.of(worker_of(session))
    page = client.post(_page(session, f"{media.pk}/withdraw/"), follow=True).content.decode()
    assert "已撤下" in page and not Media.objects.standing().filter(session=session).exists()


def test_words_are_kept_with_the_consent_and_short_ones_are_refused(session: Session) -> None:
    client = StrictClient.of(worker_of(session))
    short = client.post(_page(session, "words/"), {"text": "办了", "beneficiary_words": "好得很"})
    assert (
        short.status_code == 422 and "至少" in short.content.decode() and "好得很" in short.content.decode()
    )
    given = {"text": WORDS, "beneficiary_words": "好得很", "words_consented": "on"}
    client.post(_page(session, "words/"), given)
    written = Narrative.objects.get(session=session)
    assert written.words_consented and written.beneficiary_words == "好得很"


def test_complete_material_is_handed_in_and_then_closed(session: Session) -> None:
    client = StrictClient.of(worker_of(session))
    refused = client.post(_page(session, "submit/"), follow=True).content.decode()
    assert "还不能提交" in refused
    fill(session)
    assert "材料齐了" in client.get(_page(session)).content.decode()
    page = client.post(_page(session, "submit/"), follow=True).content.decode()
    session.refresh_from_db()
    assert session.state == "submitted" and "材料不能再改" in page and "拍照" not in page


def test_words_still_in_the_form_are_handed_in_along_and_short_ones_stop_it(session: Session) -> None:
    client = StrictClient.of(worker_of(session))
    fill(session)
    short = client.post(_page(session, "submit/"), {"text": "办了"})
    assert short.status_code == 422 and "至少" in short.content.decode()
    client.post(_page(session, "submit/"), {"text": WORDS + "大家都满意。"})
    session.refresh_from_db()
    assert session.state == "submitted" and Narrative.objects.get(session=session).text.endswith(
        "大家都满意。"
    )


def test_the_next_thing_asked_for_is_chosen_already() -> None:
    asked = [Requirement("photo:car", "photo", "car", "车", 2), Requirement("clip:", "clip", "", "视频")]
    there = [Tile(Media(kind="photo", subject="car"), "车"), Tile(Media(kind="photo", subject=""), "照片")]
    assert wanted_next(asked, []) == wanted_next(asked, there) == "photo:car"
    assert wanted_next(asked, [*there, there[0]]) == "clip:"
    assert wanted_next(asked, [*there, there[0], Tile(Media(kind="clip", subject=""), "视频")]) == ""


def test_only_its_own_workers_capture(cast: Cast, session: Session) -> None:
    assert StrictClient.of(cast.provider_a_manager).get(_page(session)).status_code == 200
    assert StrictClient.of(cast.station_zhou).get(_page(session)).status_code == 403
    assert StrictClient.of(cast.village_li).get(_page(session)).status_code == 403
    for other in (cast.provider_b_worker, cast.stranger):
        client = StrictClient.of(other)
        assert client.get(_page(session)).status_code == 404
        for tail in ("code/", "upload/", "words/", "submit/"):
            assert client.post(_page(session, tail)).status_code == 404


def test_copies_are_served_to_who_sees_the_session_and_originals_only_to_judges(cast: Cast) -> None:
    session = delivered_session(cast)
    media = upload(session, next_photo())
    for kind in ("display", "thumbnail"):
        assert StrictClient.of(worker_of(session)).get(f"/files/{kind}/{media.pk}").status_code == 200
        assert StrictClient.of(cast.provider_b_manager).get(f"/files/{kind}/{media.pk}").status_code == 404
        assert StrictClient.of(cast.stranger).get(f"/files/{kind}/{media.pk}").status_code == 404
    assert StrictClient.of(cast.reviewer_chen).get(f"/files/original/{media.pk}").status_code == 200
    assert StrictClient.of(worker_of(session)).get(f"/files/original/{media.pk}").status_code == 404
    part = StrictClient.of(cast.reviewer_chen).get(
        f"/files/display/{media.pk}", headers={"Range": "bytes=0-99"}
    )
    assert part.status_code == 206


def test_the_page_asks_no_more_for_ten_pictures_than_for_two(cast: Cast, session: Session) -> None:
    client = StrictClient.of(worker_of(session))
    for _number in range(2):
        upload(session, next_photo(), process=False, coded=False)
    few = queries_for(client, _page(session))
    for _number in range(8):
        upload(session, next_photo(), process=False, coded=False)
    assert queries_for(client, _page(session)) == few


def test_a_handed_in_session_shows_its_material_and_takes_no_more(cast: Cast) -> None:
    session = submitted_session(cast)
    client = StrictClient.of(worker_of(session))
    assert "已提交" in client.get(_page(session)).content.decode()
    assert _script(client, session, photo=_photo()) == 409

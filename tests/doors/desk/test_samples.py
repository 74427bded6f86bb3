"""The blind second look: the first verdict stays hidden until the second is given; business rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.doors.client import StrictClient
from tests.walk import REVIEW_DAY, accepted_session
from yimi.kernel import clock
from yimi.rooms.review.models import Sample

MONDAY = REVIEW_DAY + timedelta(days=6)


@pytest.fixture
def sample(cast: Cast) -> Sample:
    """Accepted by 陈明理, drawn on the Monday after, so it is 孙若谷's."""
    accepted_session(cast)
    with clock.frozen(MONDAY):
        StrictClient.of(cast.business_he).post("/desk/samples/draw/")
    return Sample.objects.get()


def test_the_second_reader_does_not_see_the_first_verdict(cast: Cast, sample: Sample) -> None:
    client = StrictClient.of(cast.reviewer_sun)
    assert sample.session.title in client.get("/desk/samples/").content.decode()
    for path in (f"/desk/samples/{sample.pk}/", f"/desk/review/{sample.session_id}/"):
        page = client.get(path).content.decode()
        assert "陈明理" not in page and "周评审：" not in page
    assert "等你盲审" in client.get("/desk/review/?week=2026-W46").content.decode()


def test_agreeing_ends_it_and_can_be_taken_back(cast: Cast, sample: Sample) -> None:
    client = StrictClient.of(cast.reviewer_sun)
    with clock.frozen(MONDAY + timedelta(hours=1)):
        missing = client.post(f"/desk/samples/{sample.pk}/", {"result": "accept"})
        assert missing.status_code == 422 and "理由" in missing.content.decode()
        client.post(f"/desk/samples/{sample.pk}/", {"result": "accept", "reason_codes": "all_in_order"})
        sample.refresh_from_db()
        assert sample.agrees is True
        assert "秒内可撤回" in client.get("/desk/samples/").content.decode()


def test_a_difference_goes_to_business(cast: Cast, sample: Sample) -> None:
    given = {"result": "reject", "reason_codes": "did_not_happen", "note": "现场没有人。"}
    with clock.frozen(MONDAY + timedelta(hours=1)):
        StrictClient.of(cast.reviewer_sun).post(f"/desk/samples/{sample.pk}/", given)
    with clock.frozen(MONDAY + timedelta(hours=2)):
        client = StrictClient.of(cast.business_he)
        assert sample.session.title in client.get("/desk/disagreements/").content.decode()
        page = client.get(f"/desk/disagreements/{sample.pk}/").content.decode()
        assert "陈明理" in page and "孙若谷" in page and "现场没有人" in page
        ruled = {"result": "accept", "reason_codes": "other", "note": "村里证实做过。"}
        assert client.post(f"/desk/disagreements/{sample.pk}/", ruled).status_code == 302
    sample.refresh_from_db()
    assert sample.ruling is not None and sample.ruling.result == "accept"


def test_nobody_else_looks(cast: Cast, sample: Sample) -> None:
    for other, code in [(cast.reviewer_chen, 404), (cast.stranger, 404), (cast.provider_a_manager, 404)]:
        assert StrictClient.of(other).get(f"/desk/samples/{sample.pk}/").status_code == code
    assert StrictClient.of(cast.provider_a_manager).get("/desk/samples/").status_code == 403
    assert StrictClient.of(cast.reviewer_sun).get("/desk/disagreements/").status_code == 403
    assert StrictClient.of(cast.reviewer_sun).post("/desk/samples/draw/").status_code == 403

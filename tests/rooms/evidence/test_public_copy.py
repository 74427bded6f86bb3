"""Nothing goes public until a person has looked, and some things never do."""

from __future__ import annotations

import io

import av
import pytest
from PIL import Image

from tests import walk
from tests.cast import Cast
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.evidence import actions, queries
from yimi.rooms.evidence.demo_pictures import photos
from yimi.rooms.evidence.models import Media
from yimi.rooms.network.queries import reach


def short_clip() -> bytes:
    """Half a second of one shipped photo: face detection costs a tenth of a second a picture."""
    out = io.BytesIO()
    picture = Image.open(photos()[0]).convert("RGB").resize((320, 240))
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())
    return out.getvalue()


def photo_of(cast: Cast, code: str = "MP15") -> Media:
    return walk.upload(walk.planned_session(cast, code), walk.next_photo(), process=False)


def test_a_blurred_copy_waits_for_a_person(cast: Cast) -> None:
    media = photo_of(cast)
    review = actions.make_public_copy(media=media, by=System("evidence"))
    assert review.state == "waiting" and review.media.public_copy is not None
    assert actions.make_public_copy(media=media, by=System("evidence")).pk == review.pk
    assert media.session is not None and not queries.publishable(media.session).exists()
    assert [line.kind for line in queries.waiting_for(reach(cast.editor_lin))] == ["blur"]


@pytest.mark.parametrize("who", ["editor_lin", "reviewer_chen"])
def test_the_editor_or_a_reviewer_releases_it_once(cast: Cast, who: str) -> None:
    review = actions.make_public_copy(media=photo_of(cast), by=System("evidence"))
    actions.approve_public_copy(review=review, by=getattr(cast, who))
    review.refresh_from_db()
    assert (review.state, review.reviewed_by) == ("approved", getattr(cast, who))
    with pytest.raises(Stale):
        actions.refuse_public_copy(review=review, note="右边有脸", by=cast.editor_lin)
    assert review.media.session is not None and queries.publishable(review.media.session).count() == 1


def test_nobody_else_and_no_machine_releases_it(cast: Cast) -> None:
    review = actions.make_public_copy(media=photo_of(cast), by=System("evidence"))
    for stranger in (cast.provider_a_manager, cast.station_zhou, cast.business_he, cast.stranger):
        with pytest.raises(NotYours):
            actions.approve_public_copy(review=review, by=stranger)
    with pytest.raises(Refusal, match="必须由人"):
        actions.approve_public_copy(review=review, by=System("evidence"))


def test_a_refusal_says_why(cast: Cast) -> None:
    review = actions.make_public_copy(media=photo_of(cast), by=System("evidence"))
    with pytest.raises(Refusal):
        actions.refuse_public_copy(review=review, note=" ", by=cast.editor_lin)
    actions.refuse_public_copy(review=review, note="右后方有一张脸", by=cast.editor_lin)
    assert review.media.session is not None and not queries.publishable(review.media.session).exists()


def test_a_bathing_picture_without_a_place_outside_the_bathroom_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        actions.make_public_copy(media=photo_of(cast, "MP05"), by=System("evidence"))
    assert refused.value.code == "never_public"


def test_a_clip_is_blurred_and_its_still_comes_from_the_blurred_clip(cast: Cast) -> None:
    media = walk.upload(walk.planned_session(cast), short_clip(), "clip", process=False)
    review = actions.make_public_copy(media=media, by=System("evidence"))
    assert review.media.public_copy is not None and review.media.public_copy.media_type == "video/mp4"
    assert review.media.public_poster is not None

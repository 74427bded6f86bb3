"""Hazards with pictures before and after: examined like every upload, shown without what the file said about itself."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.doors.client import StrictClient
from tests.rooms.care.conftest import Ward
from tests.walk import next_photo
from yimi.rooms.care.models import Hazard
from yimi.rooms.evidence.models import HazardPhoto


def photo(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("灶房.jpg", data if data is not None else next_photo(), "image/jpeg")


def found(ward: Ward, client: StrictClient, **given: Any) -> Any:
    person = ward.elder()
    sent = {"kind": "fire", "before": "灶房电线老化"} | given
    return client.post(f"/desk/people/{person.pk}/hazard/", sent)


def test_a_hazard_shows_as_it_was_found_and_as_it_was_left(ward: Ward) -> None:
    client = StrictClient.of(ward.cast.village_li)
    assert found(ward, client, upload=photo()).status_code == 302
    hazard = Hazard.objects.get()
    client.post(f"/desk/hazards/{hazard.pk}/remove/", {"after": "换了新线", "upload": photo()})
    before, after = HazardPhoto.objects.order_by("pk")
    assert (before.moment, after.moment) == ("before", "after")
    page = client.get("/desk/hazards/?show=done").content.decode()
    assert page.count("/files/hazard-photo/") == 4 and "排除前" in page
    shown = client.get(f"/files/hazard-photo/{before.pk}")
    picture = Image.open(io.BytesIO(b"".join(shown)))  # type: ignore[arg-type]
    assert not picture.getexif()


def test_what_is_no_picture_is_refused_and_nothing_is_half_done(ward: Ward) -> None:
    client = StrictClient.of(ward.cast.village_li)
    answer = found(ward, client, upload=photo(b"<script>alert(1)</script>"))
    assert answer.status_code == 422 and "灶房电线老化" in answer.content.decode()
    assert not Hazard.objects.exists() and not HazardPhoto.objects.exists()


def test_a_picture_is_seen_by_whoever_sees_the_hazard(ward: Ward) -> None:
    found(ward, StrictClient.of(ward.cast.village_li), upload=photo())
    made = HazardPhoto.objects.get()
    assert StrictClient.of(ward.cast.station_zhou).get(f"/files/hazard-photo/{made.pk}").status_code == 200
    for stranger in (ward.cast.station_head_wu, ward.cast.village_zhao, ward.cast.provider_a_worker):
        for key in (f"{made.pk}", f"{made.pk}t"):
            assert StrictClient.of(stranger).get(f"/files/hazard-photo/{key}").status_code == 404

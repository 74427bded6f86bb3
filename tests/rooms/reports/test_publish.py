"""The wall: a person publishes, from approved blurred copies and masked words, and every no is a sentence."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import pytest

from tests import walk
from tests.cast import Cast
from tests.rooms.settlement.quarter import SHANGHAI, Books
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.files import store
from yimi.rooms.accounts.models import User
from yimi.rooms.evidence.models import BlurReview, Media, Narrative
from yimi.rooms.network.queries import reach
from yimi.rooms.people.actions import give_consent
from yimi.rooms.people.models import Person
from yimi.rooms.projects.models import Session
from yimi.rooms.public.models import WallEntry
from yimi.rooms.reports.actions import announce_statement, publish_session, withdraw_publication
from yimi.rooms.reports.models import Publication
from yimi.rooms.reports.queries import may_publish, publishable
from yimi.rooms.reports.rules import masked_text
from yimi.rooms.settlement.models import Statement

BY = System("test")


def blurred(session: Session, *, state: str = "approved", kind: str = "photo", subject: str = "") -> Media:
    """An upload whose blurred copy a person has judged, written straight into the rows."""
    media = Media.objects.filter(session=session, kind=kind, public_copy__isnull=True).first()
    if media is None:
        user = session.staff.first().user if session.staff.exists() else reviewer()
        media = Media.objects.create(
            client_id=uuid.uuid4(), county=session.county, session=session, kind=kind, state="ready",
            file=store(uuid.uuid4().bytes, media_type="image/jpeg", by=BY), received_at=clock.now(),
            uploaded_by=user, subject=subject,
        )  # fmt: skip
    media.public_copy = store(b"blurred" + uuid.uuid4().bytes, media_type="image/jpeg", by=BY)
    media.save(update_fields=["public_copy"])
    judged = state != "waiting"
    BlurReview.objects.create(
        media=media, state=state, faces=1, reviewed_at=clock.now() if judged else None,
        reviewed_by=reviewer() if judged else None,
    )  # fmt: skip
    return media


def reviewer() -> User:
    return User.objects.get(username="editor_lin")


@pytest.fixture
def accepted(cast: Cast) -> Session:
    session, _verdict = walk.accepted_session(cast)
    blurred(session)
    return Session.objects.get(pk=session.pk)


def test_an_accepted_session_hangs_on_the_wall_masked_and_without_a_key_back(cast: Cast, accepted: Session):
    person = Person.objects.order_by("pk")[0]
    Narrative.objects.filter(session=accepted).update(
        text=f"{person.name}很高兴，电话13800138000", beneficiary_words="下次还来", words_consented=True
    )
    publication = publish_session(session=accepted, by=cast.editor_lin)
    entry = WallEntry.objects.get(slug=publication.slug)
    assert person.name not in entry.text
    assert "13800138000" not in entry.text
    assert (entry.words, entry.people, entry.town) == ("下次还来", accepted.people_count, "黎水镇")
    assert entry.pictures.count() == 1
    assert not [field.name for field in entry._meta.get_fields() if "session" in field.name]


def test_words_are_shown_only_when_the_beneficiary_agreed(cast: Cast, accepted: Session):
    Narrative.objects.filter(session=accepted).update(beneficiary_words="下次还来", words_consented=False)
    publication = publish_session(session=accepted, by=cast.business_he)
    assert WallEntry.objects.get(slug=publication.slug).words == ""


def test_it_is_published_once_and_withdrawn_with_a_reason(cast: Cast, accepted: Session):
    publication = publish_session(session=accepted, by=cast.editor_lin)
    with pytest.raises(Refusal, match="已经在公示墙上"):
        publish_session(session=accepted, by=cast.editor_lin)
    withdraw_publication(publication=publication, reason="本人要求撤下", by=cast.editor_lin)
    assert not WallEntry.objects.on_show().exists()
    with pytest.raises(Stale):
        withdraw_publication(publication=publication, reason="再撤", by=cast.editor_lin)
    assert may_publish(accepted) == []


@pytest.mark.parametrize(
    "who", ["provider_a_manager", "station_head_ma", "reviewer_chen", "village_li", "stranger", "sysadmin"]
)
def test_nobody_but_the_countys_editor_and_business_publishes(cast: Cast, accepted: Session, who: str):
    with pytest.raises(NotYours):
        publish_session(session=accepted, by=getattr(cast, who))
    assert not Publication.objects.exists()


def test_a_machine_never_publishes(accepted: Session):
    with pytest.raises(NotYours, match="不能自动发布"):
        publish_session(session=accepted, by=System("nightly"))


def test_what_is_ready_is_listed_for_the_editor_only(cast: Cast, accepted: Session):
    assert list(publishable(reach(cast.editor_lin))) == [accepted]
    assert not publishable(reach(cast.provider_a_manager)).exists()
    assert not publishable(reach(cast.stranger)).exists()
    publish_session(session=accepted, by=cast.editor_lin)
    assert not publishable(reach(cast.editor_lin)).exists()


def test_a_picture_nobody_has_checked_holds_the_session_back(cast: Cast, accepted: Session):
    blurred(accepted, state="waiting")
    assert may_publish(accepted) == ["还有 1 份模糊后的画面没有人核对，请先核对。"]
    assert not publishable(reach(cast.editor_lin)).exists()


def test_a_refused_picture_does_not_hang(cast: Cast, accepted: Session):
    blurred(accepted, state="refused")
    publication = publish_session(session=accepted, by=cast.editor_lin)
    assert WallEntry.objects.get(slug=publication.slug).pictures.count() == 1


def test_a_no_of_one_who_came_keeps_the_pictures_inside(cast: Cast, accepted: Session):
    person = Person.objects.order_by("pk")[0]
    give_consent(person=person, use="public_photo", given=False, given_by="self", by=cast.station_zhou)
    assert may_publish(accepted) == ["到场的有 1 人不同意公开照片或视频，不公开。"]


def test_a_child_among_those_who_came_keeps_the_session_inside(cast: Cast, accepted: Session):
    accepted.participants.filter(pk=accepted.participants.first().pk).update(is_minor=True)
    assert may_publish(accepted) == ["到场的有 1 名未成年人，不公开。"]
    assert not publishable(reach(cast.editor_lin)).exists()


@pytest.mark.parametrize("sensitive", ["children", "patients", "casework"])
def test_children_patients_and_casework_are_never_shown(cast: Cast, accepted: Session, sensitive: str):
    accepted.type.sensitive = sensitive
    accepted.type.save(update_fields=["sensitive"])
    assert may_publish(accepted) == ["儿童、患者和个案服务一律不公开，任何人同意也不公开。"]
    assert not publishable(reach(cast.editor_lin)).exists()


def test_of_a_bathing_session_only_what_was_taken_outside_is_shown(cast: Cast, accepted: Session):
    accepted.type.sensitive = "bathing"
    accepted.type.save(update_fields=["sensitive"])
    assert may_publish(accepted) == ["没有一份核对通过、可以公开的画面。"]
    Media.objects.filter(session=accepted, public_copy__isnull=False).update(subject="before_outside")
    assert may_publish(accepted) == []


def test_what_was_not_accepted_in_full_is_not_shown(books: Books):
    for result in (None, "partial", "reject"):
        session = books.session(
            result=result, day=date(2026, 11, {None: 3, "partial": 4, "reject": 5}[result])
        )
        blurred(session)
        assert any("还没有通过" in reason for reason in may_publish(session))


def test_masking_takes_the_longest_names_first_and_every_long_number():
    said = masked_text(
        "王桂兰和王桂 13800138000、990101194001010016、电话 138 0013 8000；第15期", ["王桂", "王桂兰"]
    )
    assert said == "王*兰和王* ****、****、电话 ****；第15期"


def test_a_statement_before_the_public_shows_types_and_sums_and_opens_seven_days(books: Books):
    books.session(45000)
    books.session(30000, "partial", date(2026, 11, 12))
    books.freeze()
    statement = books.signed(books.statement())
    with clock.frozen(datetime(2027, 1, 12, 9, tzinfo=SHANGHAI)):
        notice = announce_statement(statement=statement, by=books.cast.business_he)
    assert (notice.kind, notice.expires_on) == ("statement", date(2027, 1, 19))
    assert Statement.objects.get().state == "published"
    text = str(notice.body)
    assert "690.00" in text
    assert "陆佰玖拾元整" in text
    for person in books.cast.everybody:
        assert person.display_name not in text

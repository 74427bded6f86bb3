"""The past quarter's papers: wall entries, monthly bulletins, the frozen quarter."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from yimi.commands.demonstration import bulk
from yimi.commands.demonstration.darkroom import Darkroom
from yimi.commands.demonstration.setting import BY, COUNTY, Stage
from yimi.kernel import clock
from yimi.kernel.periods import Quarter
from yimi.rooms.evidence import actions as evidence
from yimi.rooms.evidence.models import BlurReview, Media
from yimi.rooms.projects.models import Session
from yimi.rooms.public import actions as public
from yimi.rooms.reports import actions as reports
from yimi.rooms.reports.queries import may_publish
from yimi.rooms.review.queries import with_verdict
from yimi.rooms.settlement import actions as settlement
from yimi.rooms.settlement.models import Statement

ON_THE_WALL = 9
WITH_CLIP = 3  # blurring every picture of a clip takes long; the others' clips wait for the editor


def _at(day: object, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))  # type: ignore[arg-type]


def prepare_wall(darkroom: Darkroom) -> None:
    """Blurred copies of some accepted sessions; the others' wait for the editor to ask for them."""
    for number, session in enumerate(_candidates()):
        kinds = ("photo", "clip") if number < WITH_CLIP else ("photo",)
        for media in Media.objects.filter(
            session=session, kind__in=kinds, withdrawn_at__isnull=True
        ).order_by("pk"):
            darkroom.blur(media.pk)


def fill_wall(stage: Stage) -> int:
    """The editor looks at the blurred copies, one by one, and publishes what nothing stands in the way of."""
    public.publish_service_list(county=COUNTY, by=BY)
    editor, shown = stage.users["editor_lin"], 0
    for session in _candidates():
        for review in BlurReview.objects.filter(media__session=session).order_by("pk"):
            evidence.approve_public_copy(review=review, by=editor)
        if not may_publish(session):
            reports.publish_session(session=session, by=editor)
            shown += 1
    return shown


def _candidates() -> list[Session]:
    accepted = with_verdict(Session.objects.filter(type__sensitive="none")).filter(result="accept")
    return list(accepted.exclude(planned_by=bulk.NAME).order_by("starts_at")[:ON_THE_WALL])


def write_bulletins(stage: Stage, quarter: Quarter, today: datetime) -> None:
    """One a month, on its fifth day; the newest is left as a draft for the county leader to publish."""
    months = list(quarter.months())
    for month in months:
        day = _at(month.end + timedelta(days=5))
        if day > today:
            continue
        with clock.frozen(day):
            bulletin = reports.draw_up_bulletin(
                county=COUNTY, month=str(month), by=stage.users["business_he"]
            )
        if month != months[-1]:
            with clock.frozen(day + timedelta(hours=4)):
                reports.publish_bulletin(bulletin=bulletin, by=stage.users["leader_tang"])


def close_quarter(stage: Stage, quarter: Quarter) -> None:
    """Freeze it, let both providers and their stations confirm; the county's turn is left to the user."""
    freeze = _at(quarter.end + timedelta(days=20))
    with clock.frozen(min(freeze, clock.now())):
        settlement.freeze_quarter(county=COUNTY, quarter=str(quarter), by=stage.users["business_he"])
    for statement in Statement.objects.filter(quarter=str(quarter)).select_related("provider").order_by("pk"):
        manager = "provider_jiang" if statement.provider == stage.houses["provider:a"] else "provider_shi"
        settlement.confirm_statement(statement=statement, by=stage.users[manager])
        if manager == "provider_shi":
            continue
        for user, town in (("station_ma", "500114109"), ("station_wu", "500114112")):
            settlement.confirm_statement(
                statement=statement, organisation=stage.houses[f"station:{town}"], by=stage.users[user]
            )

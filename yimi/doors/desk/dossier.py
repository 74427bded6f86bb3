"""What a judge looks at in one session: pictures, their flags and twins, what was wanted, what was heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from yimi.doors.desk.capture_file import material_of
from yimi.doors.desk.place_figure import PlaceFigure, place_figure
from yimi.kernel.figures import figure
from yimi.kernel.geo import distance_m
from yimi.kernel.reach import Reach
from yimi.kernel.units import hours_minutes
from yimi.rooms.catalogue.models import TypeSpec
from yimi.rooms.catalogue.queries import describe_spec
from yimi.rooms.evidence import queries as evidence
from yimi.rooms.evidence.models import Flag, Media, Narrative
from yimi.rooms.evidence.states import FlagCode, MediaKind, MediaState
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.projects.rules import submission_due
from yimi.rooms.review import queries as review
from yimi.rooms.review import rules
from yimi.rooms.review.models import CallBack

ALIKE = frozenset({FlagCode.SAME_FILE.value, FlagCode.SAME_PICTURE.value, FlagCode.ALLOWED_REUSE.value})


@dataclass(frozen=True)
class Twin:
    """The earlier picture that one resembles; `media` is None when it belongs to another town."""

    flag: Flag
    media: Media | None
    session: Session | None
    panels: int | None = None  # the match that has them, when both are laid over each other


@dataclass(frozen=True)
class Picture:
    number: int
    media: Media
    label: str
    distance: int | None  # metres from the site, as the device said
    flags: list[Flag] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)


@dataclass(frozen=True)
class Remark:
    """What the machine said in the same words of the session, of one picture or of several."""

    flag: Flag
    pictures: list[Picture]


@dataclass(frozen=True)
class Check:
    """One thing the type wants, what there is, and whether that is enough."""

    name: str
    wanted: str
    have: str
    enough: bool


@dataclass(frozen=True)
class Dossier:
    session: Session
    spec: TypeSpec
    requirements: list[str]
    pictures: list[Picture]
    every_flag: list[Flag]
    narrative: Narrative | None
    participants: list[SessionParticipant]
    staff: list[str]
    callbacks: list[CallBack]
    needed: int
    heard: int
    objections: list[str]
    lacking: list[str]
    share: int
    checks: list[Check]
    place: PlaceFigure | None

    @property
    def minutes(self) -> int | None:
        return minutes_of(self.session)

    @property
    def strong(self) -> int:
        return sum(1 for flag in self.every_flag if flag.strength in ("certain", "strong"))

    @property
    def warnings(self) -> int:
        """Flags that warn; what speaks for the session is shown and not counted."""
        return sum(1 for flag in self.every_flag if flag.strength != "support")

    @property
    def remarks(self) -> list[Remark]:
        """The strongest first, of the session or of pictures; six pictures without a place are one line."""
        shown = {one.media.pk: one for one in self.pictures}
        said: dict[tuple[str, str, str], Remark] = {}
        for flag in self.every_flag:
            if flag.media_id is None or flag.media_id in shown:
                remark = said.setdefault((flag.code, flag.strength, flag.reason), Remark(flag, []))
                if flag.media_id is not None:
                    remark.pictures.append(shown[flag.media_id])
        for remark in said.values():
            remark.pictures.sort(key=lambda picture: picture.number)
        return list(said.values())

    @property
    def being_checked(self) -> int:
        """Uploads nobody has compared with anything yet."""
        return sum(1 for one in self.pictures if one.media.state == MediaState.RECEIVED)


def dossier_of(session: Session, reach: Reach) -> Dossier:
    """Read one session's file; a fixed number of queries however many pictures, people and calls it has."""
    flags = evidence.flags_of(session)
    pictures = _pictures(session, flags, reach)
    opinions = review.opinions_of(session)
    staff = [row.user.display_name for row in session.staff.select_related("user").order_by("pk")]
    material = material_of(session)
    needed, heard = review.callbacks_needed(session), rules.heard(opinions)
    return Dossier(
        session=session,
        spec=material.spec,
        requirements=describe_spec(material.spec),
        pictures=pictures,
        every_flag=flags,
        narrative=evidence.narrative_of(session),
        participants=list(session.participants.order_by("pk")),
        staff=staff,
        callbacks=list(review.callbacks_of(session)),
        needed=needed,
        heard=heard,
        objections=rules.objections(opinions, least=figure("satisfaction_least")),
        lacking=evidence.missing(session),
        share=review.share_of(session),
        checks=_checks(session, material.spec, len(staff), heard, needed),
        place=place_figure(session.site, [one.media for one in pictures], figure("geofence_m")),
    )


def minutes_of(session: Session) -> int | None:
    if session.actual_start is None or session.actual_end is None:
        return None
    return int((session.actual_end - session.actual_start).total_seconds() // 60)


def _pictures(session: Session, flags: list[Flag], reach: Reach) -> list[Picture]:
    labels = {(one.kind, one.subject): one.label for one in material_of(session).requirements}
    others = [flag.other_media_id for flag in flags if flag.code in ALIKE and flag.other_media_id]
    seen = Media.objects.visible_to(reach).select_related(
        "session__type", "session__village", "display", "thumbnail"
    )
    earlier = seen.in_bulk(others)
    panels = evidence.panels_of(flags)
    point = session.site.point if session.site else None
    pictures = []
    for number, media in enumerate(evidence.media_of(session), start=1):
        own = [flag for flag in flags if flag.media_id == media.pk]
        label = labels.get((media.kind, media.subject), str(MediaKind(media.kind).label))
        distance = round(distance_m(media.point, point)) if media.point and point else None
        pictures.append(
            Picture(
                number,
                media,
                label,
                distance,
                own,
                [_twin(one, earlier, panels) for one in own if one.code in ALIKE],
            )
        )
    return pictures


def _twin(flag: Flag, earlier: dict[int, Media], panels: dict[tuple[int, int], int]) -> Twin:
    media = earlier.get(flag.other_media_id or 0)
    drawn = panels.get((flag.media_id or 0, flag.other_media_id or 0))
    return Twin(flag, media, media.session if media else None, drawn)


def _checks(session: Session, spec: TypeSpec, staff: int, heard: int, needed: int) -> list[Check]:
    minutes, people = minutes_of(session), session.people_count or 0
    wanted_people = evidence.people_needed(spec)
    photos = evidence.photos_counted(session)
    due = submission_due(session.actual_end or session.ends_at, spec.submit_hours)
    sent = session.first_submitted_at or session.submitted_at
    checks = [
        Check(
            _("时长"),
            hours_minutes(spec.min_minutes),
            hours_minutes(minutes or 0),
            (minutes or 0) >= spec.min_minutes,
        ),
        Check(
            _("到场"),
            _("{n} 人").format(n=wanted_people or "—"),
            _("{n} 人").format(n=people),
            people >= wanted_people,
        ),
        Check(
            _("工作人员"),
            _("{n} 人").format(n=spec.min_staff),
            _("{n} 人").format(n=staff),
            staff >= spec.min_staff,
        ),
        Check(
            _("不同的照片"),
            _("{n} 张").format(n=spec.min_photos),
            _("{n} 张").format(n=photos),
            photos >= spec.min_photos,
        ),
        Check(_("回访"), _("{n} 位").format(n=needed), _("{n} 位").format(n=heard), heard >= needed),
    ]
    if sent:
        late = sent - due
        have = (
            _("按时")
            if late <= timedelta(0)
            else _("晚 {by}").format(by=hours_minutes(int(late.total_seconds() // 60)))
        )
        checks.append(
            Check(_("提交"), _("{n} 小时内").format(n=spec.submit_hours), have, late <= timedelta(0))
        )
    return checks


def counts_of(dossier: Dossier) -> dict[str, Any]:
    """Numbers for the heading: how many pictures, how many flags, how many of them strong."""
    return {"pictures": len(dossier.pictures), "flags": len(dossier.every_flag), "strong": dossier.strong}

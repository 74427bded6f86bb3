"""Sessions of the past quarter, driven through the same actions users call, each on its own day of the clock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from yimi.commands.demonstration.pictures import Album
from yimi.commands.demonstration.setting import TOWNS, Stage
from yimi.kernel import clock
from yimi.kernel.geo import Point
from yimi.kernel.periods import Quarter
from yimi.rooms.accounts.models import User
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.evidence import actions as evidence
from yimi.rooms.evidence.actions.capture import Where
from yimi.rooms.evidence.queries import spec_of
from yimi.rooms.people.models import Person
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import CallOut, Request, Session

TYPES = ["MP15", "MP04", "MP05", "MP14", "MP08", "MP11", "MP06", "MP16", "MP10", "MP07"]
PEOPLE = {"MP06": 36, "MP14": 42, "MP05": 9, "MP07": 9, "MP11": 12}
TEXTS = [
    "上午在活动室开展，老人们坐得整齐，提问很多，散场后还有几位留下来聊天。",
    "院坝里摆开桌凳，村干部帮着招呼，大家说路不远、时间也合适，希望下个月再来。",
    "今天来的人比预计多，加了两条长凳。有位大爷第一次参加，邻居陪他一起来的。",
    "活动按计划进行，中途下了小雨，移到屋檐下继续。结束后清扫了场地。",
]
WORDS = ["今天我们都来了，服务很细心，我们很开心。", "不用跑镇上了，方便得很。", "下回还要来。"]
# which of the invented sessions cheats, and how
CHEATING = {
    9: "again",
    13: "recompressed",
    17: "mirrored",
    21: "cropped",
    25: "watermark",
    29: "elsewhere",
    33: "late",
}


@dataclass
class Order:
    """One session to be told: when, where, what, by whom."""

    number: int
    code: str
    start: datetime
    town: str
    village: str
    provider: str


def orders(stage: Stage, quarter: Quarter, count: int) -> list[Order]:
    """`count` sessions spread over the working days of the quarter, both towns, types and providers in turn."""
    days = (quarter.end - quarter.start).days - 12
    told = []
    for number in range(count):
        day = quarter.start + timedelta(days=4 + number * days // count)
        town = TOWNS[number % 2]
        villages = sorted(code for code in stage.sites if code.startswith(town))
        start = timezone.make_aware(datetime.combine(day, time(9 + number % 2 * 5)))
        told.append(
            Order(
                number,
                TYPES[number % len(TYPES)],
                start,
                town,
                villages[number // 2 % len(villages)],
                "ab"[number // 3 % 2],
            )
        )
    return told


def station_user(stage: Stage, town: str) -> User:
    return stage.users["station_zhou" if town == TOWNS[0] else "station_wu"]


def manager(stage: Stage, provider: str) -> User:
    return stage.users["provider_jiang" if provider == "a" else "provider_shi"]


def crew(stage: Stage, provider: str) -> list[User]:
    names = (
        ("worker_feng", "worker_ding", "worker_qin")
        if provider == "a"
        else ("worker_fan", "worker_bai", "worker_ji")
    )
    return [stage.users[name] for name in names]


def order_and_call(stage: Stage, order: Order, people: list[Person], *, days_before: int = 12) -> CallOut:
    """The village asks, the station calls the providers."""
    micro_type = MicroType.objects.get(pk=order.code)
    with clock.frozen(order.start - timedelta(days=days_before, hours=1)):
        request = ask(stage, order, people, micro_type)
        return projects.open_callout(
            micro_type=micro_type,
            wished_from=order.start.date() - timedelta(days=2),
            wished_to=order.start.date() + timedelta(days=5),
            requests=[request],
            site=stage.sites[order.village],
            brief="场地和桌凳由村里准备，请带齐器材。",
            by=station_user(stage, order.town),
        )


def ask(stage: Stage, order: Order, people: list[Person], micro_type: MicroType) -> Request:
    return projects.place_request(
        division=stage.sites[order.village].division,
        channel="station",
        micro_type=micro_type,
        persons=people,
        wished_from=order.start.date() - timedelta(days=2),
        wished_to=order.start.date() + timedelta(days=5),
        reason="村民代表会上提出来的。",
        by=station_user(stage, order.town),
    )


def answer(stage: Stage, callout: CallOut, order: Order, provider: str, *, hours: int = 4) -> None:
    with clock.frozen(callout.opened_at + timedelta(hours=hours)):
        projects.respond(
            callout=callout,
            provider=stage.houses[f"provider:{provider}"],
            proposed_starts=[order.start + timedelta(minutes=30 if provider != order.provider else 0)],
            staff=crew(stage, provider),
            plan="三人到场，提前半小时布置。",
            by=manager(stage, provider),
        )


def award_and_confirm(stage: Stage, callout: CallOut, order: Order) -> Session:
    station = station_user(stage, order.town)
    with clock.frozen(callout.respond_by + timedelta(minutes=5)):
        offer = callout.responses.get(provider=stage.houses[f"provider:{order.provider}"])
        award = projects.award(
            callout=callout, response=offer, reason="人员有相应资质，离村近，时间合适。", by=station
        )
        return projects.confirm_award(award=award, by=manager(stage, order.provider))[0]


HOSTS = {"500114109203": "village_li", "500114112003": "village_zhao"}


def hold(stage: Stage, session: Session, order: Order) -> Session:
    """Everybody on the list comes; the head count is what such a session usually has."""
    with clock.frozen(session.ends_at + timedelta(minutes=10)):
        came = list(session.participants.values_list("pk", flat=True))
        held = projects.deliver_session(
            session=session,
            actual_start=session.starts_at,
            actual_end=session.ends_at,
            attended=came,
            people_count=max(len(came), PEOPLE.get(order.code, 24)),
            by=crew(stage, order.provider)[0],
        )
        host = HOSTS.get(order.village)
        if host and order.number % 5:  # a few wait for the village's word
            projects.answer_as_host(session=held, held=True, by=stage.users[host])
        return held


def capture(stage: Stage, session: Session, order: Order, album: Album) -> None:
    """Three photos and a clip from the worker's phone during the session, and what the type names besides."""
    spec, cheat = spec_of(session), CHEATING.get(order.number)
    labels = list(session.participants.order_by("pk").values_list("label", flat=True))
    point = stage.sites[order.village].point or Point(108.77, 29.53)
    if cheat == "elsewhere":
        point = Point(point.longitude + 0.03, point.latitude + 0.01)
    subjects = [
        one["subject"] for one in spec.evidence if one["kind"] == "photo" for _ in range(one["count"])
    ]
    subjects += [""] * (spec.min_photos - len(subjects))
    own: list[bytes] = []
    for number, subject in enumerate(subjects):
        at = session.starts_at + timedelta(minutes=20 + 7 * number, seconds=11 + 13 * number)
        picture = _picture(album, cheat if number == 1 else None, at, point, stage.sites[order.village].name)
        own += [] if cheat and number == 1 else [picture]
        _upload(stage, session, order, "photo", picture, at, point, subject)
    if spec.clip_required:
        at = session.starts_at + timedelta(minutes=50, seconds=23)
        named = [one["subject"] for one in spec.evidence if one["kind"] == "clip"]
        _upload(stage, session, order, "clip", album.clip(own), at, point, named[0] if named else "")
    for one in (one for one in spec.evidence if one["kind"] == "document"):
        sheet = album.sheet(f"{session.number} {one['label']}", labels)
        _upload(stage, session, order, "document", sheet, session.ends_at, point, one["subject"])
    with clock.frozen(session.ends_at + timedelta(minutes=40)):
        evidence.write_narrative(
            session=session,
            text=TEXTS[order.number % len(TEXTS)],
            beneficiary_words=WORDS[order.number % len(WORDS)],
            words_consented=True,
            by=crew(stage, order.provider)[0],
        )


def _picture(album: Album, cheat: str | None, at: datetime, point: Point, place: str) -> bytes:
    if cheat in ("again", "recompressed", "mirrored", "cropped"):
        return album.cheat(cheat, at, point)
    return album.repainted(at, point, place) if cheat == "watermark" else album.photo(at, point)


def _upload(
    stage: Stage,
    session: Session,
    order: Order,
    kind: str,
    content: bytes,
    at: datetime,
    point: Point,
    subject: str,
) -> None:
    worker = crew(stage, order.provider)[0]
    with clock.frozen(at):
        code = evidence.issue_challenge(session=session, by=worker).code if order.number % 7 else ""
        evidence.receive_media(
            client_id=uuid.UUID(int=stage.dice.getrandbits(128), version=4),
            session=session,
            kind=kind,
            upload=content,
            taken_at=at,
            where=_measured(point, at, stage.dice.choice((8.0, 15.0, 30.0))),
            subject=subject,
            challenge_code=code,
            by=worker,
        )


def _measured(point: Point, at: datetime, accuracy_m: float) -> Where:
    """A few metres beside, and never twice the same: a receiver's error, from the moment and not from chance."""
    seconds = int(at.timestamp())
    return Where(point.longitude + seconds % 89 * 1e-6, point.latitude + seconds % 83 * 1e-6, accuracy_m)


def hand_in(stage: Stage, session: Session, order: Order) -> Session:
    hours = 80 if CHEATING.get(order.number) == "late" else 3
    with clock.frozen(session.ends_at + timedelta(hours=hours)):
        return evidence.submit_session(session=session, by=crew(stage, order.provider)[0])


def tell(stage: Stage, order: Order, people: list[Person], album: Album) -> Session:
    """From the village's wish to the complete submission."""
    callout = order_and_call(stage, order, people)
    answer(stage, callout, order, order.provider)
    answer(stage, callout, order, "b" if order.provider == "a" else "a", hours=9)
    session = hold(stage, award_and_confirm(stage, callout, order), order)
    capture(stage, session, order, album)
    return hand_in(stage, session, order)

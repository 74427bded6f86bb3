"""The verbs of the public face: publish and withdraw copies, hear complaints, relay an order."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel import clock, workdays
from yimi.kernel.action import Actor, System, action, note
from yimi.kernel.crypto import blind_index
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import figure
from yimi.kernel.files import StoredFile
from yimi.kernel.units import yuan
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import COUNTY, STATION
from yimi.rooms.catalogue.models import MicroType, ServiceItem
from yimi.rooms.catalogue.queries import prices_on, service_list
from yimi.rooms.network.queries import reach
from yimi.rooms.projects.actions import place_request
from yimi.rooms.projects.models import Request
from yimi.rooms.projects.states import Channel
from yimi.rooms.public import queries, rules
from yimi.rooms.public.models import Complaint, Intake, Notice, PublishedItem, WallEntry, WallPicture
from yimi.rooms.public.rules import Picture
from yimi.rooms.public.states import ComplaintState, IntakeKind, NoticeKind


@action
def publish_entry(
    *,
    county: str,
    type_code: str,
    type_name: str,
    title: str,
    place: str,
    held_on: datetime.date,
    people: int,
    station_name: str,
    provider_name: str,
    by: Actor,
    text: str = "",
    words: str = "",
    town: str = "",
    pictures: Sequence[Picture] = (),
    slug: str = "",
) -> WallEntry:
    """Hang an accepted session on the wall, from plain values already masked and agreed to (A4-24, B11).

    Raises NotYours for anybody but the county, Refusal for pictures of children, patients or casework.
    """
    _county_only(by, county)
    kind = MicroType.objects.filter(pk=type_code).first()
    if pictures and kind is not None and kind.sensitive in rules.NEVER_PICTURED:
        raise Refusal(
            _("“%(type)s”涉及%(why)s，图片和视频一律不公开；可以只发文字。")
            % {"type": type_name, "why": kind.get_sensitive_display()}
        )
    entry = WallEntry.objects.create(
        county=county, slug=slug or _slug(), type_code=type_code, type_name=type_name, title=title,
        town=town or place.split(" ")[0], place=place, held_on=held_on, people=people, text=text, words=words,
        station_name=station_name, provider_name=provider_name,
        published_at=clock.now(), published_by=by.audit_name,
    )  # fmt: skip
    for order, picture in enumerate(pictures):
        WallPicture.objects.create(
            entry=entry,
            file=picture.file,
            poster=picture.poster,
            kind=picture.kind,
            alt=picture.alt,
            order=order,
        )
    note(pictures=len(pictures))
    return entry


@action
def withdraw_entry(*, slug: str, reason: str, by: Actor) -> WallEntry:
    """Take an entry off the wall, at a beneficiary's wish or for a mistake; the row stays (E4)."""
    entry = WallEntry.objects.select_for_update().filter(slug=slug).first()
    if entry is None:
        raise Refusal(_("公示墙上没有这一条，可能网址抄错了。"))
    _county_only(by, entry.county)
    _withdraw(entry, reason, by)
    return entry


@action
def publish_notice(
    *,
    county: str,
    kind: str,
    title: str,
    body: Sequence[Mapping[str, Any] | rules.Block],
    by: Actor,
    file: StoredFile | None = None,
    file_name: str = "",
    expires_on: datetime.date | None = None,
    slug: str = "",
) -> Notice:
    """Publish an award, a bulletin, a settlement result or another notice (B9, B13); 7 days for objections.

    `body` is a list of `rules.Block`: heading, paragraph, list, table; plain text only.
    """
    chosen = NoticeKind(kind)
    _county_only(by, county, also_stations=chosen == NoticeKind.AWARD)
    return Notice.objects.create(
        county=county, slug=slug or _slug(), kind=chosen, title=title, body=rules.blocks_from(body),
        file=file, file_name=file_name,
        expires_on=expires_on or clock.today() + datetime.timedelta(days=figure("publish_days")),
        published_at=clock.now(), published_by=by.audit_name,
    )  # fmt: skip


@action
def withdraw_notice(*, slug: str, reason: str, by: Actor) -> Notice:
    """Take a notice down; what replaced it is said in the reason."""
    notice = Notice.objects.select_for_update().filter(slug=slug).first()
    if notice is None:
        raise Refusal(_("没有这份公告，可能网址抄错了。"))
    _county_only(by, notice.county)
    _withdraw(notice, reason, by)
    return notice


@action
def publish_service_list(*, county: str, by: Actor) -> int:
    """Copy the catalogue's items, types and today's prices to the public list; returns how many (A3-03)."""
    _county_only(by, county)
    prices = prices_on(clock.today())
    now, known = clock.now(), set()
    for item in service_list():
        types = [link.type for link in item.links.all()]
        shown = sorted({prices[each.code] for each in types if each.code in prices})
        PublishedItem.objects.update_or_create(
            county=county,
            code=item.code,
            defaults={
                "category": item.category_name,
                "name": item.name,
                "name_en": item.name_en,
                "types": "、".join(each.name for each in types),
                "price": "—".join(yuan(fen) for fen in dict.fromkeys((shown[0], shown[-1]))) if shown else "",
                "order": item.order,
                "published_at": now,
                "published_by": by.audit_name,
            },
        )
        known.add(item.code)
    PublishedItem.objects.filter(county=county).exclude(code__in=known).delete()
    return len(known)


@action(private=("text", "contact", "address"))
def lodge_complaint(
    *, county: str, text: str, address: str, by: Actor, contact: str = "", about_slug: str = ""
) -> Complaint:
    """Take in a complaint from anybody; its number is the key to the answer (E17: 3 and 10 working days).

    `address` (of the network) only feeds an hourly keyed digest. The same words sent again within the hour (the
    back button, a second press) are the same complaint. Raises Refusal: empty, too long, too many.
    """
    said, reach_at = text.strip(), contact.strip()[:200]
    if len(said) < 5:
        raise Refusal(_("请写几句话：什么时候、在哪里、怎么回事。"), field="text")
    if len(said) > rules.TEXT_MOST:
        raise Refusal(
            _("最多 %(most)d 字，请写要点；详情可以打电话说。") % {"most": rules.TEXT_MOST}, field="text"
        )
    _not_too_often(IntakeKind.COMPLAINT, address, rules.COMPLAINTS_AN_HOUR)
    today, hour_ago = clock.today(), clock.now() - datetime.timedelta(hours=1)
    same = Complaint.objects.filter(
        county=county, text=said, about_slug=about_slug[:16], received_at__gt=hour_ago
    )
    for earlier in same.order_by("received_at"):
        if earlier.contact == reach_at:
            return earlier
    return Complaint.objects.create(
        county=county, number=_letters(rules.TRACKING_LENGTH), about_slug=about_slug[:16], text=said,
        contact=reach_at, received_at=clock.now(),
        reply_due=workdays.add_working_days(today, figure("complaint_reply_days")),
        answer_due=workdays.add_working_days(today, figure("complaint_answer_days")),
    )  # fmt: skip


@action(private=("reply",))
def reply_to_complaint(*, complaint: Complaint, reply: str, by: Actor) -> Complaint:
    """Say that it was heard and who looks into it; the first of the two clocks stops (E17)."""
    return _say(complaint, reply, by, final=False)


@action(private=("answer",))
def answer_complaint(*, complaint: Complaint, answer: str, by: Actor) -> Complaint:
    """Say what was found and done; shown to whoever holds the number (E17)."""
    return _say(complaint, answer, by, final=True)


@action(private=("name", "address", "reason"))
def ask_for_service(
    *,
    county: str,
    card: str,
    item_code: str,
    wished_from: datetime.date,
    wished_to: datetime.date,
    address: str,
    by: Actor,
    name: str = "",
    reason: str = "",
) -> Request:
    """Relay a resident's order by the code on the village's paper card to its station (mission 10, A4-06).

    Raises Refusal for a wrong card, an unknown item, dates past or reversed, and more than five an hour.
    """
    village = queries.village_of(card, county)
    item = ServiceItem.objects.filter(pk=item_code).first()
    if item is None:
        raise Refusal(_("请在清单里选一项服务。"), field="item")
    _not_too_often(IntakeKind.REQUEST, address, rules.REQUESTS_AN_HOUR)
    return place_request(
        division=village, channel=Channel.CODE, service_item=item, requested_by_name=name.strip()[:30],
        reason=reason.strip()[:500], wished_from=wished_from, wished_to=wished_to, by=by,
    )  # fmt: skip


def _county_only(by: Actor, county: str, *, also_stations: bool = False) -> None:
    """The county's own people and the house itself; awards also by the station that made them."""
    if isinstance(by, System):
        return
    roles = COUNTY | STATION if also_stations else COUNTY
    if not (isinstance(by, User) and any(hat.county == county for hat in reach(by).worn(*roles))):
        raise NotYours(_("公开和撤下由区县办理，你没有这个岗位。"))


def _withdraw(row: WallEntry | Notice, reason: str, by: Actor) -> None:
    if row.withdrawn_at is not None:
        raise Stale(_("已经撤下了。"))
    if not reason.strip():
        raise Refusal(_("请写明为什么撤下。"), field="reason")
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = clock.now(), by.audit_name, reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])


def _say(complaint: Complaint, words: str, by: Actor, *, final: bool) -> Complaint:
    _county_only(by, complaint.county)
    row = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if row.state == ComplaintState.ANSWERED or (not final and row.state == ComplaintState.REPLIED):
        raise Stale(_("这条意见别人已经答复了。"))
    if not words.strip():
        raise Refusal(_("请写答复内容。"), field="answer" if final else "reply")
    if final:
        row.answered_at, row.answered_by, row.answer = clock.now(), by.audit_name, words.strip()
        row.state = ComplaintState.ANSWERED
    else:
        row.replied_at, row.replied_by, row.reply = clock.now(), by.audit_name, words.strip()
        row.state = ComplaintState.REPLIED
    row.save()
    return row


def _not_too_often(kind: IntakeKind, address: str, most: int) -> None:
    """Count this hour's messages from one address by a digest that changes every hour (B11: no tracks)."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    Intake.objects.filter(received_at__lt=hour).delete()
    sender = blind_index(f"{address}|{hour.isoformat()}", f"public.{kind}")
    if Intake.objects.filter(kind=kind, sender=sender).count() >= most:
        raise Refusal(_("这一小时里已经收到您 %(most)d 条。请过一小时再写，急事请打电话。") % {"most": most})
    Intake.objects.create(kind=kind, sender=sender, received_at=clock.now())


def _letters(length: int) -> str:
    return "".join(secrets.choice(rules.ALPHABET) for _each in range(length))


def _slug() -> str:
    return _letters(rules.SLUG_LENGTH)

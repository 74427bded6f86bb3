"""What a person agrees to, who answers for them, and what they are officially entitled to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.rooms.people import rules
from yimi.rooms.people.access import CONFIRMERS, LISTENERS, named, only_within, reach_of
from yimi.rooms.people.models import Consent, Guardian, Person, PersonCategory
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, Category, ConsentUse, GivenBy


@action
def give_consent(*, person: Person, use: str, given_by: str, by: Actor, given: bool = True) -> Consent:
    """Record an answer to one use (photo, clip, public_photo, public_clip, callback); newest wins (E4).

    `given=False` records a refusal. Refused: outside the actor's area (NotYours), an unknown use, a minor's
    yes that is not the guardian's (PIPL 31, B6), a person who has died.
    """
    only_within(by, person.division_id, LISTENERS)
    return _answer(person, use, given_by, by, given)


@action
def answer_consent(
    *,
    person: Person,
    use: str,
    given_by: str,
    by: Actor,
    given: bool,
    how: str = "",
    proof: UUID | None = None,
) -> Consent:
    """The same where somebody is served, for actions of rooms above that have checked who serves them there.

    A provider's worker sees no register and yet asks on the spot. `proof` is the number of the upload that shows
    it. Refused: like `give_consent`, and anybody who is no signed-in user.
    """
    return _answer(person, use, given_by, by, given, how, proof)


def _answer(
    person: Person, use: str, given_by: str, by: Actor, given: bool, how: str = "", proof: UUID | None = None
) -> Consent:
    if use not in ConsentUse.values or given_by not in GivenBy.values:
        raise Refusal(_("请选择同意的用途，以及由谁表示。"), field="use")
    if person.deceased_on is not None:
        raise Refusal(_("此人已登记去世，不能再登记同意。"))
    now = clock.now()
    problem = rules.consent_problem(minor=person.is_minor(now.date()), given=given, given_by=given_by)
    if problem:
        raise Refusal(problem, field="given_by", code="guardian_needed")
    return Consent.objects.create(
        person=person,
        use=use,
        given=given,
        given_by=given_by,
        how=how,
        proof=proof,
        recorded_at=now,
        recorded_by=named(by),
    )


@action
def withdraw_consent(*, person: Person, use: str, by: Actor) -> Consent:
    """Take back a yes at any time and by anybody who speaks for the person; what was shown must come down.

    Refused: outside the actor's area (NotYours), no yes to withdraw (Stale).
    """
    only_within(by, person.division_id, LISTENERS)
    rows = Consent.objects.filter(person=person, use=use).order_by("-id").select_for_update()
    newest = rows.first()
    if newest is None or not newest.given or newest.withdrawn_at is not None:
        raise Stale(_("目前没有可以撤回的同意：没有登记过，或已经撤回。"))
    newest.withdrawn_at, newest.withdrawn_by = clock.now(), named(by)
    newest.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return newest


@action(private=("relation",))
def add_guardian(*, person: Person, name: str, relation: str, by: Actor, phone: str = "") -> Guardian:
    """Name who answers for a minor or for a person who cannot decide alone (B6).

    Refused: outside the actor's area (NotYours), no name or relation, a phone that is none.
    """
    only_within(by, person.division_id)
    name, phone = rules.clean_name(name), rules.clean_phone(phone)
    if not name or not relation.strip():
        raise Refusal(_("请填写监护人的姓名和与本人的关系。"), field="name")
    if phone and not rules.is_phone(phone):
        raise Refusal(_("电话应为 11 位手机号，或带区号的座机号码。"), field="phone")
    index = blind_index(phone, rules.PHONE_PURPOSE)
    return Guardian.objects.create(
        person=person, name=name, relation=relation.strip(), phone=phone, phone_index=index
    )


@action(private=("source",))
def set_category(
    *,
    person: Person,
    category: str,
    valid_from: date,
    source: str,
    by: Actor,
    valid_to: date | None = None,
) -> PersonCategory:
    """Record an official category with its validity and source; the product never decides it (B5).

    Confirmed at once when the station or the county's business section records it; a village's entry waits
    for them. Refused: outside the actor's area (NotYours), mental-disorder enrolment by a village (B8), no
    source, dates out of order, a period that overlaps one already recorded.
    """
    only_within(by, person.division_id)
    confirms = reach_of(by).covers(person.division_id, *CONFIRMERS)
    if category not in Category.values:
        raise Refusal(_("没有这个类别，请从列表中选择。"), field="category")
    if category in SENSITIVE_CATEGORIES and not confirms:
        raise NotYours(_("这一类别由乡镇社工站或区县登记，村（居）委会不登记。"))
    if not source.strip():
        raise Refusal(_("请写明依据，例如审批文号或系统名称。"), field="source")
    if valid_to is not None and valid_to < valid_from:
        raise Refusal(_("类别的止期不能早于起期。"), field="valid_to")
    Person.objects.select_for_update(no_key=True).get(
        pk=person.pk
    )  # two clerks, one person: one after the other
    held = PersonCategory.objects.filter(person=person, category=category)
    if any(_overlap(row, valid_from, valid_to) for row in held):
        raise Refusal(_("这个人在这段时间内已有这一类别，请先结束原来的一条。"), field="valid_from")
    return PersonCategory.objects.create(
        person=person,
        category=category,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source.strip(),
        confirmed_at=clock.now() if confirms else None,
        confirmed_by=named(by) if confirms else None,
    )


@action
def confirm_category(*, entry: PersonCategory, by: Actor) -> PersonCategory:
    """The station or the county's business section confirms what a village entered; once (Stale)."""
    entry = PersonCategory.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    only_within(by, entry.person.division_id, CONFIRMERS)
    if entry.confirmed_at is not None:
        raise Stale(_("这一类别已经确认过。"))
    entry.confirmed_at, entry.confirmed_by = clock.now(), named(by)
    entry.save(update_fields=["confirmed_at", "confirmed_by"])
    return entry


@action
def end_category(*, entry: PersonCategory, on: date, by: Actor) -> PersonCategory:
    """The category holds up to and including `on`; not before its start, not after its own end."""
    entry = PersonCategory.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    only_within(by, entry.person.division_id, CONFIRMERS)
    if on < entry.valid_from or (entry.valid_to is not None and on > entry.valid_to):
        raise Refusal(_("结束日期应在这一类别的起止日期之间。"), field="on")
    entry.valid_to = on
    entry.save(update_fields=["valid_to"])
    return entry


def _overlap(row: PersonCategory, start: date, end: date | None) -> bool:
    return (end is None or row.valid_from <= end) and (row.valid_to is None or start <= row.valid_to)

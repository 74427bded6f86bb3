"""What a person agrees to, and who answers for them."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.rooms.people import rules
from yimi.rooms.people.access import LISTENERS, named, only_within
from yimi.rooms.people.models import Consent, Guardian, Person
from yimi.rooms.people.states import ConsentUse, GivenBy


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

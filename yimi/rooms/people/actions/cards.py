"""Service cards: one valid card a person, withdrawn when it is lost, and never anything of the person in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.rooms.people import carding
from yimi.rooms.people.access import named, only_within
from yimi.rooms.people.models import Person, ServiceCard
from yimi.rooms.people.states import CHOSEN_REASONS


@action
def issue_card(*, person: Person, by: Actor) -> ServiceCard:
    """Give somebody their first card, or the next one after the last was withdrawn.

    Refused: outside the actor's area (NotYours), nobody of the register any more, a valid card already (Stale).
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    only_within(by, person.division_id)
    if person.deceased_on or person.merged_into_id or person.erased_at:
        raise Refusal(_("这份档案已经结束，不能再发服务卡。"))
    if ServiceCard.objects.filter(person=person, withdrawn_at=None).exists():
        raise Stale(_("这个人已有一张有效的服务卡；丢了、坏了请先换卡。"))
    code, number = carding.new_code(), carding.new_number()
    return ServiceCard.objects.create(
        person=person,
        code=code,
        code_index=blind_index(code, carding.CODE_PURPOSE),
        number=number,
        number_index=blind_index(number, carding.NUMBER_PURPOSE),
        issued_at=clock.now(),
        issued_by=named(by),
    )


@action
def issue_cards(*, people: Iterable[Person], by: Actor) -> list[ServiceCard]:
    """A card for each of these people, all or none; who got one in the meantime is passed over.

    Refused like `issue_card`, and when nobody is left.
    """
    held = set(
        ServiceCard.objects.filter(person__in=people, withdrawn_at=None).values_list("person", flat=True)
    )
    made = [issue_card(person=each, by=by) for each in people if each.pk not in held]
    if not made:
        raise Refusal(_("请至少选一个还没有服务卡的人。"), field="people")
    note(issued=len(made))
    return made


@action
def withdraw_card(*, card: ServiceCard, reason: str, by: Actor) -> ServiceCard:
    """The card counts no more, from this moment: lost, damaged, not wanted. It is not given back to life.

    Refused: outside the actor's area (NotYours), no reason, withdrawn before (Stale).
    """
    card = ServiceCard.objects.select_for_update(of=("self",)).select_related("person").get(pk=card.pk)
    only_within(by, card.person.division_id)
    if reason not in CHOSEN_REASONS:
        raise Refusal(_("请选择为什么收回。"), field="reason")
    if card.withdrawn_at is not None:
        raise Stale(_("这张服务卡已经收回。"))
    card.withdrawn_at, card.withdrawn_by, card.reason = clock.now(), named(by), reason
    card.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    return card


@action
def replace_card(*, card: ServiceCard, reason: str, by: Actor) -> ServiceCard:
    """Withdraw it and give the next one, in one step. Returns the new card; refused like the two."""
    withdraw_card(card=card, reason=reason, by=by)
    return issue_card(person=card.person, by=by)

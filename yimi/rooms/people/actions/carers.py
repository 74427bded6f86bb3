"""Who looks after a child or an elder day to day (B6, B13); the guardian is somebody else's question."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.rooms.people import rules
from yimi.rooms.people.access import only_within
from yimi.rooms.people.models import Carer, Person

PRIVATE = ("name", "relation", "phone")


@action(private=PRIVATE)
def add_carer(
    *,
    person: Person,
    name: str,
    relation: str,
    lives_with: bool,
    by: Actor,
    phone: str = "",
    since: date | None = None,
) -> Carer:
    """Name who cares for somebody day to day, from a day on, today unless given; several may.

    Refused: outside the actor's area (NotYours), no name or relation, a phone that is none, a day in the future.
    """
    only_within(by, person.division_id)
    carer = Carer(
        person=person, since=since or clock.today(), entered_at=clock.now(), entered_by=by.audit_name
    )
    _fill(carer, name, relation, phone, lives_with)
    carer.save()
    return carer


@action(private=PRIVATE)
def correct_carer(
    *,
    carer: Carer,
    name: str,
    relation: str,
    lives_with: bool,
    by: Actor,
    phone: str = "",
    since: date | None = None,
) -> Carer:
    """Put right what was written of a carer; refused as in `add_carer`, and one who cares no longer (Stale)."""
    carer = _running(carer, by)
    carer.since = since or carer.since
    _fill(carer, name, relation, phone, lives_with)
    carer.save()
    return carer


@action
def end_carer(*, carer: Carer, by: Actor, on: date | None = None) -> Carer:
    """Somebody cares no longer; `on` is the last day, today unless given. Refused: outside the area (NotYours), twice
    (Stale), a day before the first or in the future."""
    carer = _running(carer, by)
    day = on or clock.today()
    if not carer.since <= day <= clock.today():
        raise Refusal(_("最后一天要在开始照料以后，也不能在今天以后。"), field="on")
    carer.until, carer.ended_at, carer.ended_by = day, clock.now(), by.audit_name
    carer.save(update_fields=["until", "ended_at", "ended_by"])
    return carer


def _running(carer: Carer, by: Actor) -> Carer:
    carer = Carer.objects.select_for_update(of=("self",)).select_related("person").get(pk=carer.pk)
    only_within(by, carer.person.division_id)
    if carer.ended_at is not None:
        raise Stale(_("这一位已经不再照料，请刷新页面。"))
    return carer


def _fill(carer: Carer, name: str, relation: str, phone: str, lives_with: bool) -> None:
    carer.name, phone = rules.clean_name(name), rules.clean_phone(phone)
    if not carer.name or not relation.strip():
        raise Refusal(_("请填写照料人的姓名和与本人的关系。"), field="name")
    if phone and not rules.is_phone(phone):
        raise Refusal(_("电话应为 11 位手机号，或带区号的座机号码。"), field="phone")
    if carer.since > clock.today():
        raise Refusal(_("日期不能在今天以后。"), field="since")
    carer.relation, carer.phone, carer.lives_with = relation.strip(), phone, lives_with
    carer.phone_index = blind_index(phone, rules.PHONE_PURPOSE)

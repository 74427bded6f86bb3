"""Groups around a person: opened, filled, looked at in their cycle, closed with a reason (A1-09 … A1-12)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.figures import figure
from yimi.rooms.care.access import only_responsible, reach_of
from yimi.rooms.care.actions.overlaying import _follow
from yimi.rooms.care.models import CareGroup, CareMember, GroupLook
from yimi.rooms.care.rules import groups
from yimi.rooms.care.states import Dimension, DoctorClass, GroupKind, GroupOutcome, Seat
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries import holders_of
from yimi.rooms.people.rules import clean_name, clean_phone, is_phone
from yimi.rooms.people.states import Category
from yimi.rooms.projects.queries.who import name_of


@action(private=("wish",))
def open_group(*, person: Person, kind: str, by: Actor, wish: str = "") -> CareGroup:
    """Bring people together around somebody. Five-in-one is for registered patients only; fixed visitors are
    the person's own wish (A1-12). Refused: not responsible there (NotYours), one of this kind is running.
    """
    only_responsible(by, person.division_id)
    if kind not in GroupKind.values:
        raise Refusal(_("请选择哪一种小组。"), field="kind")
    if (
        kind == GroupKind.FIVE
        and not holders_of(Category.SMD_PATIENT, reach_of(by)).filter(pk=person.pk).exists()
    ):
        raise Refusal(_("五位一体关爱小组只为在册的严重精神障碍患者建立，请先核对类别。"), field="kind")
    if kind == GroupKind.VISITORS and not wish.strip():
        raise Refusal(_("固定探访人要由本人或家人选定，请写下他们的意愿。"), field="wish")
    key = groups.cycle_key(kind, DoctorClass.UNKNOWN)
    group = CareGroup.objects.create(
        person=person, county=person.county, kind=kind, wish=wish.strip(), opened_at=clock.now(), opened_by=name_of(by),
        next_on=clock.today() + timedelta(days=figure(key)),
    )  # fmt: skip
    _follow(group)
    return group


@action(private=("name", "phone"))
def seat_member(*, group: CareGroup, seat: str, name: str, by: Actor, phone: str = "") -> CareMember:
    """Give a seat to somebody. Refused: not responsible (NotYours), closed (Stale), a seat the group does not
    have or that is taken, no name, a phone that is none.
    """
    group = _running(group, by)
    name, phone = clean_name(name), clean_phone(phone)
    if not name or (phone and not is_phone(phone)):
        raise Refusal(_("请填写姓名；电话应为 11 位手机号，或带区号的座机号码。"), field="name")
    held = group.members.filter(left_on=None).values_list("seat", flat=True)
    if seat not in Seat.values or groups.is_full(group.kind, seat, held):
        raise Refusal(_("这个小组没有这个位置，或者已经有人。"), field="seat")
    return CareMember.objects.create(group=group, seat=seat, name=name, phone=phone, joined_on=clock.today())


@action
def unseat_member(*, member: CareMember, by: Actor) -> CareMember:
    """Somebody leaves the group; that they were in it stays. Refused as in `seat_member`."""
    _running(member.group, by)
    if member.left_on is not None:
        raise Stale(_("这个人已经离开小组。"))
    member.left_on = clock.today()
    member.save(update_fields=["left_on"])
    return member


@action(private=("sentence", "dimensions", "doctor_class", "outcome"))
def look_at_group(
    *,
    group: CareGroup,
    outcome: str,
    by: Actor,
    doctor_class: str = "",
    dimensions: dict[str, int] | None = None,
    sentence: str = "",
    looked_on: date | None = None,
) -> GroupLook:
    """Write down how somebody fares; the next look follows the doctor's class (B8), or a quarter later.

    Refused: not responsible (NotYours), closed (Stale), five-in-one without the doctor's class, unknown words,
    a day ahead.
    """
    group = _running(group, by)
    day = looked_on or clock.today()
    if outcome not in GroupOutcome.values or not set(dimensions or {}) <= set(Dimension.values):
        raise Refusal(_("请在表上的选项里勾选。"), field="outcome")
    if not set((dimensions or {}).values()) <= {-1, 0, 1} or day > clock.today():
        raise Refusal(_("请核对日期和各维度的变化。"), field="looked_on")
    if group.kind == GroupKind.FIVE and doctor_class not in DoctorClass.values:
        raise Refusal(_("请写上医生这次给的分类，下次随访日期按它排。"), field="doctor_class")
    group.next_on = day + timedelta(days=figure(groups.cycle_key(group.kind, doctor_class)))
    group.save(update_fields=["next_on"])
    _follow(group)
    return GroupLook.objects.create(
        group=group, looked_on=day, doctor_class=doctor_class, outcome=outcome, dimensions=dimensions or {},
        sentence=sentence.strip(), recorded_at=clock.now(), recorded_by=name_of(by),
    )  # fmt: skip


@action
def close_group(*, group: CareGroup, reason: str, by: Actor) -> CareGroup:
    """The group is no longer needed. Refused: not responsible (NotYours), closed before (Stale), no reason."""
    group = _running(group, by)
    if not reason.strip():
        raise Refusal(_("请写明为什么结束。"), field="reason")
    group.closed_at, group.closed_by, group.close_reason = clock.now(), name_of(by), reason.strip()
    group.save(update_fields=["closed_at", "closed_by", "close_reason"])
    return group


def _running(group: CareGroup, by: Actor) -> CareGroup:
    group = CareGroup.objects.select_for_update(of=("self",)).select_related("person").get(pk=group.pk)
    only_responsible(by, group.person.division_id)
    if group.closed_at is not None:
        raise Stale(_("这个小组已经结束。"))
    return group

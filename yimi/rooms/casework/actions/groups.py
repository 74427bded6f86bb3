"""Members of a group: they join, are measured before and after, leave."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.casework.access import only_caseworker
from yimi.rooms.casework.actions.moving import _locked, _step
from yimi.rooms.casework.models import Case, Member
from yimi.rooms.people.models import Person
from yimi.rooms.projects.queries.who import name_of

MOST = 1000  # no scale in use has more points


@action
def join_group(*, case: Case, persons: Collection[Person], by: Actor) -> Case:
    """People join a group, all of them or none.

    Refused: not one's group, not of one's area (NotYours), a case, nobody named, somebody dead, a member already.
    """
    case = _locked(case, by)
    if not case.is_group:
        raise Refusal(_("个案没有组员，请另开一个小组。"))
    if not persons:
        raise Refusal(_("请先勾选要加入的人。"), field="persons")
    if Member.objects.filter(case=case, person__in=persons, left_at=None).exists():
        raise Stale(_("所选的人里有人已经是组员，请刷新后再选。"))
    for person in persons:
        only_caseworker(by, person.division_id)
        if person.deceased_on is not None or person.merged_into_id is not None:
            raise Refusal(_("这份档案已经停用，不能加入小组。"))
        Member.objects.create(case=case, person=person, joined_on=clock.today())
        _step(case, _("加入组员：%(who)s") % {"who": person.masked_name}, by)
    return case


@action(private=("before", "after"))
def score_member(*, member: Member, before: int | None, after: int | None, by: Actor) -> Member:
    """The scale of the plan (G1), before and after. Refused: not one's group (NotYours), left (Stale), no such number."""
    _locked(member.case, by)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.left_at is not None:
        raise Stale(_("这位组员已经退出。"))
    if any(each is not None and not 0 <= each <= MOST for each in (before, after)):
        raise Refusal(_("前后测的分数填得不对，请核对。"), field="before")
    member.before, member.after = before, after
    member.save(update_fields=["before", "after"])
    return member


@action
def leave_group(*, member: Member, reason: str, by: Actor) -> Member:
    """A member leaves, with a reason. Refused: not one's group (NotYours), a second time (Stale), no reason."""
    case = _locked(member.case, by)
    member = Member.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    if member.left_at is not None:
        raise Stale(_("这位组员已经退出。"))
    if not reason.strip():
        raise Refusal(_("请写明为什么退出。"), field="reason")
    member.leave_reason, member.left_at, member.left_by = reason.strip(), clock.now(), name_of(by)
    member.save(update_fields=["leave_reason", "left_at", "left_by"])
    _step(case, _("组员退出：%(who)s") % {"who": member.person.masked_name}, by, reason.strip())
    return member

"""What people ask about their own data, and files that were kept long enough (PIPL 19, 44–47; B11)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import figure
from yimi.kernel.workdays import add_working_days
from yimi.rooms.accounts.states import Role
from yimi.rooms.people.access import CONFIRMERS, KEEPERS, named, only_within
from yimi.rooms.people.actions.belonging import _end
from yimi.rooms.people.models import (
    Carer,
    Guardian,
    Household,
    Person,
    RetentionProposal,
    RightsRequest,
    ServiceCard,
)
from yimi.rooms.people.queries.rights import kept_long_enough, why_kept
from yimi.rooms.people.states import AskedState, CardReason, GivenBy, Left, RightKind

ERASERS = frozenset({Role.COUNTY_BUSINESS})


@action(private=("said",))
def ask_right(*, person: Person, kind: str, said: str, given_by: str, by: Actor) -> RightsRequest:
    """Write down that somebody asks to see, correct or erase what is kept about them; by paper or phone too.

    Answered within `rights_answer_days` working days. Refused: outside the area (NotYours), nothing said, a
    minor asking without the guardian.
    """
    only_within(by, person.division_id, KEEPERS)
    if kind not in RightKind.values or given_by not in GivenBy.values:
        raise Refusal(_("请选择要求什么、由谁提出。"), field="kind")
    if not said.strip():
        raise Refusal(_("请写下对方的原话。"), field="said")
    if person.is_minor(clock.today()) and given_by != GivenBy.GUARDIAN:
        raise Refusal(_("未满 18 周岁的人由监护人提出。"), field="given_by")
    return RightsRequest.objects.create(
        person=person, kind=kind, said=said.strip(), given_by=given_by, asked_at=clock.now(), asked_by=named(by),
        due_on=add_working_days(clock.today(), figure("rights_answer_days")),
    )  # fmt: skip


@action(private=("answer",))
def answer_right(*, asked: RightsRequest, grant: bool, answer: str, by: Actor) -> RightsRequest:
    """Answer with words; granting an erasure erases, and only the county may. Once (Stale).

    Refused: outside the area (NotYours), no words, an erasure while the law or a running service keeps the file.
    """
    asked = RightsRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=asked.pk)
    erases = grant and asked.kind == RightKind.ERASE
    only_within(by, asked.person.division_id, ERASERS if erases else CONFIRMERS)
    if asked.state != AskedState.ASKED:
        raise Stale(_("这个请求已经答复。"))
    if not answer.strip():
        raise Refusal(_("请写明怎么答复的。"), field="answer")
    if erases:
        if why := why_kept(asked.person):
            raise Refusal(why)
        _erase(asked.person, by)
    asked.state = AskedState.GRANTED if grant else AskedState.REFUSED
    asked.decided_at, asked.decided_by, asked.answer = clock.now(), named(by), answer.strip()
    asked.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    return asked


@action
def propose_retention(*, by: Actor, kept: Collection[int] = ()) -> int:
    """Propose files that a rule says were kept long enough, but for those `kept`; a person decides. Returns how many
    are new."""
    today, made = clock.today(), 0
    for rule, people in kept_long_enough().items():
        known = RetentionProposal.objects.filter(rule=rule).values("person")
        rows = [
            RetentionProposal(person=each, rule=rule, proposed_on=today)
            for each in people.exclude(pk__in=known).exclude(pk__in=kept).order_by("pk")
        ]
        made += len(RetentionProposal.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True))
    note(proposed=made)
    return made


@action
def decide_retention(
    *, proposal: RetentionProposal, erase: bool, by: Actor, reason: str = ""
) -> RetentionProposal:
    """The county confirms that a file goes, or says why it stays. Refused: elsewhere (NotYours), twice (Stale)."""
    rows = RetentionProposal.objects.select_for_update(of=("self",)).select_related("person")
    proposal = rows.get(pk=proposal.pk)
    only_within(by, proposal.person.division_id, ERASERS)
    if proposal.state != AskedState.ASKED:
        raise Stale(_("这份档案已经有了决定。"))
    if not erase and not reason.strip():
        raise Refusal(_("请写明为什么还要保留。"), field="reason")
    if erase:
        _erase(proposal.person, by)
    proposal.state = AskedState.GRANTED if erase else AskedState.REFUSED
    proposal.decided_at, proposal.decided_by, proposal.reason = clock.now(), named(by), reason.strip()
    proposal.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return proposal


def _erase(person: Person, by: Actor) -> None:
    """Who it was goes; that somebody was served stays, so that paid sessions still add up (Procurement Law 42)."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.erased_at is not None:
        raise Stale(_("这份档案已经删除。"))
    if by.pk is None:
        raise NotYours(_("这一步要由登录的工作人员来做。"))
    Household.objects.filter(head=person).update(head=None)
    Guardian.objects.filter(person=person).delete()
    Carer.objects.filter(person=person).delete()
    ServiceCard.objects.filter(person=person, withdrawn_at=None).update(
        withdrawn_at=clock.now(), withdrawn_by=named(by), reason=CardReason.CLOSED
    )
    person.name, person.name_pinyin, person.name_keys, person.name_sounds = _("已删除"), "", [], []
    person.take_phone("")
    person.take_number("")
    person.note, person.household, person.birth_date = "", None, None
    person.erased_at, person.erased_by = clock.now(), named(by)
    person.save()
    _end(Q(person=person), left=Left.OTHER, by=by)

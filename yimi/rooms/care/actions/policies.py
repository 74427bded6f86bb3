"""Policy finds people: written as rows, matched every night, told to people by their worker (A1-15, A1-16)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.care.access import only_county, only_responsible
from yimi.rooms.care.models import Policy, PolicyMatch
from yimi.rooms.care.queries.policies import concerned, known_of
from yimi.rooms.care.rules.policies import Conditions, fits
from yimi.rooms.care.states import MatchState, PolicyState
from yimi.rooms.people.models import Person
from yimi.rooms.projects.queries.who import name_of

STEP = 2000
WORDS = ("title", "who", "what", "where")


@action(private=("conditions", "words"))
def write_policy(
    *, county: str, words: dict[str, str], conditions: dict[str, Any], by: Actor, policy: Policy | None = None
) -> Policy:
    """Draft a policy, or revise one (`policy`): title, who, what, documents, where, and the conditions.

    A released one is matched again at once. Refused: not the county's business section (NotYours), a word
    missing, conditions that ask nothing or something unknown, an ended one (Stale).
    """
    only_county(by, county)
    for name in WORDS:
        if not words.get(name, "").strip():
            raise Refusal(_("请写明名称、给谁、给什么、在哪里办。"), field=name)
    Conditions.of(conditions)
    given = {name: words.get(name, "").strip() for name in (*WORDS, "documents")} | {"conditions": conditions}
    if policy is None:
        return Policy.objects.create(county=county, drafted_at=clock.now(), drafted_by=name_of(by), **given)
    policy = _locked(policy)
    for name, value in given.items():
        setattr(policy, name, value)
    policy.save()
    if policy.state == PolicyState.RELEASED:
        _match(policy)
    return policy


@action
def release_policy(*, policy: Policy, by: Actor) -> Policy:
    """Let a draft find people from now on. Refused: not the county (NotYours), released or ended (Stale)."""
    policy = _locked(policy)
    only_county(by, policy.county)
    if policy.state != PolicyState.DRAFT:
        raise Stale(_("这条政策已经发布。"))
    policy.state, policy.released_at, policy.released_by = PolicyState.RELEASED, clock.now(), name_of(by)
    policy.save(update_fields=["state", "released_at", "released_by"])
    note(found=_match(policy))
    return policy


@action
def end_policy(*, policy: Policy, by: Actor) -> Policy:
    """A policy that no longer holds prompts nobody; what it achieved stays. Refused as in `release_policy`."""
    policy = _locked(policy)
    only_county(by, policy.county)
    policy.state, policy.ended_at, policy.ended_by = PolicyState.ENDED, clock.now(), name_of(by)
    policy.save(update_fields=["state", "ended_at", "ended_by"])
    return policy


@action
def match_policies(*, by: Actor) -> int:
    """Match every released policy with the register; returns how many people were newly found."""
    found = sum(_match(policy) for policy in Policy.objects.in_force().order_by("pk"))
    note(found=found)
    return found


@action(private=("said",))
def follow_match(*, policy: Policy, person: Person, to: str, by: Actor, said: str = "") -> PolicyMatch:
    """Write down that somebody was told, helped, succeeded, or does not need it (then why).

    Refused: not responsible there (NotYours), somebody the policy does not fit, a step out of turn (Stale),
    "does not need it" without a reason.
    """
    only_responsible(by, person.division_id)
    match = PolicyMatch.objects.select_for_update(of=("self",)).filter(policy=policy, person=person).first()
    if match is None or match.state == MatchState.GONE:
        if policy.state != PolicyState.RELEASED or not fits(policy.asked, known_of(person)):
            raise Refusal(_("这条政策的条件与这个人不符，请核对档案。"))
        match = match or PolicyMatch(
            policy=policy, person=person, county=person.county, found_on=clock.today()
        )
        match.state = MatchState.FOUND
    if to not in MatchState.MOVES.get(match.state, set()):
        raise Stale(_("这一步已经登记过，请刷新后再看。"))
    if to == MatchState.DECLINED and not said.strip():
        raise Refusal(_("请写明为什么不需要或不符合。"), field="said")
    now, who = clock.now(), name_of(by)
    if to in (MatchState.TOLD, MatchState.HELPED) and match.told_at is None:
        match.told_at, match.told_by = now, who
    if to == MatchState.HELPED:
        match.helped_at, match.helped_by = now, who
    if to in (MatchState.SUCCEEDED, MatchState.DECLINED):
        match.settled_at, match.settled_by = now, who
    match.state, match.said = to, said.strip() or match.said
    match.save()
    return match


def _match(policy: Policy) -> int:
    """New people are found; those nobody was told about and whom it no longer fits are gone, and come back."""
    fitting = concerned(policy.county, policy.asked)
    rows = PolicyMatch.objects.filter(policy=policy)
    rows.filter(state=MatchState.FOUND).exclude(person__in=fitting.values("pk")).update(state=MatchState.GONE)
    rows.filter(state=MatchState.GONE, person__in=fitting.values("pk")).update(state=MatchState.FOUND)
    new = fitting.exclude(pk__in=rows.values("person")).order_by("pk").values_list("pk", flat=True)
    today, made = clock.today(), list(new)
    PolicyMatch.objects.bulk_create(
        [PolicyMatch(policy=policy, person_id=pk, county=policy.county, found_on=today) for pk in made],
        batch_size=STEP,
        ignore_conflicts=True,
    )
    return len(made)


def _locked(policy: Policy) -> Policy:
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if policy.state == PolicyState.ENDED:
        raise Stale(_("这条政策已经停用。"))
    return policy

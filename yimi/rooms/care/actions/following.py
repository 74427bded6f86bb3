"""The register changed: the policies that fit now are found and the warnings raised within minutes (A1-02, A1-16)."""

from __future__ import annotations

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.rooms.care.actions.alerting import _raise
from yimi.rooms.care.models import Policy, PolicyMatch, RegisterChange
from yimi.rooms.care.queries import register_changes
from yimi.rooms.care.queries.policies import known_of
from yimi.rooms.care.rules.policies import fits
from yimi.rooms.care.states import ChangeWhat, MatchState
from yimi.rooms.people.models import Person

#: So many people at a time; the others wait for the next minute.
STEP = 500
#: More than that is a list that was imported: the night asks the register as a whole, which is quicker than one by one.
MANY = 5000


@action
def follow_changes(*, by: Actor) -> int:
    """Take away what waits and answer it: AL03, AL04, and policies for those whose facts changed; returns how many.

    Raised here, the same finding is not raised again by the nightly look (the keys are the same). News of
    facts of more than `MANY` people are left to the night.
    """
    waiting = RegisterChange.objects.filter(what=ChangeWhat.FACTS)
    if waiting.count() > MANY:
        waiting.delete()
    rows = list(RegisterChange.objects.select_for_update(skip_locked=True).order_by("pk")[:STEP])
    facts = {each.person_id for each in rows if each.what == ChangeWhat.FACTS}
    family = {each.person_id for each in rows if each.what == ChangeWhat.FAMILY}
    for breach in [*register_changes.family(family), *register_changes.poorer(facts)]:
        _raise(breach.rule, breach.person, key=breach.key, by=by, text=breach.text)
    found = sum(_match_person(each) for each in Person.objects.present().filter(pk__in=facts))
    RegisterChange.objects.filter(pk__in=[each.pk for each in rows]).delete()
    note(changes=len(rows), found=found)
    return len(rows)


def _match_person(person: Person) -> int:
    """What `match_policies` does with everybody, for one person; returns how many policies newly fit."""
    known, new = known_of(person), 0
    there = {each.policy_id: each for each in PolicyMatch.objects.filter(person=person)}
    for policy in Policy.objects.in_force().filter(county=person.county):
        match, fit = there.get(policy.pk), fits(policy.asked, known)
        if match is None and fit:
            PolicyMatch.objects.create(
                policy=policy, person=person, county=person.county, found_on=clock.today()
            )
            new += 1
        elif match is not None and (match.state, fit) in (
            (MatchState.FOUND, False),
            (MatchState.GONE, True),
        ):
            match.state = MatchState.FOUND if fit else MatchState.GONE
            match.save(update_fields=["state"])
    return new

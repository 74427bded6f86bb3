"""Erasing a file, asked from above the register: whoever is being helped keeps theirs (PIPL 47, B11)."""

from __future__ import annotations

from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal
from yimi.rooms.casework.queries.keeping import held_back, kept_open
from yimi.rooms.people import actions as people
from yimi.rooms.people.models import RetentionProposal, RightsRequest
from yimi.rooms.people.queries.rights import kept_long_enough
from yimi.rooms.people.states import RightKind


@action(private=("answer",))
def answer_right(*, asked: RightsRequest, grant: bool, answer: str, by: Actor) -> RightsRequest:
    """`people.answer_right`; an erasure is refused while a case or an alert of this human being is open."""
    if grant and asked.kind == RightKind.ERASE and (why := kept_open(asked.person)):
        raise Refusal(why)
    return people.answer_right(asked=asked, grant=grant, answer=answer, by=by)


@action
def decide_retention(
    *, proposal: RetentionProposal, erase: bool, by: Actor, reason: str = ""
) -> RetentionProposal:
    """`people.decide_retention`; refused while a case or an alert of this human being is open."""
    if erase and (why := kept_open(proposal.person)):
        raise Refusal(why)
    return people.decide_retention(proposal=proposal, erase=erase, by=by, reason=reason)


@action
def propose_retention(*, by: Actor) -> int:
    """`people.propose_retention` without the files of whoever has an open case or alert. Returns how many are new."""
    old = {pk for rows in kept_long_enough().values() for pk in rows.values_list("pk", flat=True)}
    return people.propose_retention(kept=held_back(old), by=by)

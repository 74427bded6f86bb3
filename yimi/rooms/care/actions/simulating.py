"""A draft is tried on everybody before it weighs anybody; released, it proposes and decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import Refusal, Stale
from yimi.rooms.care.access import only_county
from yimi.rooms.care.models import Assessment, Sheet, SimulatedChange, Standing
from yimi.rooms.care.rules.tiers import Result, evaluate
from yimi.rooms.care.states import AssessmentState, SheetState
from yimi.rooms.projects.queries.who import name_of

BATCH = 1000
Moved = tuple[Assessment, Result]


@action
def simulate_sheet(*, sheet: Sheet, by: Actor) -> Sheet:
    """Weigh everybody of the county again with a draft, and write down who would change.

    Nobody's colour moves. Refused: not the county's business section (NotYours), a released version (Stale).
    """
    only_county(by, sheet.county)
    draft = _draft(sheet)
    draft.changes.all().delete()
    moved = [
        SimulatedChange(sheet=draft, person_id=each.person_id, before=each.colour, after=found.colour)
        for each, found in _moved(draft)
    ]
    SimulatedChange.objects.bulk_create(moved, batch_size=BATCH)
    draft.simulated_at, draft.simulated_by = clock.now(), name_of(by)
    draft.save(update_fields=["simulated_at", "simulated_by"])
    note(would_change=len(moved))
    return draft


@action
def release_sheet(*, sheet: Sheet, by: Actor) -> Sheet:
    """Put a simulated draft in force from today. Whoever changes gets a proposal, to be confirmed by a person.

    Refused: not the county's business section (NotYours), released already (Stale), not simulated since it
    was last changed.
    """
    only_county(by, sheet.county)
    draft = _draft(sheet)
    if draft.simulated_at is None:
        raise Refusal(_("发布前先模拟一次，看看谁的颜色会变。"), code="not_simulated")
    moved = list(_moved(draft))
    draft.state, draft.effective_from = SheetState.RELEASED, clock.today()
    draft.released_at, draft.released_by = clock.now(), name_of(by)
    draft.save(update_fields=["state", "effective_from", "released_at", "released_by"])
    _propose(draft, moved, by)
    note(proposed=len(moved))
    return draft


def _draft(sheet: Sheet) -> Sheet:
    draft = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if draft.state != SheetState.DRAFT:
        raise Stale(_("这一版已经发布，请刷新后再看。"))
    return draft


def _moved(draft: Sheet) -> Iterator[Moved]:
    """Assessments that hold now and that the draft would weigh to another colour; equal findings once."""
    held = Standing.objects.filter(county=draft.county, person__deceased_on=None, person__merged_into=None)
    rows = Assessment.objects.filter(pk__in=held.values("assessment"), sheet__kind=draft.kind).order_by("pk")
    rules, weighed = draft.rules, dict[tuple[object, ...], Result]()
    for each in rows.iterator(chunk_size=BATCH):
        finding = (tuple(each.factors), tuple(each.passed), each.doctor_class, each.reported)
        if finding not in weighed:
            weighed[finding] = evaluate(
                rules, each.factors, each.passed, doctor_class=each.doctor_class, reported=each.reported
            )
        if weighed[finding].colour != each.colour:
            yield each, weighed[finding]


def _propose(sheet: Sheet, moved: list[Moved], by: Actor) -> None:
    people = [each.person_id for each, _found in moved]
    waiting = Assessment.objects.filter(person__in=people, state=AssessmentState.PROPOSED)
    waiting.update(state=AssessmentState.SUPERSEDED)
    now, name = clock.now(), name_of(by)
    Assessment.objects.bulk_create(
        (
            Assessment(
                person_id=each.person_id, county=each.county, sheet=sheet, factors=each.factors,
                passed=each.passed, doctor_class=each.doctor_class, reported=each.reported,
                score=found.score, colour=found.colour, assessed_at=now, assessed_by=name,
            )
            for each, found in moved
        ),
        batch_size=BATCH,
    )  # fmt: skip

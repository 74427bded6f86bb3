"""Which form belongs to which stage, and what a finished one opens (lock rules of B2)."""

from __future__ import annotations

from yimi.rooms.casework.states import CaseKind, CloseReason, PaperKind, Stage

_LIVE = frozenset(Stage.OPEN) - {Stage.INTAKE.value}
#: A stage opens only when the form before it is complete.
WHEN: dict[str, frozenset[str]] = {
    PaperKind.INTAKE: frozenset({Stage.INTAKE}),
    PaperKind.ASSESSMENT: frozenset({Stage.ASSESSMENT, Stage.PLAN, Stage.INTERVENTION}),
    PaperKind.PLAN: frozenset({Stage.PLAN, Stage.INTERVENTION}),
    PaperKind.RECORD: frozenset({Stage.INTERVENTION, Stage.EVALUATION, Stage.CLOSURE}),
    PaperKind.REFERRAL: _LIVE,
    PaperKind.EVALUATION: frozenset({Stage.INTERVENTION, Stage.EVALUATION}),
    PaperKind.CLOSURE: frozenset({Stage.ASSESSMENT, Stage.PLAN, Stage.INTERVENTION, Stage.CLOSURE}),
    PaperKind.SUPERVISION: _LIVE,
    PaperKind.GROUP_PLAN: frozenset({Stage.PLAN, Stage.INTERVENTION}),
    PaperKind.MEETING: frozenset({Stage.INTERVENTION}),
    PaperKind.GROUP_EVALUATION: frozenset({Stage.INTERVENTION, Stage.EVALUATION}),
}
_OF_GROUPS = frozenset(
    {PaperKind.GROUP_PLAN, PaperKind.MEETING, PaperKind.GROUP_EVALUATION, PaperKind.SUPERVISION}
)
_NEXT = {
    Stage.INTAKE: PaperKind.INTAKE,
    Stage.ASSESSMENT: PaperKind.ASSESSMENT,
    Stage.PLAN: PaperKind.PLAN,
    Stage.INTERVENTION: PaperKind.RECORD,
    Stage.EVALUATION: PaperKind.EVALUATION,
    Stage.CLOSURE: PaperKind.CLOSURE,
}
_NEXT_OF_GROUP = {
    Stage.PLAN: PaperKind.GROUP_PLAN,
    Stage.INTERVENTION: PaperKind.MEETING,
    Stage.EVALUATION: PaperKind.GROUP_EVALUATION,
}


def belongs(kind: str, case_kind: str) -> bool:
    """Is this a form of individual cases, or of groups? Supervision is of both."""
    if kind == PaperKind.SUPERVISION:
        return True
    return (kind in _OF_GROUPS) == (case_kind == CaseKind.GROUP)


def may_write(kind: str, stage: str, *, case_kind: str, urgent: bool) -> bool:
    """May this form be begun now? In an emergency help comes first: a record at every open stage (D)."""
    if not belongs(kind, case_kind):
        return False
    if kind == PaperKind.RECORD and urgent and stage in Stage.OPEN:
        return True
    return stage in WHEN[kind]


def next_form(stage: str, case_kind: str) -> PaperKind | None:
    """The form that moves the case on; None when it is over."""
    table = _NEXT_OF_GROUP if case_kind == CaseKind.GROUP else _NEXT
    return table.get(Stage(stage))


def opens(kind: str, stage: str, content: dict[str, str | list[str]]) -> Stage | None:
    """The stage that a finished form (approved, where it needs it) opens; None when it opens nothing."""
    if kind == PaperKind.INTAKE:
        return Stage.ASSESSMENT if content.get("decision") == "accept" else Stage.DECLINED
    if kind == PaperKind.ASSESSMENT:
        return Stage.PLAN if stage == Stage.ASSESSMENT else None
    if kind in (PaperKind.PLAN, PaperKind.GROUP_PLAN):
        return Stage.INTERVENTION if stage == Stage.PLAN else None
    if kind == PaperKind.EVALUATION:
        return Stage.CLOSURE
    return Stage.CLOSED if kind in (PaperKind.CLOSURE, PaperKind.GROUP_EVALUATION) else None


def early_end(reason: str, stage: str) -> bool:
    """Does this closure leave before the evaluation although the goals are said to be met? Then it may not."""
    return reason == CloseReason.GOALS_MET and stage != Stage.CLOSURE

"""The forms F1–F8 and G1–G3 as data: one definition for the page, the check and the printed sheet."""

from __future__ import annotations

from yimi.rooms.casework.rules.papers.closing import CLOSURE, EVALUATION, REFERRAL, SUPERVISION
from yimi.rooms.casework.rules.papers.fields import Content, Field, problem_of, said
from yimi.rooms.casework.rules.papers.groups import GROUP_EVALUATION, GROUP_PLAN, MEETING
from yimi.rooms.casework.rules.papers.opening import ASSESSMENT, INTAKE, PLAN, RECORD
from yimi.rooms.casework.states import PaperKind

__all__ = ["FORMS", "Content", "Field", "problem_of", "said"]

FORMS: dict[str, tuple[Field, ...]] = {
    PaperKind.INTAKE: INTAKE,
    PaperKind.ASSESSMENT: ASSESSMENT,
    PaperKind.PLAN: PLAN,
    PaperKind.RECORD: RECORD,
    PaperKind.REFERRAL: REFERRAL,
    PaperKind.EVALUATION: EVALUATION,
    PaperKind.CLOSURE: CLOSURE,
    PaperKind.SUPERVISION: SUPERVISION,
    PaperKind.GROUP_PLAN: GROUP_PLAN,
    PaperKind.MEETING: MEETING,
    PaperKind.GROUP_EVALUATION: GROUP_EVALUATION,
}

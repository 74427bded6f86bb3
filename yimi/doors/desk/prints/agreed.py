"""What a person agreed to, a change that needs another's yes, what somebody asks about their own data."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.prints.care import at, of_person, on, who_and_where
from yimi.doors.desk.prints.sheet import Block, Found, Grid, Lines, Row, boxes, pair
from yimi.doors.desk.rights_words import asked_for
from yimi.rooms.people import queries
from yimi.rooms.people.models import ChangeRequest, Person, RightsRequest
from yimi.rooms.people.states import AskedState, ChangeKind, ConsentUse, GivenBy, RightKind


def consent(request: Asked, row: Person | None) -> list[Block]:
    """One question a line: a photo for the file is not a photo for the wall (E4)."""
    answers = queries.answers_of(row) if row else {}
    lines = []
    for use in ConsentUse:
        answer = answers.get(use.value)
        yes = answer is not None and answer.given and answer.withdrawn_at is None
        no = answer is not None and not yes
        by = f"{answer.get_given_by_display()} {on(answer.recorded_at)}" if answer else ""
        lines.append([str(use.label), "☑" if yes else "☐", "☑" if no else "☐", by])
    told = _(
        "逐项问清楚再签：不同意，照样可以接受服务；同意了，随时可以撤回，告诉村里或社工站就行。照片和视频只用于核对服务；公开展示的，面部都会模糊。"
    )
    return [
        who_and_where(row, Row(_("说明"), told)),
        Grid([_("同意什么"), _("同意"), _("不同意"), _("谁说的、哪天")], lines),
        Lines([Row(_("谁签的"), choices=boxes(GivenBy.choices)), Row(_("撤回（哪一项、哪天）"), is_tall=True)]),
    ]  # fmt: skip


def find_change(request: Asked, pk: int) -> Found:
    rows = ChangeRequest.objects.visible_to(request.reach)
    return of_person(
        get_object_or_404(rows.select_related("person__division", "asked_by", "decided_by"), pk=pk)
    )


def change(request: Asked, row: ChangeRequest | None) -> list[Block]:
    return [
        who_and_where(
            row.person if row else None,
            Row(_("变更什么"), choices=boxes(ChangeKind.choices, row and row.kind)),
            Row(_("变更为"), asked_for(row) if row else "", is_tall=True),
            Row(_("依据"), row.evidence if row else "", is_tall=True),
            pair(_("提出人"), row.asked_by.display_name if row else "", _("提出时间"), at(row and row.asked_at)),
            *_decided(row, row.reason if row else ""),
        )
    ]  # fmt: skip


def find_right(request: Asked, pk: int) -> Found:
    rows = RightsRequest.objects.visible_to(request.reach)
    return of_person(
        get_object_or_404(rows.select_related("person__division", "asked_by", "decided_by"), pk=pk)
    )


def right(request: Asked, row: RightsRequest | None) -> list[Block]:
    return [
        who_and_where(
            row.person if row else None,
            Row(_("要求什么"), choices=boxes(RightKind.choices, row and row.kind)),
            Row(_("谁提出的"), choices=boxes(GivenBy.choices, row and row.given_by)),
            Row(_("对方的原话"), row.said if row else "", is_tall=True),
            pair(_("登记人"), row.asked_by.display_name if row else "", _("登记时间"), at(row and row.asked_at)),
            Row(_("答复期限"), on(row and row.due_on)),
            *_decided(row, row.answer if row else ""),
        )
    ]  # fmt: skip


def _decided(row: ChangeRequest | RightsRequest | None, said: str) -> list[Row]:
    states = [(each.value, each.label) for each in AskedState if each != AskedState.ASKED]
    name = row.decided_by.display_name if row and row.decided_by else ""
    return [
        Row(_("决定"), choices=boxes(states, row and row.state), part=_("决定")),
        Row(_("说明"), said, is_tall=True),
        pair(_("决定人"), name, _("决定时间"), at(row and row.decided_at)),
    ]

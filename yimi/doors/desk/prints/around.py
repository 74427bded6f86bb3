"""A hazard and how it was removed, a group around somebody."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.prints.care import at, of_person, on, who_and_where
from yimi.doors.desk.prints.sheet import Block, Found, Grid, Pictures, Row, boxes, pair
from yimi.rooms.care.models import CareGroup, Hazard
from yimi.rooms.care.states import Dimension, GroupKind, HazardKind
from yimi.rooms.evidence.models import HazardPhoto

SHOWN = 4  # pictures on one page
LOOKS = 12


def find_hazard(request: Asked, pk: int) -> Found:
    rows = Hazard.objects.visible_to(request.reach).select_related("person__division")
    return of_person(get_object_or_404(rows, pk=pk))


def hazard(request: Asked, row: Hazard | None) -> list[Block]:
    """Before and after, in words and as they were photographed."""
    found, removed = ("", "") if row is None else (at(row.found_at), at(row.removed_at))
    lines = who_and_where(
        row.person if row else None,
        Row(_("哪一类"), choices=boxes(HazardKind.choices, row and row.kind)),
        Row(_("看到什么"), row.before if row else "", part=_("排除前"), is_tall=True),
        Row(_("发现人"), row.found_by if row else "", beside=Row(_("发现时间"), found)),
        Row(_("怎么排除的"), row.after if row else "", part=_("排除后"), is_tall=True),
        Row(_("排除人"), (row.removed_by or "") if row else "", beside=Row(_("排除时间"), removed)),
    )
    return [lines, *_pictures(request, row)]


def _pictures(request: Asked, row: Hazard | None) -> list[Block]:
    if row is None:
        return []
    rows = HazardPhoto.objects.visible_to(request.reach).filter(hazard=row).order_by("-moment", "pk")
    shown = [
        (reverse("porch:file", args=["hazard-photo", str(each.pk)]), str(each.get_moment_display()))
        for each in rows[:SHOWN]
    ]
    return [Pictures(shown)] if shown else []


def find_group(request: Asked, pk: int) -> Found:
    rows = CareGroup.objects.visible_to(request.reach).select_related("person__division")
    found = get_object_or_404(rows, pk=pk)
    back = reverse("desk:care_group", args=[pk])
    label = str(found.get_kind_display())
    return Found(found, back, label, found.person.division_id, found.person, f"{pk:06d}")


def group(request: Asked, row: CareGroup | None) -> list[Block]:
    """Who sits in it, how the person fares, when somebody looks again."""
    closed = f"{on(row.closed_at)} {row.close_reason}" if row and row.closed_at else ""
    opened = f"{row.opened_by} {on(row.opened_at)}" if row else ""
    moved = _("变化的方面（%s）") % "、".join(str(each) for each in Dimension.labels)
    return [
        who_and_where(
            row.person if row else None,
            Row(_("哪一种"), choices=boxes(GroupKind.choices, row and row.kind)),
            Row(_("本人的意愿"), row.wish if row else "", is_tall=True),
            pair(_("建立"), opened, _("下次看近况"), on(row and row.next_on)),
            *([Row(_("结束"), closed)] if closed else []),
        ),
        Grid(
            [_("位置"), _("姓名"), _("电话"), _("起止")], _members(row) if row else [], title=_("小组成员"), empty=6
        ),
        Grid(
            [_("哪天"), _("总的来看"), moved, _("一句话")], _looks(row) if row else [], title=_("近况"), empty=5
        ),
    ]  # fmt: skip


def _members(row: CareGroup) -> list[list[str]]:
    return [
        [str(each.get_seat_display()), each.name, each.phone, f"{on(each.joined_on)} – {on(each.left_on)}"]
        for each in row.members.order_by("left_on", "pk")
    ]


def _looks(row: CareGroup) -> list[list[str]]:
    found = []
    for each in row.looks.order_by("-looked_on", "-pk")[:LOOKS]:
        changed = each.changed or str(each.get_doctor_class_display())
        found.append([on(each.looked_on), str(each.get_outcome_display()), changed, each.sentence])
    return found

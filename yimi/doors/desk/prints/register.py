"""The file of a person and of a household. No colour stands on them: the family reads along (E14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.doors.desk import people_file
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.prints.care import at, on
from yimi.doors.desk.prints.sheet import Block, Found, Grid, Lines, Row, boxes, pair
from yimi.kernel import clock
from yimi.rooms.people import queries
from yimi.rooms.people.models import Household, Person, SurveyForm
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, Category, Fact, FormState, Sex

NEWEST = 6  # of visits and of sessions: one page


def find_person(request: Asked, pk: int) -> Found:
    rows = Person.objects.visible_to(request.reach).select_related("division__parent", "household")
    who = get_object_or_404(rows, pk=pk)
    back = reverse("desk:person", args=[pk])
    return Found(who, back, who.masked_name, who.division_id, who, f"{pk:06d}")


def person(request: Asked, row: Person | None) -> list[Block]:
    """As the page shows it to whoever prints: what is masked there is masked here."""
    if row is None:
        return [_basics(None, {}), *_lists({})[:2]]  # sessions are nobody's to write down
    shown = people_file.context(request, row, "")
    return [_basics(row, shown), *_lists(shown)]


def _basics(row: Person | None, shown: dict[str, Any]) -> Lines:
    home = row.household if row else None
    birth, place = on(row and row.birth_date), row.division.name if row else ""
    standing, window = shown.get("standing"), shown.get("next_window")
    worker = standing.worker.display_name if standing and standing.worker else ""
    held = [
        each.category
        for each in shown.get("categories", [])
        if str(each.get_category_display()) in shown["held"]
    ]
    return Lines([
        Row(_("姓名"), row.name if row else "", beside=Row(_("性别"), choices=boxes(Sex.choices[:2], row and row.sex))),
        Row(_("出生日期"), birth, beside=Row(_("身份证号"), shown.get("number") or "")),
        Row(_("电话"), shown.get("phone") or "", beside=Row(_("村（社区）"), place)),
        Row(_("住址"), home.address if home else "", beside=Row(_("户编号"), home.code19 if home else "")),
        Row(_("同户人员"), "、".join(each.name for each in shown.get("family", []))),
        Row(_("类别"), choices=boxes(Category.choices, *held)),
        Row(_("负责人"), worker, beside=Row(_("下一次走访"), on(window and window.closes_on))),
        Row(_("备注"), row.note if row else "", is_tall=True),
    ])  # fmt: skip


def _lists(shown: dict[str, Any]) -> list[Block]:
    guardians = [[each.name, each.relation, each.phone] for each in shown.get("guardians", [])]
    if shown and not shown["may_keep"]:
        guardians = [[name, relation, ""] for name, relation, _phone in guardians]
    return [
        Grid([_("监护人"), _("关系"), _("电话")], guardians, empty=2),
        Grid(
            [_("走访时间"), _("走访人"), _("方式"), _("一句话")],
            [
                [at(each.visited_at), each.visited_by.display_name, str(each.get_mode_display()), each.sentence]
                for each in list(shown.get("visits", []))[:NEWEST]
            ],
            title=_("最近的走访"), empty=4,
        ),
        Grid(
            [_("时间"), _("参加的场次"), _("承接机构")],
            [
                [at(each.starts_at), each.title or each.type.label, str(each.provider or "")]
                for each in shown.get("sessions", [])[:NEWEST]
            ],
            title=_("最近参加的场次"), empty=3,
        ),
    ]  # fmt: skip


def find_household(request: Asked, pk: int) -> Found:
    rows = Household.objects.visible_to(request.reach).select_related("division__parent", "head")
    home = get_object_or_404(rows, pk=pk)
    back = reverse("desk:household", args=[pk])
    return Found(home, back, _("这一户"), home.division_id, None, home.code19, also=_members(request, home))


def _members(request: Asked, home: Household) -> Sequence[Person]:
    rows = Person.objects.visible_to(request.reach).present().filter(household=home)
    return list(rows.order_by("birth_date", "pk"))


def household(request: Asked, row: Household | None) -> list[Block]:
    """Who lives there and how; what somebody suffers from stands on no paper of the household (B8)."""
    members = _members(request, row) if row else []
    held = queries.running_categories([each.pk for each in members], request.reach) if members else {}
    head = row.head.name if row and row.head else ""
    living = [
        [each.name, str(each.get_sex_display()), _month(each), _named(held.get(each.pk, [])), ""]
        for each in members
    ]
    return [
        Lines(
            [
                pair(_("户主"), head, _("村（社区）"), row.division.name if row else ""),
                Row(_("住址"), row.address if row else ""),
            ]
        ),
        Grid(
            [_("姓名"), _("性别"), _("出生年月"), _("类别"), _("备注")],
            living,
            title=_("这一户的人"),
            empty=7,
        ),
        _condition(request, row),
    ]


def _condition(request: Asked, row: Household | None) -> Lines:
    """As the last survey found it."""
    form = _survey(request, row) if row else None
    surveyed = f"{form.surveyor} {on(form.surveyed_on)}" if form else ""
    return Lines(
        [
            Row(_("现在的情况"), choices=boxes(Fact.choices, *(form.facts if form else ()))),
            Row(_("一句话"), form.sentence if form else "", is_tall=True),
            pair(_("调查人、日期"), surveyed, _("打印日期"), on(row and clock.today())),
        ]
    )


def _survey(request: Asked, home: Household) -> SurveyForm | None:
    rows = SurveyForm.objects.visible_to(request.reach).filter(household=home, state=FormState.DONE)
    return rows.order_by("-pk").first()


def _month(who: Person) -> str:
    return f"{who.birth_date:%Y-%m}" if who.birth_date else ""


def _named(held: Sequence[str]) -> str:
    return "、".join(str(Category(each).label) for each in held if each not in SENSITIVE_CATEGORIES)

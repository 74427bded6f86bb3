"""Visit, alert and mandatory report, sheet of the four colours: what stands on the paper."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.prints.sheet import Block, Found, Grid, Lines, Row, Words, boxes, pair
from yimi.doors.porch.templatetags.yimi import day, moment
from yimi.kernel import clock
from yimi.rooms.care.models import Alert, Assessment, Sheet, Visit
from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.queries.sheets import shipped_sheets
from yimi.rooms.care.rules.sheets import Sheet as Weights
from yimi.rooms.care.states import Assist, Colour, DoctorClass, Mode, Outcome, Rule, Understanding
from yimi.rooms.people.models import Person


def at(value: Any) -> str:
    """A moment in full; nothing for nothing."""
    return moment(value, "full") if value else ""


def on(value: Any) -> str:
    """A day in full; nothing for nothing."""
    return day(value, "long") if value else ""


def who_and_where(person: Person | None, *more: Row) -> Lines:
    """The first lines of a form about somebody: name and village, then what belongs to the form."""
    name, place = (person.name, person.division.name) if person else ("", "")
    return Lines([Row(_("姓名"), name, beside=Row(_("村（社区）"), place)), *more])


def of_person(row: Any) -> Found:
    """A record that hangs on somebody's page."""
    who = row.person
    back = reverse("desk:person", args=[who.pk])
    return Found(row, back, who.masked_name, who.division_id, who, f"{row.pk:06d}")


def find_visit(request: Asked, pk: int) -> Found:
    rows = Visit.objects.visible_to(request.reach).select_related("person__division", "visited_by")
    return of_person(get_object_or_404(rows, pk=pk))


def visit(request: Asked, row: Visit | None) -> list[Block]:
    said = row.sentence if row else ""
    late = _("补记于 %s") % at(row.recorded_at) if row and row.is_late else ""
    return [
        who_and_where(
            row.person if row else None,
            pair(_("走访时间"), at(row and row.visited_at), _("走访人"), row.visited_by.display_name if row else ""),
            Row(_("怎么走访的"), choices=boxes(Mode.choices, row and row.mode)),
            Row(_("见到人没有"), choices=boxes(Outcome.choices, row and row.outcome)),
            Row(_("五了解：哪一项让人不放心"), choices=boxes(Understanding.choices, *(row.worries if row else ()))),
            Row(_("四协助：这次做了什么"), choices=boxes(Assist.choices, *(row.assists if row else ()))),
            Row(_("一句话"), said, is_tall=True),
            *([Row(_("说明"), late)] if late else []),
        )
    ]  # fmt: skip


def find_alert(request: Asked, pk: int) -> Found:
    rows = Alert.objects.visible_to(request.reach)
    found = get_object_or_404(
        rows.select_related(
            "person__division", "division", "assignee", "reporter", "disposed_by", "verified_by"
        ),
        pk=pk,
    )
    back = reverse("desk:alert", args=[pk])
    return Found(found, back, found.get_rule_display(), found.division_id, found.person, f"{pk:06d}")


def title_of_alert(row: Alert) -> Words:
    return _("强制报告记录表") if row.rule == Rule.REPORT else _("预警处置记录表")


def alert(request: Asked, row: Alert | None) -> list[Block]:
    """Noticed, taken, disposed, verified by somebody else."""
    told = [] if row is None else [str(row.get_level_display()), at(row.raised_at), at(row.due_at)]
    level, raised, due = told or ["", "", ""]
    name = row.reporter.display_name if row and row.reporter else row.raised_by if row else ""
    kinds = [each for each in Rule.choices if each[0] != Rule.REPORT]
    kind = (
        Row(_("情况"), str(row.get_rule_display()))
        if row and row.rule == Rule.REPORT
        else Row(_("情况"), choices=boxes(kinds, row and row.rule))
    )
    return [
        who_and_where(
            row.person if row else None,
            kind,
            Row(_("级别"), level, beside=Row(_("办理期限"), due)),
            Row(_("报告人"), name, beside=Row(_("报告时间"), raised)),
            Row(_("看到、听到了什么"), row.text if row else "", is_tall=True),
        ),
        *_outcome(row),
    ]


def _outcome(row: Alert | None) -> list[Block]:
    yes_no = [(True, _("属实")), (False, _("不属实"))]
    steps = [] if row is None else list(row.steps.order_by("pk"))
    return [
        Grid(
            [_("时间"), _("经过"), _("谁"), _("说明")],
            [[at(each.stepped_at), str(each.get_state_display()), each.stepped_by, each.said] for each in steps],
            title=_("经过"),
            empty=4,
        ),
        Lines(
            [
                Row(_("情况属实吗"), choices=boxes(yes_no, row.was_true if row else None)),
                Row(_("四协助：这次做了什么"), choices=boxes(Assist.choices, *(row.assists if row else ()))),
                Row(_("处置结果"), row.result if row else "", is_tall=True),
                Row(_("处置人、时间"), _signed(row, "disposed"), beside=Row(_("核实人、时间"), _signed(row, "verified"))),
            ]
        ),
    ]  # fmt: skip


def _signed(row: Alert | None, step: str) -> str:
    name = getattr(row, f"{step}_by", None)
    return f"{name.display_name} {at(getattr(row, f'{step}_at'))}" if name else ""


def report(request: Asked, row: None) -> list[Block]:
    """The report that cannot wait, for the pen (Minors Protection Law 11): to the police, by whom, what was answered."""
    return [
        who_and_where(
            None,
            Row(_("性别、年龄"), beside=Row(_("监护人、电话"))),
            Row(_("报告人"), beside=Row(_("单位、职务"))),
            Row(_("发现时间、地点"), is_tall=True),
            Row(_("看到、听到了什么"), is_tall=True),
            Row(_("孩子现在在哪里，谁陪着"), is_tall=True),
            Row(_("向公安机关报告的情况"), part=_("报告")),
            Row(_("报警时间"), beside=Row(_("派出所、接警人"))),
            Row(_("警情或回执号"), beside=Row(_("向站长、区县报告的时间"))),
            Row(_("公安机关和民政部门的意见"), is_tall=True),
        )
    ]


def find_assessment(request: Asked, pk: int) -> Found:
    rows = Assessment.objects.visible_to(request.reach)
    found = get_object_or_404(rows.select_related("sheet", "person__division", "confirmed_by"), pk=pk)
    back = reverse("desk:assessment", args=[pk])
    return Found(found, back, found.person.masked_name, found.person.division_id, found.person, f"{pk:06d}")


def assessment(request: Asked, row: Assessment) -> list[Block]:
    colour = Colour(row.colour)
    confirmed = f"{row.confirmed_by.display_name} {at(row.confirmed_at)}" if row.confirmed_by else ""
    weighed = f"{row.sheet.get_kind_display()} v{row.sheet.version}"
    return [
        who_and_where(row.person, Row(_("评估表"), weighed, beside=Row(_("得分"), str(row.score)))),
        *_ticks(row.sheet.rules, {*row.factors, *row.passed}),
        Lines(
            [
                *([Row(_("医生最近一次评定"), choices=boxes(DoctorClass.choices, row.doctor_class))] if row.doctor_class else []),
                Row(_("按评估表算出"), f"{colour.letter} {colour.shape} {colour.label}（{colour.risk}）", part=_("结果")),
                Row(_("依据"), row.sentence),
                Row(_("评估人、时间"), f"{row.assessed_by} {at(row.assessed_at)}", beside=Row(_("确认人、时间"), confirmed)),
            ]
        ),
    ]  # fmt: skip


def weighing(kind: str) -> Any:
    """The empty sheet of one kind: the version in force in one's county, else the one that is shipped."""

    def blocks(request: Asked, row: None) -> list[Block]:
        county = min(request.reach.counties(*RESPONSIBLE), default="")
        there = Sheet.objects.in_force(county, clock.today()).filter(kind=kind).first()
        rules = there.rules if there else Weights.of(shipped_sheets()["sheets"][kind])
        shown = [(each.value, f"{each.letter} {each.shape} {each.label}") for each in Colour]
        return [
            who_and_where(None, Row(_("评估日期"), beside=Row(_("得分")))),
            *_ticks(rules, set()),
            Lines([Row(_("确认为"), choices=boxes(shown), part=_("结果")), Row(_("依据"), is_tall=True)]),
        ]

    return blocks


def _ticks(rules: Weights, on: set[str]) -> list[Block]:
    passed = [(each.code, each.said) for each in rules.passthrough]
    rows = [Row(_("有一项就是红色"), choices=boxes(passed, *on))] if passed else []
    for each in rules.dimensions:
        label = _("%(name)s（最多 %(cap)s 分）") % {"name": each.said, "cap": each.cap}
        named = [(one.code, f"{one.said} {one.points}") for one in each.factors]
        rows.append(Row(label, choices=boxes(named, *on)))
    return [Lines(rows)]

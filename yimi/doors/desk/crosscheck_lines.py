"""The result of a comparison: lines by class with their reasons, the pairs a person decides, the sheet to take along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.crosschecks import own
from yimi.doors.desk.crosschecks_forms import NAMES
from yimi.doors.desk.import_sheets import download
from yimi.kernel import audit, clock
from yimi.kernel.reach import Reach
from yimi.rooms.care import actions as care
from yimi.rooms.people import actions
from yimi.rooms.people.compared_words import words
from yimi.rooms.people.comparing import row_of
from yimi.rooms.people.models import Crosscheck, CrosscheckLine, Person
from yimi.rooms.people.queries import crosschecks as queries
from yimi.rooms.people.queries import sensitive_among
from yimi.rooms.people.states import CheckState, LineClass
from yimi.rooms.settlement.queries.sheets import workbook

ROWS = 50
EXPORTED = 200_000
SHOWN = ("name", "id_no", "dob", "phone", "village", "house", "deceased")


@dataclass(frozen=True)
class Shown:
    """One line as a page shows it: what each side says, field by field, and why the machine thinks so."""

    line: CrosscheckLine
    person: Person | None
    left: dict[str, str]
    right: dict[str, str]
    reasons: list[str]

    @property
    def percent(self) -> str:
        return f"{self.line.score / 100:.0f}%" if self.line.score else ""

    @property
    def fields(self) -> list[tuple[str, str, str, bool]]:
        """Field, ours, theirs, and whether they are written differently."""
        rows = [(str(NAMES[each]), self.left.get(each, ""), self.right.get(each, "")) for each in SHOWN]
        return [(*row, row[1] != row[2]) for row in rows if row[1] or row[2]]

    @property
    def where(self) -> str:
        said = self.right if not self.left else self.left
        return said.get("village", "")


def shown(lines: list[CrosscheckLine], reach: Reach) -> list[Shown]:
    people, said = queries.people_of(lines, reach), words()
    return [
        Shown(
            line=each,
            person=people.get(each.person_id or 0),
            left=row_of(people[each.person_id]) if each.person_id in people else json.loads(each.left_cells or "{}"),
            right=json.loads(each.right_cells or "{}"),
            reasons=[said.get(code, _hashed(code, said)) for code in each.reasons],
        )
        for each in lines
    ]  # fmt: skip


def _hashed(code: str, said: dict[str, str]) -> str:
    """Reasons of a hashed comparison name several facts together."""
    facts = {
        "number": _("身份证号"), "name_born": _("姓名和生日"), "sound_born": _("读音和生日"), "given_born": _("名和生日"),
        "sound_home": _("读音和住址"), "sound_phone": _("读音和电话"), "born_phone": _("生日和电话"),
        "born_home": _("生日和住址"),
    }  # fmt: skip
    fact, _mark, level = code.rpartition("_")
    return f"{facts.get(fact, fact)}{_('相同') if level == 'equal' else _('不同')}"


@require_safe
def crosscheck(request: Asked, pk: int) -> HttpResponse:
    """Lines of one class, what needs a decision first."""
    check = own(request, pk)
    if check.state in (CheckState.COLUMNS, CheckState.FAILED):
        return redirect("desk:crosscheck_columns", pk=pk)
    counts = queries.counts(check)
    kinds = [kind for kind, _count in counts]
    asked = request.GET.get("kind", "")
    kind = LineClass(asked) if asked in kinds else next(iter(kinds), LineClass.SAME)
    found, after = _page(check, kind, request.GET.get("after", ""))
    context = {
        "check": check,
        "counts": counts,
        "kind": kind,
        "rows": shown(found, request.reach),
        "after": after,
        "open": queries.waiting(check).count(),
    }
    return render(request, "desk/crosschecks/crosscheck.html", context)


def _page(check: Crosscheck, kind: str, after: str) -> tuple[list[CrosscheckLine], str]:
    rows = CrosscheckLine.objects.filter(crosscheck=check, kind=kind)
    if after.isdecimal() and len(after) < 10:
        rows = rows.filter(number__gt=int(after))
    found = list(rows.order_by("number")[: ROWS + 1])
    return found[:ROWS], str(found[ROWS - 1].number) if len(found) > ROWS else ""


@require_safe
def crosscheck_review(request: Asked, pk: int) -> HttpResponse:
    """One pair at a time: Y one person, N two people, J later. A patient's or a minor's file is written down."""
    check = own(request, pk)
    waiting = queries.waiting(check)
    after = request.GET.get("after", "")
    later = waiting.filter(number__gt=int(after)) if after.isdecimal() and len(after) < 10 else waiting
    line = later.first() or waiting.first()
    if line is None:
        return redirect("desk:crosscheck", pk=pk)
    one = shown([line], request.reach)[0]
    if one.person is not None and one.person.pk in sensitive_among([one.person]):
        audit.viewed(by=request.user, subject=one.person, purpose="crosscheck")
    return render(
        request, "desk/crosschecks/review.html", {"check": check, "one": one, "left": waiting.count()}
    )


@require_POST
def crosscheck_decide(request: Asked, pk: int, number: int) -> HttpResponse:
    """Somebody's word on one pair, then the next one."""
    line = get_object_or_404(
        CrosscheckLine.objects.select_related("crosscheck"), crosscheck=own(request, pk), number=number
    )
    same = request.POST.get("same") == "1"
    return done(
        request,
        lambda: care.decide_line(line=line, same=same, by=request.user),
        to=f"{reverse('desk:crosscheck_review', args=[pk])}?after={number}",
        said=_("已记为同一个人。") if same else _("已记为两个人。"),
    )


@require_POST
def crosscheck_export(request: Asked, pk: int) -> HttpResponse:
    """All lines but the equal ones, as a sheet that says who took it and when; written down."""
    check = own(request, pk)
    actions.export_lines(crosscheck=check, by=request.user)
    lines = CrosscheckLine.objects.filter(crosscheck=check).exclude(kind=LineClass.SAME)
    at = f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"
    mark = _("%(who)s于 %(at)s 导出，共 %(n)s 行；含个人信息，用完即删，不得外传。") % {
        "who": request.user.display_name, "at": at, "n": lines.count(),
    }  # fmt: skip
    columns = [(_("类别"), 12), (_("相符度"), 8), (_("理由"), 40)]
    for field in SHOWN:
        columns += [(f"{_('我方')}{NAMES[field]}", 20), (f"{_('对方')}{NAMES[field]}", 20)]
    rows = _cells(lines.order_by("kind", "number")[:EXPORTED], request.reach)
    data = workbook(title=_("名单比对"), heading=[mark], columns=columns, rows=rows)
    return download(data, _("名单比对-%(pk)d-%(day)s.xlsx") % {"pk": pk, "day": clock.today()})


def _cells(lines: Any, reach: Reach) -> Iterator[list[str]]:
    every = list(lines)
    for at in range(0, len(every), 500):
        for each in shown(every[at : at + 500], reach):
            row = [str(each.line.get_kind_display()), each.percent, "、".join(each.reasons)]
            for field in SHOWN:
                row += [each.left.get(field, ""), each.right.get(field, "")]
            yield row


@require_POST
def crosscheck_erase(request: Asked, pk: int) -> HttpResponse:
    check = own(request, pk)
    return done(
        request,
        lambda: actions.erase_crosscheck(crosscheck=check, by=request.user),
        to=reverse("desk:crosschecks"),
        said=_("对方名单的内容已删除，只留下数字。"),
    )


urlpatterns = [
    path("crosschecks/<int:pk>/", crosscheck, name="crosscheck"),
    path("crosschecks/<int:pk>/review/", crosscheck_review, name="crosscheck_review"),
    path("crosschecks/<int:pk>/lines/<int:number>/decide/", crosscheck_decide, name="crosscheck_decide"),
    path("crosschecks/<int:pk>/export/", crosscheck_export, name="crosscheck_export"),
    path("crosschecks/<int:pk>/erase/", crosscheck_erase, name="crosscheck_erase"),
]

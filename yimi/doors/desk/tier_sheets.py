"""The sheets that propose colours: read, draft the next version, try it on everybody, release it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet as Form
from yimi.doors.desk.filling import fill, only_for
from yimi.doors.desk.paging import newest
from yimi.doors.desk.tier_sheets_forms import NumbersForm, SourceForm
from yimi.kernel import clock
from yimi.rooms.accounts.states import Role
from yimi.rooms.care import actions
from yimi.rooms.care.access import OFFICE
from yimi.rooms.care.models import Sheet
from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.queries import capacity
from yimi.rooms.care.queries import sheets as queries
from yimi.rooms.care.states import Colour, SheetState


def tier_sheets(request: Asked) -> HttpResponse:
    reach = only_for(request, *RESPONSIBLE)
    rows = Sheet.objects.visible_to(reach).order_by("kind", "-version").defer("content")
    context = {"sheets": list(rows), "may_change": reach.has(*OFFICE)}
    return render(request, "desk/care/sheets.html", context)


@require_POST
def tier_sheets_load(request: Asked) -> HttpResponse:
    """Take the shipped sheets into the county that has none."""
    reach = only_for(request, *OFFICE)
    county = min(reach.counties(Role.COUNTY_BUSINESS))
    return done(
        request,
        lambda: actions.load_sheets(county=county, by=request.user),
        to=reverse("desk:tier_sheets"),
        said=_("随附的三张评估表已载入。"),
    )


def tier_sheet(request: Asked, pk: int) -> HttpResponse:
    """One version: its items; for a draft, who would change."""
    sheet = _sheet(request, pk)
    changed = newest(queries.changed_by(sheet, request.reach), request.GET.get("after", ""))
    in_force = Sheet.objects.in_force(sheet.county, clock.today()).filter(kind=sheet.kind).first()
    moves = queries.matrix(sheet)
    context = {
        "sheet": sheet,
        **_load(request, sheet, moves),
        "rules": sheet.rules,
        "is_draft": sheet.state == SheetState.DRAFT,
        "is_in_force": sheet == in_force,
        "may_change": request.reach.has(*OFFICE),
        "moves": [(Colour(before), Colour(after), people) for before, after, people in moves],
        "changes": changed.rows,
        "after": changed.next,
    }
    return render(request, "desk/care/sheet.html", context)


def _load(request: Asked, sheet: Sheet, moves: list[tuple[str, str, int]]) -> dict[str, object]:
    """What the county is promised in visits, and what this draft would make of it (D6); after a simulation alone."""
    if sheet.state != SheetState.DRAFT or not moves:
        return {}
    now = capacity.together(capacity.by_town(request.reach), _("全部乡镇"))
    then = capacity.after(now, {(before, after): people for before, after, people in moves})
    return {"load_before": now, "load_after": then}


def tier_sheet_draft(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *OFFICE)
    sheet = _sheet(request, pk)
    back = reverse("desk:tier_sheet", args=[pk])
    words = Form(
        _("起草新的一版"), _("开始起草"), back, sheet.title, lead=_("从这一版复制，改好、模拟过再发布。")
    )

    def draft(data: dict[str, Any]) -> Sheet:
        return actions.draft_sheet(sheet=sheet, by=request.user, **data)

    return fill(
        request,
        SourceForm(request.POST or None),
        draft,
        words,
        then=lambda made: reverse("desk:tier_sheet_numbers", args=[made.pk]),
    )


def tier_sheet_numbers(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *OFFICE)
    sheet = _sheet(request, pk)
    back = reverse("desk:tier_sheet", args=[pk])
    if sheet.state != SheetState.DRAFT:
        return redirect(back)
    words = Form(_("修改分值"), _("保存分值"), back, sheet.title, template="desk/care/numbers.html")
    form = NumbersForm(sheet, request.POST or None)
    return fill(
        request,
        form,
        lambda data: actions.revise_draft(sheet=sheet, numbers=form.numbers, by=request.user),
        words,
        then=back,
        said=_("已保存。发布前再模拟一次。"),
    )


@require_POST
def tier_sheet_simulate(request: Asked, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    return done(
        request,
        lambda: actions.simulate_sheet(sheet=sheet, by=request.user),
        to=reverse("desk:tier_sheet", args=[pk]),
        said=_("模拟好了，没有改动任何人的颜色。"),
    )


@require_POST
def tier_sheet_release(request: Asked, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    return done(
        request,
        lambda: actions.release_sheet(sheet=sheet, by=request.user),
        to=reverse("desk:tier_sheet", args=[pk]),
        said=_("已发布。会变色的人都有了一份待确认的评估。"),
    )


def _sheet(request: Asked, pk: int) -> Sheet:
    return get_object_or_404(Sheet.objects.visible_to(request.reach), pk=pk)


urlpatterns = [
    path("tier-sheets/", tier_sheets, name="tier_sheets"),
    path("tier-sheets/load/", tier_sheets_load, name="tier_sheets_load"),
    path("tier-sheets/<int:pk>/", tier_sheet, name="tier_sheet"),
    path("tier-sheets/<int:pk>/draft/", tier_sheet_draft, name="tier_sheet_draft"),
    path("tier-sheets/<int:pk>/numbers/", tier_sheet_numbers, name="tier_sheet_numbers"),
    path("tier-sheets/<int:pk>/simulate/", tier_sheet_simulate, name="tier_sheet_simulate"),
    path("tier-sheets/<int:pk>/release/", tier_sheet_release, name="tier_sheet_release"),
]

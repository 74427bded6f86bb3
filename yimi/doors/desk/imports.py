"""Sheets on their way into the register: read, looked at, then accepted or given up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from yimi.doors.desk import import_sheets
from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import newest
from yimi.rooms.people import actions, queries
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.people.models import ImportBatch, ImportRow
from yimi.rooms.people.states import BatchState, RowOutcome

AT_ONCE = 2000  # more rows than this are accepted by the worker
ROWS = 50


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_lazy("名单表格"),
        help_text=_lazy("Excel 的 .xlsx 文件，最大 20 MB、20 万行。列的顺序不限，上方可以有标题。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


def imports(request: Asked) -> HttpResponse:
    """Send a sheet; below, one's own sheets of before."""
    reach = only_for(request, *KEEPERS)
    batches = ImportBatch.objects.visible_to(reach).select_related("accepted_by", "discarded_by", "undone_by")
    shown = newest(batches, request.GET.get("after", ""), size=20)
    sheet = Sheet(
        _("导入名单"), _("读取表格"), reverse("desk:people"), files=True, template="desk/imports/imports.html"
    )

    def stage(data: dict[str, Any]) -> ImportBatch:
        return actions.stage_sheet(file=data["file"], file_name=data["file"].name, by=request.user)

    form = UploadForm(request.POST or None, request.FILES or None)
    return fill(request, form, stage, sheet, then=_page_of, batches=shown.rows, after=shown.next)


def _page_of(batch: ImportBatch) -> str:
    return reverse("desk:import", args=[batch.pk])


def batch(request: Asked, pk: int) -> HttpResponse:
    """What the sheet would do, row by row; nothing has entered the register yet."""
    sheet = _own(request, pk)
    bad = request.GET.get("show") == "bad"
    rows = sheet.rows.filter(outcome=RowOutcome.REFUSED) if bad else sheet.rows.all()
    shown, after = import_sheets.page_of_rows(rows, request.GET.get("after", ""), ROWS)
    context = {
        "batch": sheet,
        "rows": shown,
        "after": after,
        "bad": bad,
        "running": sheet.state == BatchState.STAGED and queries.being_accepted(sheet),
        "counts": import_sheets.counts(sheet),
        "staged": sheet.state == BatchState.STAGED,
        "may_undo": sheet.state == BatchState.ACCEPTED,
    }
    return render(request, "desk/imports/import.html", context)


def import_progress(request: Asked, pk: int) -> HttpResponse:
    """Asked every two seconds while the worker is at it; the whole page again when it is done."""
    sheet = _own(request, pk)
    if sheet.state == BatchState.STAGED and queries.being_accepted(sheet):
        return render(request, "desk/imports/progress.html", {"batch": sheet})
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse("desk:import", args=[pk])
    return answer


@require_POST
def import_accept(request: Asked, pk: int) -> HttpResponse:
    sheet = _own(request, pk)
    large = sheet.rows_good > AT_ONCE
    accept = actions.accept_batch_later if large else actions.accept_batch
    said = _("正在导入，可以离开这一页。") if large else _("已导入台账。")
    return done(
        request,
        lambda: accept(batch=sheet, by=request.user),
        to=reverse("desk:import", args=[pk]),
        said=said,
    )


@require_POST
def import_discard(request: Asked, pk: int) -> HttpResponse:
    sheet = _own(request, pk)
    return done(
        request,
        lambda: actions.discard_batch(batch=sheet, by=request.user),
        to=reverse("desk:imports"),
        said=_("已放弃，表格里的内容已清除，台账没有变化。"),
    )


@require_POST
def import_undo(request: Asked, pk: int) -> HttpResponse:
    sheet = _own(request, pk)
    return done(
        request,
        lambda: actions.undo_batch(batch=sheet, by=request.user),
        to=reverse("desk:import", args=[pk]),
        said=_("已撤销这次导入。已经有人用到的档案没有动，下面逐行写明。"),
    )


@require_POST
def import_row(request: Asked, pk: int, row_number: int) -> HttpResponse:
    """Leave one row out, or take it in again."""
    sheet, out = _own(request, pk), request.POST.get("leave_out") == "1"
    return done(
        request,
        lambda: actions.leave_out_row(batch=sheet, row_number=row_number, leave_out=out, by=request.user),
        to=reverse("desk:import", args=[pk]),
        said=_("这一行不导入。") if out else _("这一行照常导入。"),
    )


def import_problems(request: Asked, pk: int) -> HttpResponse:
    """The rows that need mending, as a sheet to work through."""
    sheet = _own(request, pk)
    rows = ImportRow.objects.filter(batch=sheet, outcome=RowOutcome.REFUSED).order_by("row_number")
    return import_sheets.download(
        import_sheets.problems(sheet, rows), _("要修改的行-%(pk)d.xlsx") % {"pk": pk}
    )


def import_template(request: Asked) -> HttpResponse:
    only_for(request, *KEEPERS)
    return import_sheets.download(import_sheets.template(), _("人员名单模板.xlsx"))


def _own(request: Asked, pk: int) -> ImportBatch:
    batches = ImportBatch.objects.visible_to(request.reach).select_related(
        "accepted_by", "discarded_by", "undone_by"
    )
    return get_object_or_404(batches, pk=pk)


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/template/", import_template, name="import_template"),
    path("imports/<int:pk>/", batch, name="import"),
    path("imports/<int:pk>/progress/", import_progress, name="import_progress"),
    path("imports/<int:pk>/accept/", import_accept, name="import_accept"),
    path("imports/<int:pk>/discard/", import_discard, name="import_discard"),
    path("imports/<int:pk>/undo/", import_undo, name="import_undo"),
    path("imports/<int:pk>/rows/<int:row_number>/", import_row, name="import_row"),
    path("imports/<int:pk>/problems/", import_problems, name="import_problems"),
]

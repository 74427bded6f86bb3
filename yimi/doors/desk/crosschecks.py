"""The comparison workbench: send another department's list, say which column is what, let it be compared."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.crosschecks_forms import ColumnsForm, HandOverForm, ListsForm
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import newest
from yimi.kernel.figures import figure
from yimi.rooms.care.jobs import compare
from yimi.rooms.people import actions
from yimi.rooms.people.access import CONFIRMERS
from yimi.rooms.people.actions.crosschecks import LARGEST
from yimi.rooms.people.models import Crosscheck
from yimi.rooms.people.states import CheckState

AT_ONCE = 200_000  # bytes of the lists together; more is compared by the worker


@require_safe
def crosschecks(request: Asked) -> HttpResponse:
    """One's own comparisons, the newest first."""
    reach = only_for(request, *CONFIRMERS)
    rows = Crosscheck.objects.visible_to(reach).select_related("area").prefetch_related("lists")
    shown = newest(rows, request.GET.get("after", ""), size=20)
    context = {"checks": shown.rows, "after": shown.next, "days": figure("crosscheck_kept_days")}
    return render(request, "desk/crosschecks/crosschecks.html", context)


def crosscheck_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *CONFIRMERS)
    form = ListsForm(reach, request.POST or None, request.FILES or None)
    days = figure("crosscheck_kept_days")
    lead = _("上传的表格加密存放，比对完立即删除；结果里对方的内容 %(days)s 天后删除。") % {"days": days}
    sheet = Sheet(
        _("比对两份名单"), _("下一步：对列"), reverse("desk:crosschecks"), _("名单比对"), lead=lead, files=True,
        template="desk/crosschecks/new.html",
    )  # fmt: skip
    return fill(
        request,
        form,
        lambda data: actions.start_crosscheck(by=request.user, **data),
        sheet,
        then=lambda made: reverse("desk:crosscheck_columns", args=[made.pk]),
        megabytes=LARGEST >> 20,
    )


def crosscheck_columns(request: Asked, pk: int) -> HttpResponse:
    """Recognised titles stand chosen; the first rows are shown beside them."""
    check = own(request, pk)
    if check.state not in (CheckState.COLUMNS, CheckState.FAILED):
        return go(request, reverse("desk:crosscheck", args=[pk]))
    lists = sorted(check.lists.all(), key=lambda each: each.side)
    given = request.POST if request.method == "POST" else None
    forms = [ColumnsForm(each, given) for each in lists]
    first = forms[0]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        columns = {form.listed.side: form.cleaned_data for form in forms}
        chosen = lambda: actions.choose_columns(crosscheck=check, columns=columns, by=request.user)  # noqa: E731
        if attempt(first, chosen) is not None:
            _begin(request, check)
            return go(request, reverse("desk:crosscheck", args=[pk]))
    context = {"check": check, "forms": forms, "refused": first.non_field_errors()}
    return page(request, "desk/crosschecks/columns.html", context, first)


def _begin(request: Asked, check: Crosscheck) -> None:
    """Small lists at once; a large one by the worker, so that leaving the page is safe."""
    if sum(len(each.body) for each in check.lists.all()) <= AT_ONCE:
        compare(check.pk, request.user.pk)
    else:
        actions.compare_later(crosscheck=check, by=request.user)


@require_safe
def crosscheck_progress(request: Asked, pk: int) -> HttpResponse:
    """Asked every two seconds while the worker compares; the whole page again when it is done."""
    check = own(request, pk)
    if check.state == CheckState.RUNNING:
        return render(request, "desk/crosschecks/progress.html", {"check": check})
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = reverse("desk:crosscheck", args=[pk])
    return answer


class _Lines:
    def write(self, line: str) -> str:
        return line


def crosscheck_hand_over(request: Asked) -> HttpResponse | StreamingHttpResponse:
    """Our register as fingerprints for a department that may not see it."""
    reach = only_for(request, *CONFIRMERS)
    form = HandOverForm(reach, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.hand_over(by=request.user, **form.cleaned_data))
        if made is not None:
            return _file(*made, name=_("哈希名单-%s.csv") % form.cleaned_data["area"].name)
    lead = _("对方不能给名单、也不能看我方名单时：双方各自用同一把密钥做成哈希名单，只比对哈希。")
    sheet = Sheet(_("生成哈希名单"), _("下载哈希名单"), reverse("desk:crosschecks"), _("名单比对"), lead=lead)
    context: dict[str, Any] = {"form": form, "sheet": sheet}
    return page(request, sheet.template, context, form)


def _file(header: list[str], rows: Any, name: str) -> StreamingHttpResponse:
    writer = csv.writer(_Lines(), lineterminator="\n")
    answer = StreamingHttpResponse((writer.writerow(row) for row in (header, *rows)), content_type="text/csv")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def own(request: Asked, pk: int) -> Crosscheck:
    """One's own comparison, within what one keeps today; 404 for anybody else's."""
    rows = Crosscheck.objects.visible_to(request.reach).select_related("area").prefetch_related("lists")
    return get_object_or_404(rows, pk=pk)


urlpatterns = [
    path("crosschecks/", crosschecks, name="crosschecks"),
    path("crosschecks/new/", crosscheck_new, name="crosscheck_new"),
    path("crosschecks/hand-over/", crosscheck_hand_over, name="crosscheck_hand_over"),
    path("crosschecks/<int:pk>/columns/", crosscheck_columns, name="crosscheck_columns"),
    path("crosschecks/<int:pk>/progress/", crosscheck_progress, name="crosscheck_progress"),
]

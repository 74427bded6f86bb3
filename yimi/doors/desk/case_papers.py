"""The forms of a case: written, read, approved by somebody else."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import WORKERS, case_of, kind_of, look
from yimi.doors.desk.case_papers_forms import DecideForm, PaperForm
from yimi.doors.desk.case_papers_start import start
from yimi.doors.desk.case_rows import rows_of
from yimi.doors.desk.filling import only_for
from yimi.kernel import clock
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Case, Paper
from yimi.rooms.casework.queries import details
from yimi.rooms.casework.rules.order import belongs
from yimi.rooms.casework.states import PaperKind


def paper_write(request: Asked, pk: int, form: str) -> HttpResponse:
    """Write a form: what is known already stands there; "keep as draft" saves it with its gaps."""
    case, kind = case_of(request, pk), kind_of(form)
    if not belongs(kind, case.kind) or kind == PaperKind.REFERRAL:
        raise Http404
    if answer := look(request, case):
        return answer
    if request.method == "POST":
        _report(request, case, kind)
    shown = PaperForm(case, kind, request.POST or None, initial=start(case, kind))
    if (
        request.method == "POST"
        and shown.is_valid()
        and (made := attempt(shown, lambda: _save(request, case, shown)))
    ):
        return go(request, reverse("desk:case", args=[pk]), _said(made))
    context = {"case": case, "kind": kind, "form": shown, "goals": details.goals_of(case), "now": clock.now()}
    return page(request, "desk/cases/write.html", context, shown)


def _report(request: Asked, case: Case, kind: PaperKind) -> None:
    """Suspected harm to a minor is reported before anybody looks whether the form is complete."""
    if kind == PaperKind.INTAKE and "harm" in request.POST.getlist("urgent") and case.stage == "intake":
        actions.report_harm(case=case, text=request.POST.get("problem", ""), by=request.user)


def _save(request: Asked, case: Case, form: PaperForm) -> Paper:
    return actions.write_paper(case=case, kind=form.kind, by=request.user, **form.given)


def _said(paper: Paper) -> str:
    said = {"draft": _("草稿已保存。"), "waiting": _("已提交，等审批。")}
    return said.get(paper.state, _("已归档。"))


def paper(request: Asked, pk: int) -> HttpResponse:
    """One form as it was written; the head decides here."""
    found = _paper(request, pk)
    if answer := look(request, found.case):
        return answer
    return render(request, "desk/cases/paper.html", _shown(request, found))


def _shown(request: Asked, found: Paper) -> dict[str, Any]:
    return {
        "paper": found,
        "case": found.case,
        "rows": rows_of(found.kind, found.data),
        "goals": details.goals_of(found.case) if found.kind in ("F3", "F6") else [],
        "present": [
            each.member.person.masked_name for each in found.attendance.select_related("member__person")
        ],
        "may_decide": details.may_decide(found, found.case, request.reach),
        "decide": DecideForm(),
    }


@require_POST
def paper_decide(request: Asked, pk: int) -> HttpResponse:
    found = _paper(request, pk)
    form = DecideForm(request.POST)
    return done(
        request,
        lambda: actions.decide_paper(paper=found, by=request.user, **form.cleaned_data),
        to=reverse("desk:case", args=[found.case_id]),
        said=_("审批结果已登记。"),
        form=form,
    )


def _paper(request: Asked, pk: int) -> Paper:
    only_for(request, *WORKERS)
    rows = Paper.objects.visible_to(request.reach)
    return get_object_or_404(
        rows.select_related("case__person", "case__worker", "case__division", "filed_by", "decided_by"), pk=pk
    )


urlpatterns = [
    path("cases/<int:pk>/write/<slug:form>/", paper_write, name="paper_write"),
    path("papers/<int:pk>/", paper, name="paper"),
    path("papers/<int:pk>/decide/", paper_decide, name="paper_decide"),
]

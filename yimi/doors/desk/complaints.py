"""What the public tells the county, under two clocks: a reply in 3 working days, the result in 10 (E17)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.paging import counted, newest
from yimi.kernel import audit, clock
from yimi.rooms.accounts.states import Role
from yimi.rooms.public import actions, queries
from yimi.rooms.public.models import Complaint
from yimi.rooms.public.states import ComplaintState
from yimi.rooms.reports.models import Publication

ANSWERERS = (Role.COUNTY_BUSINESS, Role.COUNTY_LEADER, Role.COUNTY_EDITOR)
MOST = 100  # waiting ones on one page; nobody should ever have so many


class ReplyForm(forms.Form):
    """That it was heard, and who looks into it."""

    reply = forms.CharField(
        label=_lazy("先回应"),
        help_text=_lazy("说明收到了、由谁去核实、什么时候有结果。对方凭查询号能看到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """What was found and what was done."""

    answer = forms.CharField(
        label=_lazy("答复结果"),
        help_text=_lazy("说明核实的经过、结果、怎么处理。答复后这件事办结，不能再改。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@require_safe
def complaints(request: Asked) -> HttpResponse:
    """What waits, the nearest due date first; what is answered, the newest first."""
    reach = only_for(request, *ANSWERERS)
    waiting = queries.complaints_waiting(reach)
    answered: QuerySet[Complaint] = Complaint.objects.visible_to(reach).filter(state=ComplaintState.ANSWERED)
    context: dict[str, Any] = {
        "list": request.GET.get("list", "waiting"),
        "waiting": counted(waiting),
        "answered": counted(answered),
        "today": clock.today(),
    }
    if context["list"] == "answered":
        context["page"] = newest(answered, request.GET.get("after", ""))
    else:
        context["rows"] = list(waiting[:MOST])
    return render(request, "desk/complaints/complaints.html", context)


@require_safe
def complaint(request: Asked, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_POST
def complaint_reply(request: Asked, pk: int) -> HttpResponse:
    found, form = _found(request, pk), ReplyForm(request.POST)
    if form.is_valid():
        reply = form.cleaned_data["reply"]
        if attempt(form, lambda: actions.reply_to_complaint(complaint=found, reply=reply, by=request.user)):
            return go(request, reverse("desk:complaint", args=[pk]), _("已回应。结果核实清楚以后再答复。"))
    return _page(request, found, form)


@require_POST
def complaint_answer(request: Asked, pk: int) -> HttpResponse:
    found, form = _found(request, pk), AnswerForm(request.POST)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if attempt(form, lambda: actions.answer_complaint(complaint=found, answer=answer, by=request.user)):
            return go(request, reverse("desk:complaints"), _("已答复，这件事办结。"))
    return _page(request, found, form)


def _found(request: Asked, pk: int) -> Complaint:
    return get_object_or_404(Complaint.objects.visible_to(only_for(request, *ANSWERERS)), pk=pk)


def _page(request: Asked, found: Complaint, form: forms.Form | None = None) -> HttpResponse:
    """Who opened it stands in the audit log: it holds somebody's words and perhaps their number."""
    if request.method == "GET":
        audit.viewed(by=request.user, subject=found, purpose="complaint")
    about = Publication.objects.visible_to(request.reach).filter(slug=found.about_slug or None)
    context = {
        "complaint": found,
        "reply": form if isinstance(form, ReplyForm) else ReplyForm(),
        "answer": form if isinstance(form, AnswerForm) else AnswerForm(),
        "about": about.select_related("session__type", "session__village").first(),
        "today": clock.today(),
    }
    return page(request, "desk/complaints/complaint.html", context, form)


urlpatterns = [
    path("complaints/", complaints, name="complaints"),
    path("complaints/<int:pk>/", complaint, name="complaint"),
    path("complaints/<int:pk>/reply/", complaint_reply, name="complaint_reply"),
    path("complaints/<int:pk>/answer/", complaint_answer, name="complaint_answer"),
]

"""Referral and transfer: with consent, answered by the other side, followed up."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import WORKERS, case_of, look
from yimi.doors.desk.case_referrals_forms import AnswerForm, OutcomeForm, ReferForm
from yimi.doors.desk.case_rows import rows_of
from yimi.doors.desk.filling import ReasonForm, Sheet, fill, only_for
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import ClientConsent, Referral
from yimi.rooms.casework.states import ReferralState


def refer(request: Asked, pk: int) -> HttpResponse:
    """Who takes over what, why, and who agreed."""
    case = case_of(request, pk)
    if answer := look(request, case):
        return answer
    form = ReferForm(case, request.POST or None)
    back = reverse("desk:case", args=[pk])
    lead = _("先跟服务对象讲清交给谁、交什么，同意了再转。随时可以撤回。")
    sheet = Sheet(_("转介"), _("登记转介"), back, case.number, lead=lead)
    return fill(
        request, form, lambda data: actions.refer_case(case=case, by=request.user, **form.given), sheet, then=back,
        said=_("转介已登记，等对方接收。"),
    )  # fmt: skip


def referral(request: Asked, pk: int) -> HttpResponse:
    """One referral; a colleague it was sent to sees what was passed on, and no more, until they take it."""
    found = _referral(request, pk)
    mine = found.to_worker_id == request.user.pk
    if not mine and (answer := look(request, found.case)):
        return answer
    sent = found.state == ReferralState.SENT
    context = {
        "referral": found,
        "case": found.case,
        "rows": rows_of(found.paper.kind, found.paper.data),
        "answer": AnswerForm() if sent and (mine or found.to_worker_id is None) else None,
        "outcome": OutcomeForm()
        if found.state == ReferralState.RECEIVED and found.followed_at is None
        else None,
        "sees_case": type(found.case).objects.visible_to(request.reach).filter(pk=found.case_id).exists(),
    }
    return render(request, "desk/cases/referral.html", context)


@require_POST
def referral_answer(request: Asked, pk: int) -> HttpResponse:
    found, form = _referral(request, pk), AnswerForm(request.POST)
    return _said(request, found, form, lambda: actions.answer_referral(
        referral=found, by=request.user, **form.cleaned_data))  # fmt: skip


@require_POST
def referral_follow(request: Asked, pk: int) -> HttpResponse:
    found, form = _referral(request, pk), OutcomeForm(request.POST)
    return _said(request, found, form, lambda: actions.follow_referral(
        referral=found, by=request.user, **form.cleaned_data))  # fmt: skip


def _said(request: Asked, found: Referral, form: Any, call: Any) -> HttpResponse:
    return done(request, call, to=reverse("desk:referral", args=[found.pk]), said=_("已登记。"), form=form)


def client_consent_withdraw(request: Asked, pk: int) -> HttpResponse:
    """The client takes a yes back."""
    only_for(request, *WORKERS)
    rows = ClientConsent.objects.visible_to(request.reach).select_related("case")
    found = get_object_or_404(rows, pk=pk)
    back = reverse("desk:case", args=[found.case_id])
    sheet = Sheet(
        _("撤回同意：%(what)s") % {"what": found.get_agreed_display()}, _("登记撤回"), back, found.case.number,
        lead=_("还没有被接收的转介同时撤回。"),
    )  # fmt: skip
    return fill(
        request, ReasonForm(request.POST or None),
        lambda data: actions.withdraw_client_consent(consent=found, by=request.user, **data), sheet, then=back,
        said=_("撤回已登记。"),
    )  # fmt: skip


def _referral(request: Asked, pk: int) -> Referral:
    only_for(request, *WORKERS)
    rows = Referral.objects.visible_to(request.reach)
    return get_object_or_404(
        rows.select_related("case__person__division", "case__worker", "paper", "to_worker", "consent"), pk=pk
    )


urlpatterns = [
    path("cases/<int:pk>/refer/", refer, name="refer"),
    path("referrals/<int:pk>/", referral, name="referral"),
    path("referrals/<int:pk>/answer/", referral_answer, name="referral_answer"),
    path("referrals/<int:pk>/follow/", referral_follow, name="referral_follow"),
    path("client-consents/<int:pk>/withdraw/", client_consent_withdraw, name="client_consent_withdraw"),
]

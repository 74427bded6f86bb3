"""A quarter's statement of one provider: the sheet that is printed, and the one next step for its reader."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.statement_events import events_of
from yimi.doors.porch.sheets import attachment
from yimi.kernel.periods import Quarter
from yimi.rooms.reports.actions import announce_statement
from yimi.rooms.settlement import actions, queries
from yimi.rooms.settlement.models import Statement
from yimi.rooms.settlement.states import StatementState, Step


class ObjectionForm(forms.Form):
    """Which session, which figure, and why."""

    reason = forms.CharField(
        label=_lazy("异议"),
        help_text=_lazy("写明哪个场次、哪个数字、应是多少。对评审结论不服，请到场次里申诉。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """What was found, and what happens now."""

    answer = forms.CharField(
        label=_lazy("答复"),
        help_text=_lazy("写明核对的结果，以及下一步怎么办。答复后结算单回到机构确认。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class InsteadForm(forms.Form):
    """Why the county signs for a provider that is off the register."""

    reason = forms.CharField(
        label=_lazy("代为确认的理由"),
        help_text=_lazy("写明怎样核对的数字、怎样通知了机构。理由留在结算单上，各方都看得到。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_safe
def statement(request: Asked, pk: int) -> HttpResponse:
    return _sheet(request, _found(request, pk))


@require_POST
def statement_confirm(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return done(
        request,
        lambda: actions.confirm_statement(statement=found, by=request.user),
        to=reverse("desk:statement", args=[pk]),
        said=_("已确认，签上了你的名字。"),
    )


@require_POST
def statement_object(request: Asked, pk: int) -> HttpResponse:
    found, form = _found(request, pk), ObjectionForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(
            form, lambda: actions.object_to_statement(statement=found, reason=reason, by=request.user)
        ):
            return go(request, reverse("desk:statement", args=[pk]), _("异议已提交，区县会答复。"))
    return _sheet(request, found, form)


@require_POST
def statement_instead(request: Asked, pk: int) -> HttpResponse:
    """The county signs in the place of a provider that was struck off."""
    found, form = _found(request, pk), InsteadForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(
            form, lambda: actions.confirm_for_provider(statement=found, reason=reason, by=request.user)
        ):
            return go(request, reverse("desk:statement", args=[pk]), _("已代机构确认，社工站会收到通知。"))
    return _sheet(request, found, form)


@require_POST
def statement_answer(request: Asked, pk: int) -> HttpResponse:
    found, form = _found(request, pk), AnswerForm(request.POST)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if attempt(form, lambda: actions.answer_objection(statement=found, answer=answer, by=request.user)):
            return go(request, reverse("desk:statement", args=[pk]), _("已答复，结算单回到机构确认。"))
    return _sheet(request, found, form)


@require_POST
def statement_publish(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return done(
        request,
        lambda: announce_statement(statement=found, by=request.user),
        to=reverse("desk:statement", args=[pk]),
        said=_("已公示，公开页面上可以看到。"),
    )


@require_POST
def statement_pay(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return done(
        request,
        lambda: actions.pay_statement(statement=found, by=request.user),
        to=reverse("desk:statement", args=[pk]),
        said=_("已登记付款，机构会收到消息。"),
    )


@require_safe
def statement_xlsx(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    name = _("结算单%(number)s.xlsx") % {"number": found.number}
    return attachment(queries.statement_xlsx(found), name)


def _found(request: Asked, pk: int) -> Statement:
    seen = Statement.objects.visible_to(request.reach).select_related(
        "provider", "frozen_by", "published_by", "paid_by", "close"
    )
    return get_object_or_404(seen.defer("content"), pk=pk)


def _sheet(request: Asked, found: Statement, form: forms.Form | None = None) -> HttpResponse:
    if form is not None:
        found.refresh_from_db(fields=["state"])  # a refusal may mean that somebody was faster
    reading = queries.read(found, request.reach)
    turn = queries.turn_of(found, request.reach)
    may_object = turn.mine and turn.verb == "confirm_statement" and found.state == StatementState.FROZEN
    context: dict[str, Any] = {
        "statement": found,
        "quarter": Quarter.parse(found.quarter),
        "reading": reading,
        "turn": turn,
        "signing": Step.STATION if found.state == StatementState.PROVIDER_CONFIRMED else "",
        "objection": (form if isinstance(form, ObjectionForm) else ObjectionForm()) if may_object else None,
        "instead": form if isinstance(form, InsteadForm) else InsteadForm(),
        "answering": form if isinstance(form, AnswerForm) else AnswerForm(),
        "events": events_of(found, reading),
        "digest": " ".join(found.digest[at : at + 4] for at in range(0, 16, 4)).upper(),
    }
    return page(request, "desk/statements/statement.html", context, form)


urlpatterns = [
    path("settlement/statements/<int:pk>/", statement, name="statement"),
    path("settlement/statements/<int:pk>/confirm/", statement_confirm, name="statement_confirm"),
    path("settlement/statements/<int:pk>/confirm-instead/", statement_instead, name="statement_instead"),
    path("settlement/statements/<int:pk>/object/", statement_object, name="statement_object"),
    path("settlement/statements/<int:pk>/answer/", statement_answer, name="statement_answer"),
    path("settlement/statements/<int:pk>/publish/", statement_publish, name="statement_publish"),
    path("settlement/statements/<int:pk>/pay/", statement_pay, name="statement_pay"),
    path("settlement/statements/<int:pk>/sheet.xlsx", statement_xlsx, name="statement_xlsx"),
]

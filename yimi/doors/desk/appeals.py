"""The provider disagrees with a verdict; another reviewer reads the file again and decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.bench import Bench
from yimi.doors.desk.dossier import dossier_of
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.review_queue import WITH
from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.kernel.reach import Reach
from yimi.kernel.workdays import add_working_days
from yimi.rooms.accounts.states import Role
from yimi.rooms.projects.models import Session
from yimi.rooms.review import actions, queries
from yimi.rooms.review.models import Appeal, Verdict
from yimi.rooms.review.states import Result, VerdictKind

MANAGER = Role.PROVIDER_MANAGER
COUNTY = (Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS)


LONGEST = timedelta(days=30)  # no term for an appeal reaches beyond the longest holidays
MOST = 20


class AppealForm(forms.Form):
    reason = forms.CharField(
        label=_lazy("申诉的理由和依据"),
        help_text=_lazy("针对结论里写的理由说，有什么依据；由没有评过这一场的评审员决定。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DecisionForm(forms.Form):
    choice = forms.ChoiceField(label=_lazy("决定"), widget=forms.RadioSelect)
    decision = forms.CharField(label=_lazy("理由"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, before: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        better = [Result.ACCEPT] if before == Result.PARTIAL else [Result.ACCEPT, Result.PARTIAL]
        choices = [(each.value, _("申诉成立，改为“{result}”").format(result=each.label)) for each in better]
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*choices, ("keep", _("维持原结论"))]

    def given(self) -> dict[str, Any]:
        chosen = self.cleaned_data["choice"]
        upheld = chosen != "keep"
        return {"upheld": upheld, "decision": self.cleaned_data["decision"]} | (
            {"result": chosen} if upheld else {}
        )


def appeals(request: Asked) -> HttpResponse:
    """For the reviewer what is theirs to decide; for the provider its appeals, and what may be appealed."""
    reach = only_for(request, MANAGER, *COUNTY)
    decided = _seen(reach).exclude(decided_at=None).order_by("-decided_at", "-pk")[:20]
    context = {
        "to_decide": list(queries.open_appeals(reach).select_related("verdict__session__provider")),
        "mine": list(_seen(reach).filter(decided_at=None).order_by("appealed_at", "pk")),
        "decided": list(decided),
        "may_lodge": _appealable(reach),
        "manager": reach.has(MANAGER),
    }
    return page(request, "desk/appeals/list.html", context)


def appeal_new(request: Asked, pk: int) -> HttpResponse:
    """Lodge an appeal from the session's record."""
    reach = only_for(request, MANAGER)
    own = Session.objects.visible_to(reach).filter(provider__in=reach.organisations(MANAGER))
    session = get_object_or_404(own.select_related("type", "village"), pk=pk)
    verdict = queries.effective_verdict(session)
    if verdict is None:
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lodged = attempt(form, lambda: actions.appeal(verdict=verdict, by=request.user, **form.cleaned_data))
        if lodged is not None:
            where = reverse("desk:appeal", args=[lodged.pk])
            return go(request, where, _("申诉已提交，由另一位评审员决定。"))
    return page(
        request, "desk/appeals/new.html", {"session": session, "verdict": verdict, "form": form}, form
    )


def appeal(request: Asked, pk: int) -> HttpResponse:
    """One appeal: the provider reads how it stands; a reviewer who has not judged before decides."""
    reach = only_for(request, MANAGER, *COUNTY)
    lodged = get_object_or_404(_seen(reach), pk=pk)
    deciding = queries.open_appeals(reach).filter(pk=pk).exists()
    if not deciding:
        shown = {"appeal": lodged, "session": lodged.verdict.session}
        return page(request, "desk/appeals/appeal.html", shown)
    form = DecisionForm(request.POST or None, before=lodged.verdict.result)
    if request.method == "POST" and form.is_valid():
        decided = attempt(form, lambda: actions.decide_appeal(appeal=lodged, by=request.user, **form.given()))
        if decided is not None:
            return go(request, reverse("desk:appeals"), _("已决定，并通知承接机构。"))
    session = Session.objects.visible_to(reach).select_related(*WITH).get(pk=lodged.verdict.session_id)
    context = {
        "appeal": lodged,
        "form": form,
        "file": dossier_of(session, reach),
        "session": session,
        "bench": Bench(None),
        "verdict": lodged.verdict,
        "history": queries.history_of(session),
        "keep": "",
    }
    return page(request, "desk/appeals/decide.html", context, form)


def _seen(reach: Reach) -> QuerySet[Appeal]:
    """Appeals of one's own house, or of the county one reviews or does business for."""
    verdicts = Verdict.objects.visible_to(reach)
    own = verdicts.filter(session__provider__in=reach.organisations(MANAGER))
    county = verdicts.filter(county__in=reach.counties(*COUNTY))
    return Appeal.objects.filter(verdict__in=(own | county)).select_related(
        "verdict__session__type",
        "verdict__session__village",
        "verdict__session__provider",
        "verdict__given_by",
        "appealed_by",
        "decided_by",
        "outcome",
    )


def may_appeal(reach: Reach, session: Session) -> bool:
    """Whether the session's page leads to an appeal."""
    return bool(_appealable(reach, Session.objects.filter(pk=session.pk)))


def _appealable(reach: Reach, among: QuerySet[Session] | None = None) -> list[Session]:
    """Own sessions whose verdict is not full and was not appealed, as long as there is time."""
    houses = reach.organisations(MANAGER)
    if not houses:
        return []
    found = Session.objects.visible_to(reach).filter(provider__in=houses)
    own = queries.with_verdict(found if among is None else found.filter(pk__in=among))
    lesser = own.filter(result__in=(Result.PARTIAL, Result.REJECT))
    tried = Verdict.objects.filter(appeal__isnull=False) | Verdict.objects.filter(kind=VerdictKind.APPEAL)
    days, today = figure("appeal_days"), clock.today()
    recent = lesser.exclude(verdict_id__in=tried.values("pk")).filter(verdict_at__gte=clock.now() - LONGEST)
    rows = list(recent.select_related("type", "village").order_by("-verdict_at")[:MOST])
    given = {row.pk: timezone.localtime(row.verdict_at).date() for row in rows}
    last = {day: add_working_days(day, days) for day in set(given.values())}
    return [row for row in rows if today <= last[given[row.pk]]]


urlpatterns = [
    path("appeals/", appeals, name="appeals"),
    path("appeals/<int:pk>/", appeal, name="appeal"),
    path("sessions/<int:pk>/appeal/", appeal_new, name="appeal_new"),
]

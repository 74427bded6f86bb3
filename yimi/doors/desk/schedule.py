"""A session of a confirmed order that has no time yet: given one, or given back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from yimi.doors.desk import callout_page, picker
from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.callouts_forms import MomentField, StaffField
from yimi.doors.desk.requests_forms import WhyForm
from yimi.kernel import clock
from yimi.kernel.periods import Quarter
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.catalogue.queries import spec_on
from yimi.rooms.places.models import Site
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Award, CallOut, Commitment, Request, Session
from yimi.rooms.projects.queries import persons_of
from yimi.rooms.projects.states import AwardState

NINE = time(9)


class ScheduleForm(forms.Form):
    """When, where, with whom, for whom."""

    starts_at = MomentField(label=_lazy("开始时间"))
    ends_at = MomentField(label=_lazy("结束时间"))
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_lazy("场地"), required=False, empty_label=_lazy("在村里，地点再定")
    )

    def __init__(self, request: Asked, award: Award, *args: Any, local: bool, **kwargs: Any) -> None:
        callout = award.callout
        start = first_day(callout)
        ends = start + timedelta(minutes=spec_on(callout.type_id, start.date()).min_minutes)
        kwargs["initial"] = {"starts_at": start, "ends_at": ends, "site": callout.site_id}
        super().__init__(*args, **kwargs)
        sites = Site.objects.visible_to(request.reach).open()
        here = sites.filter(division__code__startswith=callout.town_id[:9]).select_related("division")
        self.fields["site"].queryset = here.order_by("division__code", "name")  # type: ignore[attr-defined]
        self.fields["site"].label_from_instance = lambda site: f"{site.division.name} · {site.name}"  # type: ignore[attr-defined]
        self.fields["staff"] = StaffField(award.response.provider_id, start.date())
        self.fields["staff"].initial = [each.user_id for each in award.response.staff.all()]
        if local:
            self.fields["persons"] = picker.PersonsField(request.reach)

    @property
    def given(self) -> dict[str, Any]:
        """What `schedule_session` asks for; a provider leaves the people to the requests."""
        data = self.cleaned_data
        named = {"participants": list(data["persons"])} if "persons" in data else {}
        return (
            {key: data[key] for key in ("starts_at", "ends_at", "site")}
            | named
            | {"staff": list(data["staff"])}
        )


def first_day(callout: CallOut) -> datetime:
    """Nine in the morning of the first wished day that is still to come, and inside the quarter."""
    last = Quarter.parse(callout.allotment.quarter).end
    day: date = min(max(callout.wished_from, clock.today() + timedelta(days=1)), last)
    return timezone.make_aware(datetime.combine(day, NINE))


@require_http_methods(["GET", "POST"])
def callout_schedule(request: Asked, pk: int) -> HttpResponse:
    award = _open(request, pk)
    local = request.reach.covers(award.callout.town_id, *STATION)
    form = ScheduleForm(request, award, request.POST or None, local=local)
    if form.is_bound and form.is_valid():
        planned = attempt(form, lambda: _plan(request, award, form), {"participants": "persons"})
        if planned is not None:
            return go(request, reverse("desk:session", args=[planned.pk]), _("已排好，村里会收到通知。"))
    context = {
        "callout": award.callout,
        "award": award,
        "form": form,
        "fields": [form[name] for name in ("starts_at", "ends_at", "site", "staff")],
        "left": Commitment.objects.left_open().filter(callout=pk).count(),
        "picked": _picked(request, award.callout) if local else None,
        "today": clock.today(),
        "chips": [_("村里不需要了"), _("这一季度排不进去"), _("机构人手出了问题")],
    }
    return page(request, "desk/callouts/schedule.html", context, form)


def _plan(request: Asked, award: Award, form: ScheduleForm) -> Session:
    return actions.schedule_session(callout=award.callout, by=request.user, **form.given)


def _picked(request: Asked, callout: CallOut) -> picker.Picked:
    """Those whom the requests name stand ticked; whoever sent the form has ticked for themselves."""
    named = [str(each.pk) for each in persons_of(Request.objects.filter(callout=callout))]
    ticked = request.POST.getlist("persons") if request.method == "POST" else named
    return picker.offer(request.reach, village=callout.division_id, ticked=ticked)


@require_POST
def callout_give_back(request: Asked, pk: int) -> HttpResponse:
    award, form = _open(request, pk), WhyForm(request.POST)
    return done(
        request,
        lambda: actions.give_back_open_sessions(
            callout=award.callout, by=request.user, reason=form.cleaned_data["reason"]
        ),
        said=_("已退回，额度回到账上。"),
        to=reverse("desk:callout", args=[pk]),
        form=form,
    )


def _open(request: Asked, pk: int) -> Award:
    """The confirmed award behind the call-out, for its two parties; for anybody else there is no such page."""
    callout = callout_page.visible(request, pk)
    rows = Award.objects.filter(callout=callout, state=AwardState.CONFIRMED)
    award = get_object_or_404(
        rows.select_related("callout__allotment", "callout__type", "callout__division", "response__provider")
    )
    manager = award.response.provider_id in request.reach.organisations(Role.PROVIDER_MANAGER)
    if not manager and not request.reach.covers(callout.town_id, *STATION):
        raise Http404
    return award


urlpatterns = [
    path("callouts/<int:pk>/schedule/", callout_schedule, name="callout_schedule"),
    path("callouts/<int:pk>/give-back/", callout_give_back, name="callout_give_back"),
]

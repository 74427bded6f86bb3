"""The steps of a call-out: answer, award, confirm, give up, pass on, cancel."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk import callout_page
from yimi.doors.desk.answers import attempt, done, go
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.callouts_forms import AwardForm, OfferForm
from yimi.doors.desk.requests_forms import MaybeWhyForm, WhyForm
from yimi.rooms.network.models import Organisation
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Award, CallOut, Response
from yimi.rooms.projects.queries import offers_of
from yimi.rooms.projects.states import AwardState


@require_POST
def callout_respond(request: Asked, pk: int) -> HttpResponse:
    """The provider offers times and workers."""
    callout = callout_page.visible(request, pk)
    house = _house(request, callout)
    earlier = Response.objects.filter(callout=callout, provider=house).prefetch_related("staff").first()
    form = OfferForm(callout, house, earlier, request.POST)
    if form.is_valid():
        given = {"proposed_starts": form.starts, "staff": list(form.cleaned_data["staff"])}
        call = lambda: actions.respond(  # noqa: E731
            callout=callout, provider=house, by=request.user, plan=form.cleaned_data["plan"], **given
        )
        if attempt(form, call, {"proposed_starts": form.times[0]}) is not None:
            return go(request, _here(pk), _("已应征。截止前可以修改。"))
    return callout_page.show(request, callout, offer_form=form)


@require_POST
def callout_refuse(request: Asked, pk: int) -> HttpResponse:
    """The provider says that it does not take part."""
    callout, form = callout_page.visible(request, pk), WhyForm(request.POST)
    house = _house(request, callout)
    return done(
        request,
        lambda: actions.decline_response(
            callout=callout, provider=house, by=request.user, **form.cleaned_data
        ),
        said=_("已答复不参加。截止前可以改为应征。"),
        to=_here(pk),
        form=form,
    )


@require_POST
def callout_award(request: Asked, pk: int) -> HttpResponse:
    callout = callout_page.visible(request, pk)
    form = AwardForm(list(offers_of(callout)), request.POST)
    if form.is_valid():
        awarded = attempt(form, lambda: actions.award(callout=callout, by=request.user, **form.cleaned_data))
        if awarded is not None:
            return go(request, _here(pk), _("已选定，机构会收到通知；理由会公开。"))
        callout = callout_page.visible(request, pk)
    return callout_page.show(request, callout, award_form=form)


@require_POST
def callout_confirm(request: Asked, pk: int) -> HttpResponse:
    award = _award(request, pk)

    def confirm() -> str:
        held = len(actions.confirm_award(award=award, by=request.user))
        left = award.callout.sessions_wanted - held
        return _("已确认承接；还有 %d 场要另排时间。") % left if left else _("已确认承接，场次已排好。")

    return done(request, confirm, to=_here(pk))


@require_POST
def callout_give_up(request: Asked, pk: int) -> HttpResponse:
    award, form = _award(request, pk), WhyForm(request.POST)
    return done(
        request,
        lambda: actions.decline_award(award=award, by=request.user, **form.cleaned_data),
        said=_("已放弃，这一单转给下一家。"),
        to=_here(pk),
        form=form,
    )


@require_POST
def callout_pass_on(request: Asked, pk: int) -> HttpResponse:
    callout, form = callout_page.visible(request, pk), MaybeWhyForm(request.POST)
    return done(
        request,
        lambda: actions.pass_on(callout=callout, by=request.user, **form.cleaned_data),
        said=_("已转给下一家；没有下一家的，额度已退回。"),
        to=_here(pk),
        form=form,
    )


@require_POST
def callout_close(request: Asked, pk: int) -> HttpResponse:
    callout = callout_page.visible(request, pk)
    return done(
        request,
        lambda: actions.close_callout(callout=callout, by=request.user),
        said=_("征集已结束。"),
        to=_here(pk),
    )


@require_POST
def callout_cancel(request: Asked, pk: int) -> HttpResponse:
    callout, form = callout_page.visible(request, pk), WhyForm(request.POST)
    return done(
        request,
        lambda: actions.cancel_callout(callout=callout, by=request.user, **form.cleaned_data),
        said=_("已取消，额度已退回，需求回到待处理。"),
        to=_here(pk),
        form=form,
    )


def _house(request: Asked, callout: CallOut) -> Organisation:
    """The provider for which the asker answers; whoever answers for none finds no such page."""
    house = callout_page.side_of(request, callout).house
    if house is None:
        raise Http404
    return house


def _award(request: Asked, pk: int) -> Award:
    responses = Response.objects.visible_to(request.reach).filter(callout=pk)
    awards = Award.objects.filter(response__in=responses, state=AwardState.OFFERED)
    return get_object_or_404(awards.select_related("callout", "response__provider"), callout=pk)


def _here(pk: int) -> str:
    return reverse("desk:callout", args=[pk])


urlpatterns = [
    path("callouts/<int:pk>/respond/", callout_respond, name="callout_respond"),
    path("callouts/<int:pk>/decline/", callout_refuse, name="callout_decline"),
    path("callouts/<int:pk>/award/", callout_award, name="callout_award"),
    path("callouts/<int:pk>/confirm/", callout_confirm, name="callout_confirm"),
    path("callouts/<int:pk>/give-up/", callout_give_up, name="callout_give_up"),
    path("callouts/<int:pk>/pass-on/", callout_pass_on, name="callout_pass_on"),
    path("callouts/<int:pk>/close/", callout_close, name="callout_close"),
    path("callouts/<int:pk>/cancel/", callout_cancel, name="callout_cancel"),
]

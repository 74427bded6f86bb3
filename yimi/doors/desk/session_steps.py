"""What is done with a session: moved, called off, people named, held or not held."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yimi.doors.desk import picker
from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.requests_forms import WhyForm
from yimi.doors.desk.sessions_forms import DeliverForm, HostForm, MoveForm, NamingForm, NoShowForm
from yimi.kernel import clock
from yimi.rooms.accounts.states import STATION, VILLAGE
from yimi.rooms.catalogue.queries import spec_on
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Session, SessionParticipant

LOCAL = (*STATION, *VILLAGE)
BOTH = require_http_methods(["GET", "POST"])


@BOTH
def session_reschedule(request: Asked, pk: int) -> HttpResponse:
    session = _visible(request, pk)
    form = MoveForm(session, request.POST or None)
    if form.is_bound and form.is_valid():
        call = lambda: actions.reschedule_session(session=session, by=request.user, **form.cleaned_data)  # noqa: E731
        if attempt(form, call) is not None:
            return go(request, _here(pk), _("已改期，村里、社工站和工作人员都收到了通知。"))
    return page(request, "desk/sessions/reschedule.html", {"session": session, "form": form}, form)


@require_POST
def session_cancel(request: Asked, pk: int) -> HttpResponse:
    session, form = _visible(request, pk), WhyForm(request.POST)
    return done(
        request,
        lambda: actions.cancel_session(session=session, by=request.user, **form.cleaned_data),
        said=_("已取消，额度已退回。"),
        to=_here(pk),
        form=form,
    )


@require_POST
def session_no_show(request: Asked, pk: int) -> HttpResponse:
    session, form = _visible(request, pk), NoShowForm(request.POST)
    return done(
        request,
        lambda: actions.record_no_show(
            session=session, who_stayed_away=form.cleaned_data["who"], by=request.user
        ),
        said=_("已登记未开展，额度已退回。"),
        to=_here(pk),
        form=form,
    )


@require_POST
def session_host(request: Asked, pk: int) -> HttpResponse:
    """The village's word: it took place here, or it did not and why."""
    session, form = _visible(request, pk), HostForm(request.POST)
    return done(
        request,
        lambda: actions.answer_as_host(session=session, by=request.user, **form.cleaned_data),
        said=_("已记下，社工站和评审都看得到。"),
        to=_here(pk),
        form=form,
    )


@BOTH
def session_participants(request: Asked, pk: int) -> HttpResponse:
    """Put people on the list: from the register where it is theirs, or who simply came."""
    session = _visible(request, pk)
    form = NamingForm(request.reach, request.POST or None)
    if form.is_bound and form.is_valid():
        given = {"persons": list(form.cleaned_data["persons"]), "walk_ins": form.cleaned_data["walk_ins"]}
        call = lambda: actions.name_participants(session=session, by=request.user, **given)  # noqa: E731
        if attempt(form, call) is not None:
            return go(request, reverse("desk:session_participants", args=[pk]), _("已加到名单。"))
    local = request.reach.covers(session.village_id, *LOCAL)
    ticked = request.POST.getlist("persons")
    context = {
        "session": session,
        "form": form,
        "named": local,
        "people": session.participants.select_related("person").order_by("pk"),
        "picked": picker.offer(request.reach, village=session.village_id, ticked=ticked, session=str(pk))
        if local
        else None,
        "today": clock.today(),
    }
    return page(request, "desk/sessions/participants.html", context, form)


@require_POST
def session_remove(request: Asked, pk: int, participant: int) -> HttpResponse:
    session = _visible(request, pk)
    row = get_object_or_404(
        SessionParticipant.objects.select_related("session"), pk=participant, session=session
    )
    return done(
        request,
        lambda: actions.remove_participant(participant=row, by=request.user),
        said=_("已从名单去掉。"),
        to=reverse("desk:session_participants", args=[pk]),
    )


@BOTH
def session_deliver(request: Asked, pk: int) -> HttpResponse:
    """It was held: from when to when, who came."""
    session = _visible(request, pk)
    form = DeliverForm(session, request.POST or None)
    if form.is_bound and form.is_valid():
        call = lambda: actions.deliver_session(session=session, by=request.user, **form.given)  # noqa: E731
        if attempt(form, call) is not None:
            return go(request, reverse("desk:capture", args=[pk]), _("已登记开展。接着补材料并提交。"))
    spec = spec_on(session.type_id, session.starts_at.date())
    context = {"session": session, "form": form, "spec": spec}
    return page(request, "desk/sessions/deliver.html", context, form)


def _visible(request: Asked, pk: int) -> Session:
    rows = Session.objects.visible_to(request.reach).select_related(
        "type", "village", "town", "site", "provider"
    )
    return get_object_or_404(rows, pk=pk)


def _here(pk: int) -> str:
    return reverse("desk:session", args=[pk])


urlpatterns = [
    path("sessions/<int:pk>/reschedule/", session_reschedule, name="session_reschedule"),
    path("sessions/<int:pk>/cancel/", session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/no-show/", session_no_show, name="session_no_show"),
    path("sessions/<int:pk>/host/", session_host, name="session_host"),
    path("sessions/<int:pk>/participants/", session_participants, name="session_participants"),
    path("sessions/<int:pk>/participants/<int:participant>/remove/", session_remove, name="session_remove"),
    path("sessions/<int:pk>/deliver/", session_deliver, name="session_deliver"),
]

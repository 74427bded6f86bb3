"""Call-backs: whom to hear about which session, one person a page, the number shown only to who dials it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _

from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.callbacks_forms import CallForm
from yimi.doors.desk.filling import only_for
from yimi.kernel import audit
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import STATION, Role
from yimi.rooms.people.queries import consented, contact_of
from yimi.rooms.people.states import ConsentUse
from yimi.rooms.projects.models import Session, SessionParticipant
from yimi.rooms.projects.models.scope import of_place
from yimi.rooms.projects.states import SessionState
from yimi.rooms.review import actions, queries
from yimi.rooms.review.models import CallBack
from yimi.rooms.review.states import HEARD, CallOutcome

COUNTY = (Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS)
MOST = 200


def callbacks(request: Asked) -> HttpResponse:
    """Undecided sessions about which too few have been heard, those nearest their review first."""
    reach = only_for(request, *STATION, *COUNTY)
    held = Q(state__in=(SessionState.DELIVERED, SessionState.SUBMITTED))
    decided = Exists(queries.deciding().filter(session=OuterRef("pk")))
    sessions = (
        _callable(reach).filter(held).exclude(decided).select_related("type", "village", "town", "provider")
    )
    rows = list(sessions.order_by("review_week", "actual_end", "pk")[:MOST])
    voices = queries.voices_of(rows)
    waiting = [(row, voices[row.pk]) for row in rows if voices[row.pk].missing]
    return page(request, "desk/callbacks/list.html", {"rows": waiting, "count": len(waiting)})


def callback_session(request: Asked, pk: int) -> HttpResponse:
    """The list of one session: who was heard, who may be called, who needs a witness."""
    session = _session(request, pk)
    context = {
        "session": session,
        "voices": queries.voices_of([session])[session.pk],
        "people": _people(session),
        "anonymous": [call for call in queries.callbacks_of(session) if call.participant_id is None],
    }
    return page(request, "desk/callbacks/session.html", context)


def callback(request: Asked, pk: int, participant_pk: int) -> HttpResponse:
    """Call one person and write down what they said. That the number was shown is logged."""
    session = _session(request, pk)
    participant = get_object_or_404(session.participants.exclude(attended=False), pk=participant_pk)
    contact = contact_of(request.reach, participant.person_id) if participant.person_id else None
    if contact is not None and contact.phone:
        audit.viewed(by=request.user, subject=participant, purpose="callback")
    tried = CallBack.objects.filter(session=session, participant=participant, outcome=CallOutcome.NO_ANSWER)
    form = CallForm(request.POST or None, may_call=contact is not None, tried=tried.exists())
    saved = _record(request, form, session, participant)
    if saved is not None:
        return saved
    context = {"session": session, "participant": participant, "contact": contact, "form": form}
    return page(request, "desk/callbacks/call.html", context, form)


def callback_witness(request: Asked, pk: int) -> HttpResponse:
    """A witness of the village for a session without a list of names."""
    session = _session(request, pk)
    form = CallForm(
        request.POST or None, may_call=False, tried=True, initial={"outcome": CallOutcome.WITNESS}
    )
    saved = _record(request, form, session, None)
    if saved is not None:
        return saved
    context = {"session": session, "participant": None, "contact": None, "form": form}
    return page(request, "desk/callbacks/call.html", context, form)


def _record(
    request: Asked, form: CallForm, session: Session, participant: SessionParticipant | None
) -> HttpResponse | None:
    if request.method != "POST" or not form.is_valid():
        return None
    given: dict[str, Any] = form.given()
    call = attempt(
        form,
        lambda: actions.record_callback(session=session, participant=participant, by=request.user, **given),
    )
    if call is None:
        return None
    return go(request, reverse("desk:callback_session", args=[session.pk]), _("已记下。"))


def _callable(reach: Reach) -> QuerySet[Session]:
    seen = Session.objects.visible_to(reach)
    return seen.filter(of_place(reach, *STATION) | Q(county__in=reach.counties(*COUNTY)))


def _session(request: Asked, pk: int) -> Session:
    return get_object_or_404(
        _callable(request.reach).select_related("type", "village", "town", "provider", "site"), pk=pk
    )


def _people(session: Session) -> list[dict[str, Any]]:
    """Everybody who came, with what they said and whether they may be called."""
    came = list(session.participants.exclude(attended=False).order_by("pk"))
    may = consented([one.person_id for one in came if one.person_id], ConsentUse.CALLBACK)
    calls: dict[int, list[CallBack]] = {}
    for call in queries.callbacks_of(session):
        calls.setdefault(call.participant_id or 0, []).append(call)
    return [
        {
            "participant": one,
            "calls": calls.get(one.pk, []),
            "heard": any(call.outcome in HEARD for call in calls.get(one.pk, [])),
            "may_call": one.person_id in may,
        }
        for one in came
    ]


urlpatterns = [
    path("callbacks/", callbacks, name="callbacks"),
    path("callbacks/<int:pk>/", callback_session, name="callback_session"),
    path("callbacks/<int:pk>/<int:participant_pk>/", callback, name="callback"),
    path("callbacks/<int:pk>/witness/", callback_witness, name="callback_witness"),
]

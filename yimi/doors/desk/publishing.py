"""What goes on the public wall: accepted sessions, what stands in the way of each, and a preview."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk import media as _registers_the_files  # noqa: F401 - /files/public-copy/…
from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import ReasonForm, only_for
from yimi.doors.desk.paging import counted, newest
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.evidence.states import MediaKind
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import page_after
from yimi.rooms.reports import actions, queries
from yimi.rooms.reports.models import Publication
from yimi.rooms.reports.queries.publication import PUBLISHERS

LOOKERS = (Role.COUNTY_EDITOR, Role.COUNTY_REVIEWER)
SIZE = 20


@require_safe
def publishing(request: Asked) -> HttpResponse:
    """Three lists: ready, waiting for pictures, on the wall."""
    reach = only_for(request, *PUBLISHERS)
    ready, waiting, shown = queries.publishable(reach), queries.awaiting_copies(reach), queries.on_show(reach)
    context: dict[str, Any] = {
        "list": request.GET.get("list", "ready"),
        "ready": counted(ready),
        "waiting": counted(waiting),
        "shown": counted(shown),
        "may_look": reach.has(*LOOKERS),
    }
    after = request.GET.get("after", "")
    if context["list"] == "shown":
        context["page"] = newest(shown, after, size=SIZE)
    else:
        found = page_after(waiting if context["list"] == "waiting" else ready, after, size=SIZE)
        sentences = queries.obstacles(found.rows)
        context |= {"page": found, "rows": [(session, sentences[session.pk]) for session in found.rows]}
    return render(request, "desk/publishing/publishing.html", context)


@require_safe
def publishing_session(request: Asked, pk: int) -> HttpResponse:
    """The card as the public will see it, and the one button that hangs it."""
    reach = only_for(request, *PUBLISHERS)
    session = _session(reach, pk)
    media = queries.shown_media(session)
    context = {
        "session": session,
        "shown": queries.shown_of(session),
        "photos": [one for one in media if one.kind == MediaKind.PHOTO],
        "clips": [one for one in media if one.kind == MediaKind.CLIP],
        "obstacles": queries.may_publish(session),
        "publication": Publication.objects.on_show().filter(session=session).first(),
        "reason": ReasonForm(),
        "may_look": reach.has(*LOOKERS),
    }
    return render(request, "desk/publishing/session.html", context)


@require_POST
def publishing_publish(request: Asked, pk: int) -> HttpResponse:
    session = _session(only_for(request, *PUBLISHERS), pk)
    return done(
        request,
        lambda: actions.publish_session(session=session, by=request.user),
        to=reverse("desk:publishing_session", args=[pk]),
        said=_("已上公示墙。"),
    )


@require_POST
def publishing_withdraw(request: Asked, pk: int) -> HttpResponse:
    session = _session(only_for(request, *PUBLISHERS), pk)
    found = get_object_or_404(Publication.objects.on_show(), session=session)
    form = ReasonForm(request.POST)
    return done(
        request,
        lambda: actions.withdraw_publication(
            publication=found, reason=form.cleaned_data["reason"], by=request.user
        ),
        form=form,
        to=reverse("desk:publishing_session", args=[pk]),
        said=_("已从公示墙撤下，公开页面上看不到了。"),
    )


def _session(reach: Reach, pk: int) -> Session:
    seen = Session.objects.visible_to(reach).filter(county__in=reach.counties(*PUBLISHERS))
    wanted = seen.select_related("type", "village", "town", "site", "station", "provider")
    return get_object_or_404(wanted, pk=pk)


urlpatterns = [
    path("publishing/", publishing, name="publishing"),
    path("publishing/<int:pk>/", publishing_session, name="publishing_session"),
    path("publishing/<int:pk>/publish/", publishing_publish, name="publishing_publish"),
    path("publishing/<int:pk>/withdraw/", publishing_withdraw, name="publishing_withdraw"),
]

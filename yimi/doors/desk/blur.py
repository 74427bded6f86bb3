"""Public copies: a person looks at the blurred picture, and at nothing else, before anybody outside may."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from yimi.doors.desk import media as _registers_the_files  # noqa: F401 - /files/public-copy/…
from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue.rules import NEVER_SHOWN
from yimi.rooms.evidence import actions
from yimi.rooms.evidence.models import BlurReview, Media
from yimi.rooms.evidence.queries import blur_queue
from yimi.rooms.evidence.states import MediaKind
from yimi.rooms.projects.models import Session
from yimi.rooms.review.queries import with_verdict
from yimi.rooms.review.states import Result

LOOKERS = (Role.COUNTY_EDITOR, Role.COUNTY_REVIEWER)
MOST = 20


class RefusalForm(forms.Form):
    note = forms.CharField(
        label=_lazy("为什么不公开"), help_text=_lazy("例如：右后方有一张脸没有模糊。"), max_length=200
    )


def blur(request: Asked) -> HttpResponse:
    """The next copy that waits, large; the queue below; sessions whose copies have not been made."""
    return _page(request, RefusalForm())


def _page(request: Asked, form: RefusalForm, pk: int | None = None) -> HttpResponse:
    reach = only_for(request, *LOOKERS)
    queue = list(blur_queue(reach).select_related("media__session__village")[:60])
    asked = str(pk or request.GET.get("copy", ""))
    shown = next((one for one in queue if str(one.pk) == asked), queue[0] if queue else None)
    here = queue.index(shown) if shown else 0
    context = {
        "queue": queue,
        "shown": shown,
        "after": queue[(here + 1) % len(queue)] if len(queue) > 1 else None,
        "before": queue[here - 1] if len(queue) > 1 else None,
        "number": here + 1,
        "sessions": _without_copies(reach),
        "form": form,
    }
    return page(request, "desk/blur/blur.html", context, form)


@require_POST
def blur_approve(request: Asked, pk: int) -> HttpResponse:
    review = _waiting(request, pk)
    return done(
        request,
        lambda: actions.approve_public_copy(review=review, by=request.user),
        said=_("这份可以公开。"),
        to=reverse("desk:blur"),
    )


@require_POST
def blur_refuse(request: Asked, pk: int) -> HttpResponse:
    review = _waiting(request, pk)
    form = RefusalForm(request.POST)
    if form.is_valid():
        refused = attempt(
            form, lambda: actions.refuse_public_copy(review=review, by=request.user, **form.cleaned_data)
        )
        if refused is not None:
            return go(request, reverse("desk:blur"), _("这份不公开，已记下原因。"))
    return _page(request, form, pk)


@require_POST
def blur_make(request: Asked, session_pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(request.reach), pk=session_pk)
    return done(
        request,
        lambda: actions.ask_public_copies(session=session, by=request.user),
        said=_("正在打码，几分钟后出现在这里；可以离开这一页。"),
        to=reverse("desk:blur"),
    )


def _waiting(request: Asked, pk: int) -> BlurReview:
    seen = BlurReview.objects.filter(media__in=Media.objects.visible_to(request.reach))
    return get_object_or_404(seen.select_related("media__session"), pk=pk)


def _without_copies(reach: Reach) -> list[Session]:
    """Accepted sessions of types that may be public, with pictures nobody has blurred; newest first."""
    unblurred = Media.objects.standing().filter(
        session=OuterRef("pk"), kind__in=(MediaKind.PHOTO, MediaKind.CLIP), blur_review=None
    )
    own = (
        Session.objects.visible_to(reach)
        .filter(Exists(unblurred), county__in=reach.counties(*LOOKERS))
        .exclude(type__sensitive__in=sorted(NEVER_SHOWN))
    )
    accepted = with_verdict(own).filter(result__in=(Result.ACCEPT, Result.PARTIAL))
    return list(accepted.select_related("type", "village", "town").order_by("-starts_at", "-pk")[:MOST])


urlpatterns = [
    path("blur/", blur, name="blur"),
    path("blur/<int:pk>/approve/", blur_approve, name="blur_approve"),
    path("blur/<int:pk>/refuse/", blur_refuse, name="blur_refuse"),
    path("blur/sessions/<int:session_pk>/", blur_make, name="blur_make"),
]

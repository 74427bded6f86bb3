"""The register of allowed reuse: a notice that is photographed every month is allowed once, with a reason and a name."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from yimi.doors.desk import media as _registers_the_files  # noqa: F401 - /files/thumbnail/…
from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.media import JUDGES
from yimi.doors.desk.paging import counted, newest
from yimi.rooms.evidence import actions, queries
from yimi.rooms.evidence.models import Flag


class ReasonForm(forms.Form):
    """Why; it stands beside the flag from now on."""

    because = forms.CharField(
        label=_lazy("理由"),
        help_text=_lazy("例如：村务公告栏，每月都要拍。理由和姓名会一直显示在提示旁边。"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
def reuses(request: Asked) -> HttpResponse:
    """The register, the newest entry first; searched by reason, session and who allowed it."""
    reach = only_for(request, *JUDGES)
    asked, ended = request.GET.get("q", "").strip()[:60], request.GET.get("list") == "ended"
    rows = queries.register_of(reach).filter(withdrawn_at__isnull=not ended)
    if asked:
        rows = rows.filter(
            Q(because__icontains=asked)
            | Q(allowed_by__display_name__icontains=asked)
            | Q(picture__session__title__icontains=asked)
            | Q(picture__session__number__icontains=asked)
            | Q(seen_in__session__number__icontains=asked)
        )
    context = {
        "asked": asked,
        "ended": ended,
        "count": counted(rows),
        "page": newest(rows, request.GET.get("after", "")),
    }
    return render(request, "desk/reuses/reuses.html", context)


def reuse_allow(request: Asked, flag_pk: int) -> HttpResponse:
    """From a flag: both pictures, what the engine says, and the reason."""
    reach = only_for(request, *JUDGES)
    seen = Flag.objects.visible_to(reach).filter(media__isnull=False, other_media__isnull=False)
    flag = get_object_or_404(seen.select_related("session", "media", "other_media__session"), pk=flag_pk)
    form = ReasonForm(request.POST or None)
    back = f"{reverse('desk:review_session', args=[flag.session_id])}"
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        if attempt(form, lambda: actions.allow_reuse(flag=flag, because=because, by=request.user)):
            return go(request, back, _("已登记。以后再出现这一画面，会注明已允许。"))
    panels = queries.panels_of([flag]).get((flag.media_id or 0, flag.other_media_id or 0))
    return page(
        request, "desk/reuses/allow.html", {"flag": flag, "form": form, "back": back, "panels": panels}, form
    )


def reuse_withdraw(request: Asked, pk: int) -> HttpResponse:
    reach = only_for(request, *JUDGES)
    allowed = get_object_or_404(queries.register_of(reach), pk=pk)
    if allowed.withdrawn_at is not None:
        return HttpResponseRedirect(reverse("desk:reuses"))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        if attempt(
            form, lambda: actions.withdraw_allowed_reuse(allowed=allowed, because=because, by=request.user)
        ):
            return go(request, reverse("desk:reuses"), _("已撤销。有关的场次重新提示。"))
    return page(request, "desk/reuses/withdraw.html", {"allowed": allowed, "form": form}, form)


urlpatterns = [
    path("reuses/", reuses, name="reuses"),
    path("reuses/allow/<int:flag_pk>/", reuse_allow, name="reuse_allow"),
    path("reuses/<int:pk>/withdraw/", reuse_withdraw, name="reuse_withdraw"),
]

"""The monthly bulletin: drawn up by one person, read with every figure open, published by another."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.porch.files import Sent, send
from yimi.kernel import clock
from yimi.kernel.periods import Month
from yimi.rooms.accounts.states import COUNTY, STATION
from yimi.rooms.reports import actions
from yimi.rooms.reports.document import reading_of, title_of
from yimi.rooms.reports.models import Bulletin
from yimi.rooms.reports.queries.waiting import DRAFTERS, SIGNERS
from yimi.rooms.reports.states import BulletinState

READERS = (*sorted(STATION), *sorted(COUNTY), "provider_manager", "provider_worker", "supervisor")
MONTHS = 12


class MonthForm(forms.Form):
    """Which month: those that are over and have no published bulletin, the newest first."""

    month = forms.ChoiceField(label=_lazy("月份"))

    def __init__(self, known: Iterable[Bulletin], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        closed = {each.month for each in known}
        month, choices = Month.containing(clock.today()), []
        for _step in range(MONTHS):
            month = month.previous()
            if str(month) not in closed:
                choices.append((str(month), month.label))
        self.fields["month"].choices = choices  # type: ignore[attr-defined]


def bulletins(request: Asked) -> HttpResponse:
    """Every month's bulletin; whoever may draw one up does it here."""
    reach = only_for(request, *READERS)
    rows = list(
        Bulletin.objects.visible_to(reach)
        .select_related("drawn_up_by", "published_by")
        .defer("figures")
        .order_by("-month")[: MONTHS * 3]
    )
    county = min(reach.counties(*DRAFTERS), default="")
    form = MonthForm(rows, *([request.POST] if request.method == "POST" else [])) if county else None
    if form is not None and form.is_valid():
        made = attempt(form, lambda: _draw_up(request, county, form.cleaned_data["month"]))
        if made:
            return go(
                request, reverse("desk:bulletin", args=[made.pk]), _("已编制。核对以后，请另一位同事发布。")
            )
    return page(request, "desk/bulletins/bulletins.html", {"bulletins": rows, "form": form}, form)


@require_safe
def bulletin(request: Asked, pk: int) -> HttpResponse:
    """As it will be published, with a link from every figure to its sessions."""
    found = _found(request, pk)
    draft = found.state == BulletinState.DRAFT
    context = {
        "bulletin": found,
        "title": title_of(found.figures),
        "reading": reading_of(found.figures),
        "may_redraw": draft and found.county in request.reach.counties(*DRAFTERS),
        "may_publish": draft and found.county in request.reach.counties(*SIGNERS),
        "mine": found.drawn_up_by_id == request.user.pk,
    }
    return render(request, "desk/bulletins/bulletin.html", context)


@require_POST
def bulletin_redraw(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return done(
        request,
        lambda: _draw_up(request, found.county, found.month),
        to=reverse("desk:bulletin", args=[pk]),
        said=_("已按现在的数据重新编制。"),
    )


@require_POST
def bulletin_publish(request: Asked, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return done(
        request,
        lambda: actions.publish_bulletin(bulletin=found, by=request.user),
        to=reverse("desk:bulletin", args=[pk]),
        said=_("通报已发布，公开页面上可以看到。"),
    )


@require_safe
def bulletin_document(request: Asked, pk: int) -> HttpResponseBase:
    found = _found(request, pk)
    file = get_object_or_404(Bulletin.objects.filter(pk=found.pk, document__isnull=False)).document
    assert file is not None  # the filter above
    return send(request, Sent(file, name=f"{title_of(found.figures)}.docx", download=True))


def _draw_up(request: HttpRequest, county: str, month: str) -> Bulletin:
    return actions.draw_up_bulletin(county=county, month=month, by=request.user)  # type: ignore[arg-type]


def _found(request: Asked, pk: int) -> Bulletin:
    seen = Bulletin.objects.visible_to(request.reach).select_related("drawn_up_by", "published_by")
    return get_object_or_404(seen, pk=pk)


urlpatterns = [
    path("bulletins/", bulletins, name="bulletins"),
    path("bulletins/<int:pk>/", bulletin, name="bulletin"),
    path("bulletins/<int:pk>/redraw/", bulletin_redraw, name="bulletin_redraw"),
    path("bulletins/<int:pk>/publish/", bulletin_publish, name="bulletin_publish"),
    path("bulletins/<int:pk>/document.docx", bulletin_document, name="bulletin_document"),
]

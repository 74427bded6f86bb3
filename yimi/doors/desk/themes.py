"""Themes that one station starts and others join in their own way; series of numbered sessions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.villages import VillageField
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY, STATION, Role
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Series, Session, Theme
from yimi.rooms.projects.states import SessionState, ThemeState

WATCHERS = (*STATION, *COUNTY, Role.SUPERVISOR)
LIVE = SessionState.LIVE


class ThemeForm(forms.Form):
    title = forms.CharField(label=_lazy("主题名称"), max_length=60)
    micro_type = forms.ModelChoiceField(
        MicroType.objects.order_by("code"), label=_lazy("类型"), required=False, empty_label=_lazy("不限类型")
    )
    brief = forms.CharField(
        label=_lazy("要解决什么"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    variant = forms.CharField(
        label=_lazy("我站的做法"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class VariantForm(forms.Form):
    variant = forms.CharField(
        label=_lazy("我站的做法"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class LessonForm(forms.Form):
    lessons = forms.CharField(
        label=_lazy("我站的经验"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_lazy("做成了什么、没做成什么、下次怎么改。各站都能看到。"),
    )


class SeriesForm(forms.Form):
    title = forms.CharField(label=_lazy("系列名称"), max_length=60, help_text=_lazy("例如“赶集食堂”。"))
    micro_type = forms.ModelChoiceField(
        MicroType.objects.order_by("code"), label=_lazy("类型"), empty_label=_lazy("请选择")
    )
    next_number = forms.IntegerField(
        label=_lazy("从第几期开始"), min_value=1, initial=1, help_text=_lazy("接着纸上的期号往下编。")
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"] = VillageField(reach, *STATION, towns=True, label=_("在哪里"))
        self.order_fields(["title", "micro_type", "division", "next_number"])


@require_safe
def themes(request: Asked) -> HttpResponse:
    reach = only_for(request, *WATCHERS)
    live = Count("sessions", filter=Q(sessions__state__in=LIVE), distinct=True)
    rows = Theme.objects.visible_to(reach).select_related("type", "started_by_station")
    counted = rows.annotate(stations=Count("variants", distinct=True), held=live)
    context = {"rows": counted.order_by("-state", "-started_at"), "may_start": reach.has(*STATION)}
    return render(request, "desk/themes/themes.html", context)


@require_http_methods(["GET", "POST"])
def theme_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *STATION)
    form = ThemeForm(request.POST or None)
    return fill(
        request,
        form,
        lambda data: actions.start_theme(station=_station(reach), by=request.user, **data),
        Sheet(_("发起主题"), _("发起主题"), reverse("desk:themes"), _("主题")),
        then=lambda made: reverse("desk:theme", args=[made.pk]),
        said=_("主题已发起，其他站可以响应。"),
    )


@require_safe
def theme(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *WATCHERS)
    shown = _visible(request, pk)
    variants = list(shown.variants.select_related("station").order_by("joined_at", "pk"))
    sessions = Session.objects.visible_to(request.reach).filter(theme=shown, state__in=LIVE).order_by()
    held = dict(sessions.values_list("station").annotate(n=Count("pk")))
    own = request.reach.organisations(*STATION)
    joined = any(each.station_id in own for each in variants)
    running = shown.state == ThemeState.OPEN
    business = shown.county in request.reach.counties(Role.COUNTY_BUSINESS)
    context = {
        "theme": shown,
        "variants": [(each, held.get(each.station_id, 0), each.station_id in own) for each in variants],
        "may_join": bool(own) and running and not joined,
        "may_write": joined,
        "may_order": joined and running,
        "may_close": running and (shown.started_by_station_id in own or business),
    }
    return render(request, "desk/themes/theme.html", context)


@require_http_methods(["GET", "POST"])
def theme_join(request: Asked, pk: int) -> HttpResponse:
    reach, shown = only_for(request, *STATION), _visible(request, pk)
    back = reverse("desk:theme", args=[pk])
    return fill(
        request,
        VariantForm(request.POST or None),
        lambda data: actions.join_theme(theme=shown, station=_station(reach), by=request.user, **data),
        Sheet(_("响应主题"), _("响应这个主题"), back, shown.title),
        then=back,
        said=_("已响应。点单和征集时选这个主题，场次就算在里面。"),
    )


@require_http_methods(["GET", "POST"])
def theme_lesson(request: Asked, pk: int) -> HttpResponse:
    reach, shown = only_for(request, *STATION), _visible(request, pk)
    station, back = _station(reach), reverse("desk:theme", args=[pk])
    mine = shown.variants.filter(station=station).first()
    form = LessonForm(request.POST or None, initial={"lessons": mine.lessons if mine else ""})
    return fill(
        request,
        form,
        lambda data: actions.record_lesson(theme=shown, station=station, by=request.user, **data),
        Sheet(_("写经验"), _("保存经验"), back, shown.title),
        then=back,
        said=_("已保存，各站都能看到。"),
    )


@require_POST
def theme_close(request: Asked, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    return done(
        request,
        lambda: actions.close_theme(theme=shown, by=request.user),
        said=_("主题已结束；经验还可以补写。"),
        to=reverse("desk:theme", args=[pk]),
    )


@require_safe
def series(request: Asked) -> HttpResponse:
    reach = only_for(request, *WATCHERS)
    live = Count("sessions", filter=Q(sessions__state__in=LIVE))
    rows = Series.objects.visible_to(reach).select_related("type", "division").annotate(held=live)
    context = {"rows": rows.order_by("division_id", "title"), "may_start": reach.has(*STATION)}
    return render(request, "desk/series/series.html", context)


@require_http_methods(["GET", "POST"])
def series_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *STATION)
    return fill(
        request,
        SeriesForm(reach, request.POST or None),
        lambda data: actions.start_series(by=request.user, **data),
        Sheet(_("开设系列"), _("开设系列"), reverse("desk:series"), _("系列")),
        then=reverse("desk:series"),
        said=_("系列已开设。发起征集时选它，场次自动编期号。"),
    )


def _visible(request: Asked, pk: int) -> Theme:
    rows = Theme.objects.visible_to(request.reach).select_related("type", "started_by_station")
    return get_object_or_404(rows, pk=pk)


def _station(reach: Reach) -> Organisation:
    """The station for which the asker speaks."""
    own = Organisation.objects.filter(pk__in=reach.organisations(*STATION), kind=OrganisationKind.STATION)
    station = own.order_by("pk").first()
    if station is None:
        raise Http404
    return station


urlpatterns = [
    path("themes/", themes, name="themes"),
    path("themes/new/", theme_new, name="theme_new"),
    path("themes/<int:pk>/", theme, name="theme"),
    path("themes/<int:pk>/join/", theme_join, name="theme_join"),
    path("themes/<int:pk>/lesson/", theme_lesson, name="theme_lesson"),
    path("themes/<int:pk>/close/", theme_close, name="theme_close"),
    path("series/", series, name="series"),
    path("series/new/", series_new, name="series_new"),
]

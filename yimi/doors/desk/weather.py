"""Weather warnings: entered by the county, seen by everybody who meets people (D6, D7 AL14)."""

from __future__ import annotations

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import DayField, Sheet, fill, only_for
from yimi.doors.desk.paging import newest
from yimi.kernel import clock
from yimi.rooms.care import actions
from yimi.rooms.care.access import OFFICE
from yimi.rooms.care.models import WeatherNotice, Window
from yimi.rooms.care.models.scope import RESPONSIBLE, VISITORS
from yimi.rooms.care.states import WeatherKind, WeatherLevel, WindowState
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level


class WeatherForm(forms.Form):
    kind = forms.ChoiceField(label=_lazy("哪一类"), choices=WeatherKind.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label=_lazy("哪一级"),
        choices=WeatherLevel.choices,
        widget=forms.RadioSelect,
        help_text=_lazy("橙色、红色：独居老人和房屋不安全的，每人一条 P1 预警。"),
    )
    starts_on = DayField(label=_lazy("从哪天"))
    ends_on = DayField(label=_lazy("到哪天"))
    towns = forms.ModelMultipleChoiceField(
        Division.objects.none(), label=_lazy("哪些乡镇"), widget=forms.CheckboxSelectMultiple
    )
    said = forms.CharField(label=_lazy("要提醒什么"), required=False, max_length=200)

    def __init__(self, county: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"initial": {"starts_on": clock.today()}, **kwargs})  # type: ignore[arg-type]
        towns = Division.objects.filter(level=Level.TOWN, code__startswith=county).order_by("code")
        self.fields["towns"].queryset = towns  # type: ignore[attr-defined]
        self.fields["towns"].label_from_instance = lambda each: each.name  # type: ignore[attr-defined]


@require_safe
def weather(request: Asked) -> HttpResponse:
    """Warnings, the latest first, with how many windows of one's area are still open because of each."""
    reach = only_for(request, *VISITORS, *RESPONSIBLE)
    found = newest(
        WeatherNotice.objects.visible_to(reach).prefetch_related("towns"), request.GET.get("after", "")
    )
    mine = Window.objects.visible_to(reach).filter(weather__in=[each.pk for each in found.rows])
    counts = mine.values("weather").annotate(
        people=Count("pk", filter=~Q(state=WindowState.DROPPED)),
        left=Count("pk", filter=Q(state=WindowState.OPEN)),
    )
    counted = {each["weather"]: each for each in counts.order_by()}
    context = {
        "rows": [(each, counted.get(each.pk)) for each in found.rows],
        "after": found.next,
        "may_enter": reach.has(*OFFICE),
        "today": clock.today(),
    }
    return render(request, "desk/weather/notices.html", context)


def weather_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *OFFICE)
    county = sorted(reach.counties(*OFFICE))[0]
    call = lambda data: actions.warn_of_weather(county=county, by=request.user, **data)  # noqa: E731
    back = reverse("desk:weather")
    lead = _("登记后，这些乡镇里红色、黄色和独居老人多一个走访窗口，打电话也算。")
    sheet = Sheet(_("登记天气预警"), _("登记天气预警"), back, _("天气预警"), lead=lead)
    form = WeatherForm(county, request.POST or None)
    return fill(request, form, call, sheet, then=back, said=_("已登记，走访窗口已排好。"))


@require_POST
def weather_lift(request: Asked, pk: int) -> HttpResponse:
    reach = only_for(request, *OFFICE)
    notice = get_object_or_404(WeatherNotice.objects.visible_to(reach), pk=pk)
    call = lambda: actions.lift_weather(notice=notice, by=request.user)  # noqa: E731
    return done(request, call, to=reverse("desk:weather"), said=_("已解除，没去的窗口收回了。"))


urlpatterns = [
    path("weather/", weather, name="weather"),
    path("weather/new/", weather_new, name="weather_new"),
    path("weather/<int:pk>/lift/", weather_lift, name="weather_lift"),
]

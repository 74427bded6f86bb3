"""Categories that wait for somebody else's look, many at once: what a sheet or a colleague entered."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.doors.desk.paging import newest
from yimi.doors.desk.villages import by_town, stem_or_nothing, towns_and_villages
from yimi.kernel.errors import Refusal
from yimi.rooms.people import actions
from yimi.rooms.people.access import CONFIRMERS
from yimi.rooms.people.models import PersonCategory


def categories_waiting(request: Asked) -> HttpResponse:
    """The newest first; sent, it confirms those ticked. One's own are shown and cannot be ticked."""
    reach = only_for(request, *CONFIRMERS)
    village = request.GET.get("village", "")
    rows = PersonCategory.objects.waiting(reach)
    if village:
        rows = rows.filter(person__division__code__startswith=stem_or_nothing(village))
    if request.method == "POST":
        ticked = [int(each) for each in request.POST.getlist("entry") if each.isascii() and each.isdecimal()]
        chosen = list(rows.filter(pk__in=ticked[:50]).order_by("pk"))
        return done(request, lambda: _confirm(request, chosen), to=request.get_full_path())
    shown = newest(rows.select_related("person__division", "entered_by"), request.GET.get("after", ""))
    context = {
        "entries": shown.rows,
        "after": shown.next,
        "village": village,
        "towns": by_town(towns_and_villages(reach, *CONFIRMERS)),
    }
    return render(request, "desk/people/waiting.html", context)


def _confirm(request: Asked, entries: list[PersonCategory]) -> str:
    if not entries:
        raise Refusal(_("请先勾选核对过的类别。"))
    for each in entries:
        actions.confirm_category(entry=each, by=request.user)
    return _("已确认 %(n)d 条。") % {"n": len(entries)}


urlpatterns = [path("categories/", categories_waiting, name="categories_waiting")]

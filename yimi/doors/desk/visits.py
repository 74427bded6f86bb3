"""Who is to be met, and the record of a contact: ticks and one sentence, no photo (E1, E3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import nearest
from yimi.doors.desk.responsible import before_form, gate, person_of
from yimi.doors.desk.visits_forms import VisitForm, WorkerForm
from yimi.kernel import clock
from yimi.rooms.care import actions
from yimi.rooms.care.access import HEADS
from yimi.rooms.care.models import Alert, Standing
from yimi.rooms.care.models.scope import RESPONSIBLE, VISITORS
from yimi.rooms.care.queries import visits as queries
from yimi.rooms.care.queries.route import walk
from yimi.rooms.care.queries.tallies import summed, tallied
from yimi.rooms.care.states import Counted
from yimi.rooms.people.models import Person


def visits(request: Asked) -> HttpResponse:
    """Open windows, the nearest end first; mine unless everybody's are asked for."""
    reach = only_for(request, *VISITORS, *RESPONSIBLE)
    rows = queries.due(reach)
    everybody = request.GET.get("show") == "all" or not reach.has(*VISITORS)
    page = nearest(rows if everybody else rows.filter(worker=request.user), request.GET.get("after", ""))
    # one visit answers all of somebody's windows: one line a person, the oldest
    first = {each.standing_id: each.pk for each in reversed(page.rows)}
    shown = [each for each in page.rows if first[each.standing_id] == each.pk]
    found = tallied(reach)
    context = {
        "late": [each for each in shown if each.closes_on < clock.today()],
        "due": [each for each in shown if each.closes_on >= clock.today()],
        "everybody": everybody,
        "mine_count": found[request.user.pk][Counted.DUE] if request.user.pk in found else 0,
        "all_count": summed(found)[Counted.DUE],
        "may_walk": reach.has(*VISITORS),
        "may_see_all": reach.has(*RESPONSIBLE),
        "after": page.next,
    }
    return render(request, "desk/care/visits.html", context)


@require_safe
def visits_route(request: Asked) -> HttpResponse:
    """Today's walk: the most pressing of mine, in an order to go."""
    reach = only_for(request, *VISITORS)
    return render(
        request, "desk/care/route.html", {"stops": walk(reach, request.user), "today": clock.today()}
    )


def visit_new(request: Asked, pk: int) -> HttpResponse:
    """Record a contact with somebody: at most ninety seconds."""
    reach = only_for(request, *VISITORS, *RESPONSIBLE)
    who = person_of(request, pk)
    if answer := gate(request, who, "visit"):
        return answer
    back = reverse("desk:person", args=[pk])
    alert = _alert_of(request, who)
    form = VisitForm(who, request.POST or None)

    def record(data: dict[str, Any]) -> object:
        return actions.record_visit(person=who, alert=alert, by=request.user, **data)

    sheet = Sheet(_("登记走访"), _("保存走访"), back, who.masked_name, template="desk/care/visit.html")
    shown = {"person": who, "window": queries.next_window(who, reach), "alert": alert}
    then = reverse("desk:alert", args=[alert.pk]) if alert else back
    return fill(request, form, record, sheet, then=then, said=_("走访已登记。"), **shown)


def worker(request: Asked, pk: int) -> HttpResponse:
    """Who answers for this person."""
    only_for(request, *RESPONSIBLE)
    who = person_of(request, pk)
    if answer := before_form(request, who):
        return answer
    standing = get_object_or_404(Standing.objects.visible_to(request.reach), person=who)
    back = reverse("desk:person", args=[pk])
    form = WorkerForm(who, request.user, request.POST or None, head=request.reach.has(*HEADS))
    return fill(
        request,
        form,
        lambda data: actions.name_worker(standing=standing, worker=data["worker"], by=request.user),
        Sheet(
            _("指定负责人"), _("指定"), back, who.masked_name, lead=_("负责人看得到这个人的颜色和走访窗口。")
        ),
        then=back,
        said=_("负责人已指定。"),
    )


def _alert_of(request: Asked, who: Person) -> Alert | None:
    """The open alert this contact answers, when the address names one of this person."""
    asked = _whole(request.GET.get("alert"))
    return Alert.objects.visible_to(request.reach).live().filter(person=who, pk=asked).first()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


urlpatterns = [
    path("visits/", visits, name="visits"),
    path("visits/route/", visits_route, name="visits_route"),
    path("people/<int:pk>/visit/", visit_new, name="visit_new"),
    path("people/<int:pk>/worker/", worker, name="worker"),
]

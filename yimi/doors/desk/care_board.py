"""The supervisor's board: who carries how much, what is overdue, which grave alerts are open. No ranking (E1)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import only_for
from yimi.kernel import clock
from yimi.rooms.care.access import HEADS
from yimi.rooms.care.queries import alerts, capacity, visits
from yimi.rooms.care.queries.tallies import summed, tallied
from yimi.rooms.care.rules.alerts import GRAVE
from yimi.rooms.care.states import Colour, Counted
from yimi.rooms.casework.queries import cases


def care_board(request: Asked) -> HttpResponse:
    reach = only_for(request, *HEADS)
    found = tallied(reach)
    whole = summed(found)
    context = {
        "loads": visits.loads(reach, found),
        "colours": [(each, whole[each.value]) for each in Colour],
        "unassessed": whole[Counted.LACKING],
        "due": whole[Counted.DUE],
        "overdue": whole[Counted.LATE],
        "towns": capacity.by_town(reach),
        "grave": list(alerts.live(reach).filter(level__in=GRAVE)[:50]),
        "now": clock.now(),
        "case_loads": cases.loads(reach),
        "reviews_due": cases.reviews_due(reach).count(),
        "to_approve": cases.to_approve(reach).count(),
    }
    return render(request, "desk/care/board.html", context)


urlpatterns = [path("care/", care_board, name="care_board")]

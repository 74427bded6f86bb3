"""A worker leaves: everything they have in hand goes to a colleague in one step, with a note for each (E16)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.answers import attempt, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.case_access import HEADS
from yimi.doors.desk.cases_forms import shown_name
from yimi.doors.desk.filling import only_for
from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.queries.hands import InHand, in_hand
from yimi.rooms.network.models import Assignment
from yimi.rooms.people.models import Person


def colleagues(reach: Reach) -> Any:
    """Everybody who has served at the stations of one's area: whoever leaves may be gone already."""
    rows = Assignment.objects.filter(reach.within("organisation__division__code", *HEADS), role__in=STATION)
    return User.objects.filter(pk__in=rows.values("user")).order_by("display_name", "pk")


def _takers(reach: Reach, giver: User) -> Any:
    """Colleagues who serve today, and not whoever gives."""
    serving = Assignment.objects.current(clock.today()).filter(
        reach.within("organisation__division__code", *HEADS), role__in=STATION
    )
    return colleagues(reach).filter(pk__in=serving.values("user")).exclude(pk=giver.pk)


class GiverForm(forms.Form):
    giver = forms.ModelChoiceField(
        label=_lazy("谁要交出去"), queryset=User.objects.none(), empty_label=_lazy("请选择")
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["giver"]
        field.queryset, field.label_from_instance = colleagues(reach), shown_name


class HandOverForm(GiverForm):
    taker = forms.ModelChoiceField(
        label=_lazy("谁接手"), queryset=User.objects.none(), empty_label=_lazy("请选择")
    )
    note = forms.CharField(
        label=_lazy("交接说明"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("答应过什么、几时要做什么、上门注意什么。下面单独写了的，以单独写的为准。"),
    )  # fmt: skip

    def __init__(self, reach: Reach, giver: User, found: InHand, *args: Any, **kwargs: Any) -> None:
        super().__init__(reach, *args, **kwargs)
        self.fields["giver"].widget = forms.HiddenInput()
        field: Any = self.fields["taker"]
        field.queryset, field.label_from_instance = _takers(reach, giver), shown_name
        self.found = found

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """Each thing in hand: the name of its note, what it is, where, and what was typed."""
        cases = [
            (f"case-{each.pk}", _case(each), str(each.get_stage_display()), each.division.name)
            for each in self.found.cases
        ]
        people = [
            (f"person-{each.person_id}", each.person.masked_name, _("负责的人"), each.person.division.name)
            for each in self.found.standings
        ]
        alerts = [
            (
                f"alert-{each.pk}",
                str(each.get_rule_display()),
                f"{each.level} {_who(each.person)}",
                each.division.name,
            )
            for each in self.found.alerts
        ]
        return [
            (key, what, f"{kind} · {where}", self.data.get(key, ""))
            for key, what, kind, where in [*cases, *people, *alerts]
        ]

    @property
    def notes(self) -> dict[str, str]:
        """The notes of single things, by what they belong to."""
        starts = ("case-", "person-", "alert-")
        return {key: self.data[key] for key in self.data if key.startswith(starts)}


def _case(case: Case) -> str:
    return f"{case.number} · {_who(case.person) or case.title}"


def _who(person: Person | None) -> str:
    return person.masked_name if person is not None else ""


def handover(request: Asked) -> HttpResponse:
    """First who leaves; then everything in hand on one page, and who takes it."""
    reach = only_for(request, *HEADS)
    first = GiverForm(reach, request.POST or request.GET or None)
    if not first.is_valid():
        return page(request, "desk/cases/handover.html", {"first": first}, first)
    giver = first.cleaned_data["giver"]
    found = in_hand(giver, reach)
    form = HandOverForm(reach, giver, found, request.POST or None, initial={"giver": giver.pk})
    if request.method == "POST" and form.is_valid():
        asked = {key: form.cleaned_data[key] for key in ("giver", "taker", "note")}
        if attempt(form, lambda: actions.hand_over(notes=form.notes, by=request.user, **asked)):
            said = _("已全部交给%(who)s。") % {"who": asked["taker"].display_name}
            return go(request, reverse("desk:handover"), said)
    return page(request, "desk/cases/handover.html", {"form": form, "found": found, "giver": giver}, form)


urlpatterns = [path("handover/", handover, name="handover")]

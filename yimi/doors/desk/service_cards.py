"""Service cards of persons: given, replaced, withdrawn, printed one by one or for a village."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk import card_sheet
from yimi.doors.desk.answers import done, go
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.kernel import audit, clock
from yimi.kernel.errors import Refusal
from yimi.rooms.people import actions, queries
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.people.models import Person, ServiceCard
from yimi.rooms.people.states import CHOSEN_REASONS
from yimi.rooms.places.models import Division
from yimi.rooms.places.states import Level

AT_ONCE = 50  # five sheets of A4


class WithdrawForm(forms.Form):
    """Why, and whether the next one follows at once."""

    reason = forms.ChoiceField(
        label=_lazy("为什么收回"),
        choices=[(each.value, each.label) for each in CHOSEN_REASONS],
        widget=forms.RadioSelect,
    )
    again = forms.ChoiceField(
        label=_lazy("接下来"),
        choices=[("1", _lazy("换一张新卡，马上打印")), ("", _lazy("只收回，不再发"))],
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )


@require_POST
def card_issue(request: Asked, pk: int) -> HttpResponse:
    """Give somebody a card; the next page prints it."""
    who = _person(request, pk)
    return done(
        request,
        lambda: actions.issue_card(person=who, by=request.user),
        to=reverse("desk:service_card_print", args=[pk]),
        said=_("服务卡已发，请打印。"),
    )


def card_withdraw(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *KEEPERS)
    who = _person(request, pk)
    card = queries.card_of(who)
    if card is None:
        raise Http404

    def verb(data: dict[str, Any]) -> str:
        if data["again"]:
            actions.replace_card(card=card, reason=data["reason"], by=request.user)
            return reverse("desk:service_card_print", args=[pk])
        actions.withdraw_card(card=card, reason=data["reason"], by=request.user)
        return reverse("desk:person", args=[pk])

    sheet = Sheet(
        _("收回%(who)s的服务卡") % {"who": who.masked_name}, _("收回这张卡"), reverse("desk:person", args=[pk]), who.masked_name,
        _("收回以后这张卡马上作废，捡到的人拿着也没有用。"), danger=True,
    )  # fmt: skip
    return fill(
        request, WithdrawForm(request.POST or None), verb, sheet, then=lambda to: to, said=_("旧卡已作废。")
    )


@require_safe
def card_print(request: Asked, pk: int) -> HttpResponse:
    """One person's card on a sheet."""
    only_for(request, *KEEPERS)
    who = _person(request, pk)
    card = queries.card_of(who)
    if card is None:
        raise Http404
    audit.viewed(by=request.user, subject=card, purpose="print")
    back = reverse("desk:person", args=[pk])
    return render(request, "desk/service_cards/sheet.html", card_sheet.sheet(request, [card], back, who.name))


def service_cards(request: Asked, place: str) -> HttpResponse:
    """Who of a village has no card yet; those ticked get one, and the sheet is printed."""
    village = _village(request, place)
    none = queries.without_card(request.reach, village.stem).select_related("division")
    if request.method == "POST":
        chosen = none.filter(pk__in=[each for each in request.POST.getlist("people") if each.isdecimal()])
        try:
            actions.issue_cards(people=list(chosen[:AT_ONCE]), by=request.user)
        except Refusal as refusal:
            context = _waiting(village, none) | {"wrong": refusal.message}
            return render(request, "desk/service_cards/village.html", context, status=422)
        to = reverse("desk:service_cards_print", args=[place])
        return go(request, f"{to}?on={clock.today().isoformat()}", _("服务卡已发，请打印。"))
    days = _of_village(request, village).dates("issued_at", "day", order="DESC")[:5]
    return render(request, "desk/service_cards/village.html", _waiting(village, none) | {"days": days})


@require_safe
def service_cards_print(request: Asked, place: str) -> HttpResponse:
    """The valid cards given in a village on one day."""
    village = _village(request, place)
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = clock.today()
    cards = (
        _of_village(request, village).filter(issued_at__date=on).select_related("person__division__parent")
    )
    audit.viewed(by=request.user, subject=village, purpose="print")
    back = reverse("desk:service_cards", args=[place])
    shown = list(cards.order_by("person__division_id", "person_id")[: 2 * AT_ONCE])
    return render(
        request, "desk/service_cards/sheet.html", card_sheet.sheet(request, shown, back, village.name)
    )


def _waiting(village: Division, none: Any) -> dict[str, Any]:
    people = list(none[: AT_ONCE + 1])
    return {"village": village, "people": people[:AT_ONCE], "more": len(people) > AT_ONCE, "most": AT_ONCE}


def _of_village(request: Asked, village: Division) -> Any:
    rows = ServiceCard.objects.visible_to(request.reach).filter(withdrawn_at=None)
    return rows.filter(person__division__code__startswith=village.stem)


def _village(request: Asked, code: str) -> Division:
    reach = only_for(request, *KEEPERS)
    if not reach.covers(code, *KEEPERS):
        raise Http404
    return get_object_or_404(Division.objects.current().filter(level=Level.VILLAGE), pk=code)


def _person(request: Asked, pk: int) -> Person:
    people = Person.objects.visible_to(request.reach).present().select_related("division__parent")
    return get_object_or_404(people, pk=pk)


urlpatterns = [
    path("people/<int:pk>/card/", card_issue, name="service_card_issue"),
    path("people/<int:pk>/card/withdraw/", card_withdraw, name="service_card_withdraw"),
    path("people/<int:pk>/card/print/", card_print, name="service_card_print"),
    path("service-cards/<slug:place>/", service_cards, name="service_cards"),
    path("service-cards/<slug:place>/print/", service_cards_print, name="service_cards_print"),
]

"""A household: who lives there, who is its head, where it is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk import picker
from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.household_forms import HouseholdForm, MembersForm
from yimi.doors.desk.responsible import before_form, gate_all
from yimi.kernel import clock
from yimi.rooms.people import actions
from yimi.rooms.people.access import KEEPERS
from yimi.rooms.people.models import Household, Person
from yimi.rooms.people.queries import memberships
from yimi.rooms.people.states import Kin


def household_new(request: Asked, pk: int) -> HttpResponse:
    """Open a household around one person, who becomes its head."""
    only_for(request, *KEEPERS)
    head = get_object_or_404(Person.objects.visible_to(request.reach).present(), pk=pk)
    place = head.division
    if answer := before_form(request, head):
        return answer
    return fill(
        request,
        HouseholdForm(request.POST or None),
        lambda data: actions.add_household(
            division=place, head=head, members=[head], address=data["address"], by=request.user
        ),
        Sheet(
            _("以%(who)s为户主建户") % {"who": head.masked_name},
            _("建户"),
            reverse("desk:person", args=[pk]),
            head.masked_name,
            lead=_("户编号自动编。建好以后，把同住的家人编进来；已有户的，请打开那一户再编入。"),
        ),
        then=lambda made: reverse("desk:household", args=[made.pk]),
        said=_("户已建好。接着编入家人。"),
    )


def household(request: Asked, pk: int) -> HttpResponse:
    """The household; sent, it takes in the people ticked."""
    home = _visible(request, pk)
    if answer := gate_all(request, _living(request, home)):
        return answer
    may_keep = request.reach.covers(home.division_id, *KEEPERS) and home.merged_into_id is None
    form = MembersForm(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        people = list(form.cleaned_data["persons"])
        given = {key: form.cleaned_data[key] for key in ("since", "why", "second")}
        call = lambda: actions.join_household(household=home, persons=people, by=request.user, **given)  # noqa: E731
        if attempt(form, call) is not None:
            return go(request, reverse("desk:household", args=[pk]), _("已编入这一户。"))
    ticked, village = request.POST.getlist("persons"), home.division_id[:12]
    context = {
        "home": home,
        "members": list(memberships.living_in(home, request.reach)),
        "gone": memberships.lived_in(home, request.reach),
        "kins": [each for each in Kin if each != Kin.HEAD],
        "form": form,
        "may_keep": may_keep,
        "picked": picker.offer(request.reach, village=village, ticked=ticked) if may_keep else None,
        "today": clock.today(),
    }
    return page(request, "desk/people/household.html", context, form)


def household_correct(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *KEEPERS)
    home = _visible(request, pk)
    back = reverse("desk:household", args=[pk])
    if answer := gate_all(request, _living(request, home)):
        return answer
    return fill(
        request,
        HouseholdForm(request.POST or None, initial={"address": home.address}),
        lambda data: actions.correct_household(household=home, address=data["address"], by=request.user),
        Sheet(_("更正住址"), _("保存更正"), back, home.code19),
        then=back,
        said=_("已更正。"),
    )


@require_POST
def household_head(request: Asked, pk: int) -> HttpResponse:
    home = _visible(request, pk)
    rows = Person.objects.visible_to(request.reach).filter(household=home)
    head = get_object_or_404(rows, pk=_number(request, "person"))
    return done(
        request,
        lambda: actions.correct_household(household=home, head=head, by=request.user),
        to=reverse("desk:household", args=[pk]),
        said=_("户主已改。"),
    )


def _living(request: Asked, home: Household) -> list[Person]:
    """Who lives there, in the first place or besides."""
    return [each.person for each in memberships.living_in(home, request.reach)]


def _number(request: Asked, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _visible(request: Asked, pk: int) -> Household:
    homes = Household.objects.visible_to(request.reach).select_related(
        "division__parent", "head", "merged_into"
    )
    return get_object_or_404(homes, pk=pk)


urlpatterns = [
    path("people/<int:pk>/household/", household_new, name="household_new"),
    path("households/<int:pk>/", household, name="household"),
    path("households/<int:pk>/correct/", household_correct, name="household_correct"),
    path("households/<int:pk>/head/", household_head, name="household_head"),
]

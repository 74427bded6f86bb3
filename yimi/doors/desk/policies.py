"""Policies: written as rows, whom each may concern, and what came of it (A1-16)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import newest
from yimi.doors.desk.policies_forms import FindForm, FollowForm, PolicyForm
from yimi.doors.desk.responsible import gate, person_of
from yimi.rooms.care import actions
from yimi.rooms.care.access import OFFICE
from yimi.rooms.care.models import Policy, PolicyMatch
from yimi.rooms.care.models.scope import RESPONSIBLE
from yimi.rooms.care.queries import policies as queries
from yimi.rooms.care.states import MatchState, PolicyState
from yimi.rooms.people.rules import clean_name


@require_safe
def policies(request: Asked) -> HttpResponse:
    """Every policy of the county with what it achieved in one's area."""
    reach = only_for(request, *RESPONSIBLE)
    rows = list(queries.counted(reach)[:200])
    context = {"policies": rows, "may_write": reach.has(*OFFICE)}
    return render(request, "desk/policies/policies.html", context)


def policy_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *OFFICE)
    county = next(iter(sorted(reach.counties(*OFFICE))))
    return _write(request, None, county)


def policy_edit(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *OFFICE)
    found = _policy(request, pk)
    return _write(request, found, found.county)


def _write(request: Asked, policy: Policy | None, county: str) -> HttpResponse:
    form = PolicyForm(policy, request.POST or None)
    back = reverse("desk:policy", args=[policy.pk]) if policy else reverse("desk:policies")

    def write(data: dict[str, Any]) -> Policy:
        return actions.write_policy(county=county, policy=policy, by=request.user, **form.given)

    sheet = Sheet(
        policy.title if policy else _("写一条政策"),
        _("保存"),
        back,
        _("政策"),
        lead=_("条件只用来找人、提醒社工，不决定谁能享受。"),
    )
    return fill(
        request,
        form,
        write,
        sheet,
        then=lambda made: reverse("desk:policy", args=[made.pk]),
        said=_("已保存。"),
    )


@require_safe
def policy(request: Asked, pk: int) -> HttpResponse:
    """One policy, and the people it may concern: by name, by how far it has come."""
    reach = only_for(request, *RESPONSIBLE)
    found = get_object_or_404(queries.counted(reach), pk=pk)
    form = FindForm(request.GET)
    rows = PolicyMatch.objects.visible_to(reach).filter(policy=found, person__merged_into=None)
    if form.is_valid() and form.cleaned_data["state"]:
        rows = rows.filter(state=form.cleaned_data["state"])
    else:
        rows = rows.exclude(state=MatchState.GONE)
    if form.is_valid() and form.cleaned_data["q"].strip():
        rows = rows.filter(person__name_keys__contains=[clean_name(form.cleaned_data["q"]).lower()])
    shown = newest(rows.select_related("person__division"), request.GET.get("after", ""))
    context = {
        "policy": found,
        "form": form,
        "matches": shown.rows,
        "after": shown.next,
        "may_write": reach.has(*OFFICE) and found.state != PolicyState.ENDED,
    }
    return render(request, "desk/policies/policy.html", context)


@require_POST
def policy_release(request: Asked, pk: int) -> HttpResponse:
    found = _policy(request, pk)
    call = lambda: actions.release_policy(policy=found, by=request.user)  # noqa: E731
    return done(request, call, to=reverse("desk:policy", args=[pk]), said=_("已发布，符合条件的人已找出。"))


@require_POST
def policy_end(request: Asked, pk: int) -> HttpResponse:
    found = _policy(request, pk)
    call = lambda: actions.end_policy(policy=found, by=request.user)  # noqa: E731
    return done(request, call, to=reverse("desk:policy", args=[pk]), said=_("已停用，办成的记录都还在。"))


def policy_follow(request: Asked, pk: int, policy_pk: int) -> HttpResponse:
    """Tell somebody, help them apply, write down how it ended; the policy's words stand beside."""
    only_for(request, *RESPONSIBLE)
    who, found = person_of(request, pk), _policy(request, policy_pk)
    if answer := gate(request, who, "person"):
        return answer
    match = PolicyMatch.objects.visible_to(request.reach).filter(policy=found, person=who).first()
    state = match.state if match and match.state != MatchState.GONE else MatchState.FOUND
    form = FollowForm(state, request.POST or None)
    back = reverse("desk:person", args=[pk])

    def follow(data: dict[str, Any]) -> PolicyMatch:
        return actions.follow_match(policy=found, person=who, by=request.user, **data)

    sheet = Sheet(found.title, _("登记"), back, who.masked_name, template="desk/policies/follow.html")
    return fill(
        request, form, follow, sheet, then=back, said=_("已登记。"), policy=found, person=who, match=match,
        state=MatchState(state).label,
    )  # fmt: skip


def _policy(request: Asked, pk: int) -> Policy:
    return get_object_or_404(Policy.objects.visible_to(request.reach), pk=pk)


urlpatterns = [
    path("policies/", policies, name="policies"),
    path("policies/new/", policy_new, name="policy_new"),
    path("policies/<int:pk>/", policy, name="policy"),
    path("policies/<int:pk>/edit/", policy_edit, name="policy_edit"),
    path("policies/<int:pk>/release/", policy_release, name="policy_release"),
    path("policies/<int:pk>/end/", policy_end, name="policy_end"),
    path("people/<int:pk>/policies/<int:policy_pk>/", policy_follow, name="policy_follow"),
]

"""Who serves where as what, their certificates, and the relations they declare."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import counted, newest
from yimi.doors.desk.people_forms import EndForm
from yimi.doors.desk.staff_forms import AssignForm, FindStaffForm, LicenceForm, RelationForm
from yimi.kernel import clock
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network import actions
from yimi.rooms.network.models import Assignment, DeclaredRelation, Licence
from yimi.rooms.network.states import DELEGATES

APPOINTERS = frozenset({Role.SECURITY_ADMIN, *DELEGATES})
VERIFIERS = frozenset({Role.COUNTY_BUSINESS, Role.STATION_HEAD})


def staff(request: Asked) -> HttpResponse:
    """Assignments in force or planned; ended ones on request."""
    reach = only_for(request)
    form = FindStaffForm(request.GET)
    rows = form.narrow(Assignment.objects.visible_to(reach), clock.today())
    rows = rows.select_related("user", "organisation", "division")
    shown = newest(rows, request.GET.get("after", ""))
    context = {
        "form": form,
        "rows": shown.rows,
        "after": shown.next,
        "total": counted(rows),
        "may_assign": reach.has(*APPOINTERS),
        "today": clock.today(),
    }
    return render(request, f"desk/staff/{'rows' if request.htmx else 'staff'}.html", context)


def staff_member(request: Asked, pk: int) -> HttpResponse:
    """One colleague: where they serve, what they are certified for, whom they are related to."""
    reach = request.reach
    assignments = Assignment.objects.visible_to(reach).filter(user_id=pk)
    rows = list(
        assignments.select_related("organisation", "division", "user").order_by("-starts_on", "-pk")[:50]
    )
    if not rows and pk != request.user.pk:
        raise Http404
    relations = DeclaredRelation.objects.visible_to(reach).select_related("user_a", "user_b")
    relations = relations.filter(user_a_id=pk) | relations.filter(user_b_id=pk)
    context = {
        "member": rows[0].user if rows else request.user,
        "assignments": rows,
        "licences": list(
            Licence.objects.visible_to(reach).filter(user_id=pk).order_by("-valid_from", "-pk")[:50]
        ),
        "relations": list(relations.order_by("-pk")[:50]),
        "own": pk == request.user.pk,
        "may_assign": reach.has(*APPOINTERS),
        "may_record": pk == request.user.pk or reach.has(*APPOINTERS),
        "may_verify": pk != request.user.pk and reach.has(*VERIFIERS),
        "today": clock.today(),
    }
    return render(request, "desk/staff/member.html", context)


def me(request: Asked) -> HttpResponse:
    """One's own page, for those who have no list of colleagues."""
    return redirect("desk:staff_member", request.user.pk)


def assign(request: Asked) -> HttpResponse:
    reach = only_for(request, *APPOINTERS)
    start = {key: request.GET[key] for key in ("who", "organisation") if request.GET.get(key)}
    form = AssignForm(reach, request.POST or None, initial=start)
    return fill(
        request,
        form,
        lambda data: actions.assign(by=request.user, **data),
        Sheet(_("安排任职"), _("安排任职"), reverse("desk:staff"), _("人员")),
        then=lambda made: reverse("desk:staff_member", args=[made.user_id]),
        said=_("已安排。到日子自动生效。"),
    )


def assignment_end(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *APPOINTERS)
    rows = Assignment.objects.visible_to(request.reach).select_related("user", "organisation")
    assignment = get_object_or_404(rows, pk=pk)
    back = reverse("desk:staff_member", args=[assignment.user_id])
    title = _("结束%(who)s的任职") % {"who": assignment.user.display_name}
    lead = _("%(role)s，%(where)s。今天结束的，权限立即收回；以后的日子，做满那一天。") % {
        "role": assignment.get_role_display(),
        "where": assignment.organisation,
    }
    return fill(
        request,
        EndForm(request.POST or None),
        lambda data: actions.end_assignment(assignment=assignment, on=data["on"], by=request.user),
        Sheet(title, _("结束任职"), back, assignment.user.display_name, lead, danger=True),
        then=back,
        said=_("任职已结束。"),
    )


def licence_new(request: Asked, pk: int) -> HttpResponse:
    user = _colleague(request, pk)
    back = reverse("desk:staff_member", args=[pk])
    return fill(
        request,
        LicenceForm(request.POST or None),
        lambda data: actions.record_licence(user=user, by=request.user, **data),
        Sheet(_("登记证书"), _("登记证书"), back, user.display_name, _("核验过原件才算数。")),
        then=back,
        said=_("证书已登记，等待核验。"),
    )


@require_POST
def licence_verify(request: Asked, pk: int) -> HttpResponse:
    licence = get_object_or_404(Licence.objects.visible_to(request.reach), pk=pk)
    return done(
        request,
        lambda: actions.verify_licence(licence=licence, by=request.user),
        to=reverse("desk:staff_member", args=[licence.user_id]),
        said=_("已核验。"),
    )


def relation_new(request: Asked) -> HttpResponse:
    """One's own relations: neither decides about the other from now on (E7)."""
    only_for(request)
    back = reverse("desk:staff_member", args=[request.user.pk])

    def declare(data: dict[str, Any]) -> object:
        return actions.declare_relation(
            user_a=request.user, user_b=data["user_b"], relation=data["relation"], by=request.user
        )

    lead = _("和评审、派单、承接中的人是亲属或有经济往来的，说出来就好：以后由别人来办，不影响你。")
    sheet = Sheet(_("申报关系"), _("申报关系"), back, request.user.display_name, lead)
    return fill(request, RelationForm(request.POST or None), declare, sheet, then=back, said=_("已申报。"))


def _colleague(request: Asked, pk: int) -> User:
    """Somebody whose assignments the asker sees, or the asker."""
    if pk == request.user.pk:
        return request.user
    seen = Assignment.objects.visible_to(request.reach).filter(user_id=pk).select_related("user")
    found = seen.order_by("pk").first()
    if found is None:
        raise Http404
    return found.user


urlpatterns = [
    path("staff/", staff, name="staff"),
    path("staff/me/", me, name="me"),
    path("staff/assign/", assign, name="assign"),
    path("staff/relation/", relation_new, name="relation_new"),
    path("staff/<int:pk>/", staff_member, name="staff_member"),
    path("staff/<int:pk>/licence/", licence_new, name="licence_new"),
    path("assignments/<int:pk>/end/", assignment_end, name="assignment_end"),
    path("licences/<int:pk>/verify/", licence_verify, name="licence_verify"),
]

"""What people ask for: the list that waits, ordering on behalf, and one request with what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yimi.doors.desk import picker
from yimi.doors.desk.answers import attempt, done, go, page
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.happened import Event, timeline
from yimi.doors.desk.paging import counted
from yimi.doors.desk.requests_forms import LOCAL, DoneForm, MaybeWhyForm, RequestFilter, RequestForm, WhyForm
from yimi.kernel import clock
from yimi.rooms.accounts.states import COUNTY, STATION, Role
from yimi.rooms.projects import actions
from yimi.rooms.projects.models import Request
from yimi.rooms.projects.queries import consent_reminder, page_after, similar_requests
from yimi.rooms.projects.states import RequestState

WAITING = (RequestState.OPEN, RequestState.STATION_TASK)


@require_safe
def requests(request: Asked) -> HttpResponse:
    only_for(request, *LOCAL, *COUNTY, Role.SUPERVISOR)
    form = RequestFilter(request.reach, request.GET)
    found = _found(request, form)
    shown = page_after(found, request.GET.get("after", ""), by="created_at")
    context = {
        "form": form,
        "rows": shown.rows,
        "after": shown.next,
        "count": counted(found),
        "may_order": request.reach.has(*LOCAL),
    }
    part = "desk/requests/rows.html" if request.htmx else "desk/requests/requests.html"
    return render(request, part, context)


def _found(request: Asked, form: RequestFilter) -> QuerySet[Request]:
    found = Request.objects.visible_to(request.reach).filter(merged_into=None)
    asked = form.cleaned_data if form.is_valid() else {}
    state = asked.get("state", "")
    if state != "all":
        found = found.filter(state__in=[state] if state else WAITING)
    for field, name in (("division", "village"), ("type", "type"), ("channel", "channel")):
        if asked.get(name):
            found = found.filter(**{field: asked[name]})
    rows = found.select_related("service_item", "type", "division", "theme")
    return rows.annotate(people=Count("persons", distinct=True), others=Count("merged", distinct=True))


@require_http_methods(["GET", "POST"])
def request_new(request: Asked) -> HttpResponse:
    """Order on behalf of somebody: one page, under a minute."""
    only_for(request, *LOCAL)
    known = {name: request.GET[name] for name in ("what", "division", "theme") if name in request.GET}
    form = RequestForm(request.reach, request.POST or None, initial=known)
    if form.is_bound and form.is_valid():
        again = _sent_before(request, form.given)
        if again is not None:
            return go(
                request, reverse("desk:request", args=[again.pk]), _("刚才已经提交过，没有再提交一次。")
            )
        placed = attempt(form, lambda: actions.place_request(by=request.user, **form.given))
        if placed is not None:
            reminder = consent_reminder(form.cleaned_data["persons"])
            said = (
                _("需求已提交，社工站会处理。")
                if placed.state == RequestState.OPEN
                else _("已记为社工站自办。")
            )
            return go(request, reverse("desk:request", args=[placed.pk]), f"{said}{reminder or ''}")
    context = {"form": form, "picked": _picked(request, form), "today": clock.today()}
    return page(request, "desk/requests/new.html", context, form)


def _sent_before(request: Asked, given: dict[str, Any]) -> Request | None:
    """The same order minutes ago (the back button); one that names nobody may well be a second caller's."""
    asked = given["persons"] or given["reason"]
    known = {
        "division",
        "channel",
        "wished_from",
        "wished_to",
        "theme",
        "reason",
        "service_item",
    } & given.keys()
    same = Request.objects.filter(
        proxy=request.user,
        created_at__gt=clock.now() - timedelta(minutes=10),
        **{name: given[name] for name in known},
    )
    same = same.filter(type=given["micro_type"], service_item=None) if "micro_type" in given else same
    wanted = {person.pk for person in given["persons"]}
    for earlier in same.prefetch_related("persons") if asked else ():
        if {row.person_id for row in earlier.persons.all()} == wanted:
            return earlier
    return None


def _picked(request: Asked, form: RequestForm) -> picker.Picked:
    ticked = request.POST.getlist("persons") or request.GET.getlist("persons")
    return picker.offer(request.reach, village=str(form["division"].value() or ""), ticked=ticked)


@require_safe
def request_page(request: Asked, pk: int) -> HttpResponse:
    wish = _visible(request, pk)
    reach = request.reach
    station = reach.covers(wish.town_id, *STATION) and wish.merged_into_id is None
    local = reach.covers(wish.division_id, *LOCAL)
    context = {
        "wish": wish,
        "what": wish.service_item or wish.type,
        "people": [each.person for each in wish.persons.select_related("person").order_by("pk")],
        "named": local,
        "events": _events(wish),
        "merged": wish.merged.select_related("division").order_by("pk"),
        "similar": similar_requests(wish) if station and wish.state == RequestState.OPEN else [],
        "may_call_out": station and wish.state == RequestState.OPEN,
        "may_decline": station and wish.state in WAITING,
        "may_finish": station and wish.state == RequestState.STATION_TASK,
        "may_withdraw": local and wish.state in WAITING and wish.merged_into_id is None,
        "decline_chips": [
            _("本季度没有这类额度"),
            _("近期已安排过同类服务"),
            _("超出服务清单，已转有关部门"),
        ],
        "withdraw_chips": [_("本人不需要了"), _("点错了"), _("已由家人解决")],
    }
    return render(request, "desk/requests/request.html", context)


@require_POST
def request_decline(request: Asked, pk: int) -> HttpResponse:
    wish, form = _visible(request, pk), WhyForm(request.POST)
    return done(
        request,
        lambda: actions.decline_request(request=wish, by=request.user, **form.cleaned_data),
        said=_("已答复，村里会看到理由。"),
        to=reverse("desk:request", args=[pk]),
        form=form,
    )


@require_http_methods(["GET", "POST"])
def request_done(request: Asked, pk: int) -> HttpResponse:
    """The station did it itself: when, and what."""
    only_for(request, *STATION)
    wish = _visible(request, pk)
    back = reverse("desk:request", args=[pk])
    sheet = Sheet(_("登记办完"), _("登记办完"), back, _("需求"), template="desk/requests/done.html")
    return fill(
        request,
        DoneForm(request.POST or None),
        lambda data: actions.complete_station_task(request=wish, by=request.user, **data),
        sheet,
        then=back,
        said=_("已登记办完，提出需求的人会收到通知。"),
        wish=wish,
        people=wish.persons.select_related("person").order_by("pk"),
    )


@require_POST
def request_withdraw(request: Asked, pk: int) -> HttpResponse:
    wish, form = _visible(request, pk), MaybeWhyForm(request.POST)
    return done(
        request,
        lambda: actions.withdraw_request(request=wish, by=request.user, **form.cleaned_data),
        said=_("已撤回。"),
        to=reverse("desk:request", args=[pk]),
        form=form,
    )


@require_POST
def request_merge(request: Asked, pk: int) -> HttpResponse:
    wish = _visible(request, pk)
    ticked = [int(each) for each in request.POST.getlist("request") if each.isdecimal()]
    others = list(Request.objects.visible_to(request.reach).filter(pk__in=ticked).exclude(pk=pk))
    answer = done(
        request,
        lambda: actions.merge_requests(into=wish, requests=others, by=request.user),
        said=_("已合并 %(n)s 条，一起处理。") % {"n": len(others)},
        to=reverse("desk:request", args=[pk]),
    )
    if request.htmx:
        answer.status_code, answer["HX-Redirect"] = 204, answer.url
    return answer


def _visible(request: Asked, pk: int) -> Request:
    wishes = Request.objects.visible_to(request.reach).select_related(
        "service_item", "type", "division", "town", "theme", "proxy", "callout", "merged_into"
    )
    return get_object_or_404(wishes, pk=pk)


def _events(wish: Request) -> list[Event]:
    called: Any = wish.callout
    return timeline(
        (wish.created_at, _("提出需求"), wish.created_by, ""),
        (wish.merged_at, _("并入另一条相同的需求"), wish.merged_by, ""),
        (
            called and called.opened_at,
            _("发起征集 %(n)s") % {"n": called or ""},
            called and called.opened_by,
            "",
        ),
        (wish.declined_at, _("未受理"), wish.declined_by, wish.decline_reason),
        (wish.done_at, _("社工站办完"), wish.done_by, wish.outcome),
        (wish.withdrawn_at, _("撤回"), wish.withdrawn_by, wish.withdraw_reason),
    )


urlpatterns = [
    path("requests/", requests, name="requests"),
    path("requests/new/", request_new, name="request_new"),
    path("requests/<int:pk>/", request_page, name="request"),
    path("requests/<int:pk>/done/", request_done, name="request_done"),
    path("requests/<int:pk>/decline/", request_decline, name="request_decline"),
    path("requests/<int:pk>/withdraw/", request_withdraw, name="request_withdraw"),
    path("requests/<int:pk>/merge/", request_merge, name="request_merge"),
]

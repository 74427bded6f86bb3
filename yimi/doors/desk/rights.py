"""Whose yes is waited for: changes with evidence, what people ask about their data, files kept long enough."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.audit_words import in_words
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.responsible import before_form, gate, person_of
from yimi.doors.desk.rights_forms import ChangeForm, DecideForm, RightForm
from yimi.doors.desk.rights_words import asked_for, why
from yimi.rooms.accounts.models import User
from yimi.rooms.casework import actions as casework
from yimi.rooms.casework.queries.keeping import old_but_kept
from yimi.rooms.people import actions
from yimi.rooms.people.access import CONFIRMERS, KEEPERS
from yimi.rooms.people.models import (
    ChangeRequest,
    Person,
    PersonCategory,
    RetentionProposal,
    RightsRequest,
    SourceDocument,
)
from yimi.rooms.people.queries import categories_of
from yimi.rooms.people.queries.rights import looks_at, merges_of
from yimi.rooms.people.states import AskedState

MOST = 100


@require_safe
def rights(request: Asked) -> HttpResponse:
    """Everything that waits for somebody's decision, the oldest first."""
    reach = only_for(request, *CONFIRMERS)
    lists = {
        name: kind.objects.visible_to(reach)
        .filter(state=AskedState.ASKED)
        .select_related("person__division", *by)
        for name, kind, by in (
            ("changes", ChangeRequest, ["asked_by"]),
            ("asked", RightsRequest, ["asked_by"]),
            ("old", RetentionProposal, []),
        )
    }
    return render(
        request,
        "desk/rights/rights.html",
        {name: rows.order_by("pk")[:MOST] for name, rows in lists.items()}
        | {"kept": old_but_kept(reach), "waiting": PersonCategory.objects.waiting(reach)[: MOST + 1].count()},
    )


def person_rights(request: Asked, pk: int) -> HttpResponse:
    """Who looked at this file, when and why; what was asked about it; which files it was."""
    reach = only_for(request, *CONFIRMERS)
    who = person_of(request, pk)
    if answer := gate(request, who, "rights"):
        return answer
    context = {
        "person": who,
        "looks": _looks(who),
        "requests": RightsRequest.objects.visible_to(reach).filter(person=who).order_by("-pk")[:20],
        "changes": ChangeRequest.objects.visible_to(reach).filter(person=who).order_by("-pk")[:20],
        "merges": merges_of(who),
    }
    return render(request, "desk/rights/person.html", context)


def _looks(who: Person) -> list[tuple[Any, str, str, str]]:
    """Event, who by name, what in words, why."""
    events = list(looks_at(who)[:MOST])
    users = User.objects.filter(pk__in={each.actor_id for each in events})
    names = dict(users.values_list("pk", "display_name"))
    return [
        (
            each,
            names.get(each.actor_id or 0, each.actor),
            in_words(each.verb),
            why(each.detail.get("purpose", "")),
        )
        for each in events
    ]


def right_ask(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *KEEPERS)
    who = person_of(request, pk)
    if answer := before_form(request, who):
        return answer
    back = reverse("desk:person", args=[pk])
    call = lambda data: actions.ask_right(person=who, by=request.user, **data)  # noqa: E731
    sheet = Sheet(
        _("登记个人信息请求"),
        _("登记"),
        back,
        who.masked_name,
        lead=_("口头、电话、书面提出的都在这里登记。"),
    )
    return fill(
        request, RightForm(request.POST or None), call, sheet, then=back, said=_("已登记，会按时答复。")
    )


def change_ask(request: Asked, pk: int) -> HttpResponse:
    """Ask for a change of category or ID number; somebody else decides."""
    reach = only_for(request, *KEEPERS)
    who = person_of(request, pk)
    if answer := gate(request, who, "change"):
        return answer
    held = [each for each in categories_of(who, reach) if each.valid_to is None]
    start = {key: request.GET[key] for key in ("kind", "entry") if key in request.GET}
    form = ChangeForm(held, request.POST or None, request.FILES or None, initial=start)
    back = reverse("desk:person", args=[pk])

    def ask(data: dict[str, Any]) -> ChangeRequest:
        given = {key: data[key] for key in ("kind", "evidence", "document")} | {"content": form.content}
        return actions.ask_change(person=who, by=request.user, **given)

    lead = _("关系到待遇的变更要写依据，由另一位同事批准后才生效。")
    words = (_("申请变更"), _("提交申请"), back, who.masked_name)
    sheet = Sheet(*words, lead=lead, template="desk/rights/change.html")
    return fill(request, form, ask, sheet, then=back, said=_("已提交，等另一位同事批准。"))


def change_decide(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *CONFIRMERS)
    rows = ChangeRequest.objects.visible_to(request.reach).select_related("person", "asked_by")
    asked = get_object_or_404(rows, pk=pk)

    def decide(data: dict[str, Any]) -> object:
        return actions.decide_change(asked=asked, approve=data["yes"], reason=data["reason"], by=request.user)

    papers = SourceDocument.objects.visible_to(request.reach).filter(change=asked).order_by("pk")
    told = [asked_for(asked), _("依据：") + asked.evidence]
    return _decide(request, asked, decide, _("批准变更"), told, papers=list(papers))


def right_answer(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *CONFIRMERS)
    rows = RightsRequest.objects.visible_to(request.reach).select_related("person")
    asked = get_object_or_404(rows, pk=pk)

    def decide(data: dict[str, Any]) -> object:
        return casework.answer_right(asked=asked, grant=data["yes"], answer=data["reason"], by=request.user)

    return _decide(request, asked, decide, _("答复请求"), [asked.get_kind_display(), asked.said])


def retention_decide(request: Asked, pk: int) -> HttpResponse:
    only_for(request, *CONFIRMERS)
    rows = RetentionProposal.objects.visible_to(request.reach).select_related("person")
    proposal = get_object_or_404(rows, pk=pk)

    def decide(data: dict[str, Any]) -> object:
        return casework.decide_retention(
            proposal=proposal, erase=data["yes"], reason=data["reason"], by=request.user
        )

    return _decide(request, proposal, decide, _("删除满年限的档案"), [proposal.get_rule_display()])


def _decide(request: Asked, row: Any, call: Any, title: str, said: list[str], **shown: Any) -> HttpResponse:
    if answer := gate(request, row.person):
        return answer
    back = reverse("desk:rights")
    sheet = Sheet(title, _("登记决定"), back, _("等决定的"), template="desk/rights/decide.html")
    form = DecideForm(request.POST or None)
    return fill(request, form, call, sheet, then=back, said=_("决定已登记。"), row=row, told=said, **shown)


urlpatterns = [
    path("rights/", rights, name="rights"),
    path("rights/<int:pk>/answer/", right_answer, name="right_answer"),
    path("changes/<int:pk>/decide/", change_decide, name="change_decide"),
    path("retention/<int:pk>/decide/", retention_decide, name="retention_decide"),
    path("people/<int:pk>/rights/", person_rights, name="person_rights"),
    path("people/<int:pk>/rights/ask/", right_ask, name="right_ask"),
    path("people/<int:pk>/change/", change_ask, name="change_ask"),
]

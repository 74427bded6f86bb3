"""A change that touches money or a category: one person asks with evidence, another decides."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.ids import check_id18
from yimi.rooms.people.access import CONFIRMERS, KEEPERS, named, only_within
from yimi.rooms.people.actions.documents import _attach
from yimi.rooms.people.actions.entitling import end_category, set_category
from yimi.rooms.people.actions.persons import correct_person
from yimi.rooms.people.models import ChangeRequest, Person, PersonCategory
from yimi.rooms.people.states import SENSITIVE_CATEGORIES, AskedState, Category, ChangeKind


@action(private=("content", "evidence", "document"))
def ask_change(
    *,
    person: Person,
    kind: str,
    content: dict[str, str],
    evidence: str,
    by: Actor,
    document: BinaryIO | None = None,
) -> ChangeRequest:
    """Ask for a change: `set_category` {category, valid_from, valid_to?}, `end_category` {entry, on},
    `id_number` {id_number}; `document` is a photo or PDF of the evidence. Refused: outside the area (NotYours), no
    evidence, content that cannot be.
    """
    only_within(by, person.division_id, KEEPERS)
    if kind not in ChangeKind.values:
        raise Refusal(_("请选择要变更什么。"), field="kind")
    if not evidence.strip():
        raise Refusal(_("请写明依据，例如批文号、证件、公示记录。"), field="evidence")
    if kind == ChangeKind.ID_NUMBER:
        check_id18(content.get("id_number", ""))
    elif kind == ChangeKind.SET_CATEGORY:
        _check_category(person, content, by)
    elif not PersonCategory.objects.filter(pk=content.get("entry") or 0, person=person).exists():
        raise Refusal(_("没有找到这一类别，请刷新后再看。"), field="entry")
    asked = ChangeRequest.objects.create(
        person=person, kind=kind, content=json.dumps(content, ensure_ascii=False, sort_keys=True), evidence=evidence.strip(),
        asked_at=clock.now(), asked_by=named(by),
    )  # fmt: skip
    if document is not None:
        _attach(asked, document, category=_about(asked, content), by=by)
    return asked


@action(private=("reason",))
def decide_change(*, asked: ChangeRequest, approve: bool, by: Actor, reason: str = "") -> ChangeRequest:
    """The station or the county says yes, and the change is made in its name, or no with a reason.

    Refused: outside the area or one's own request (NotYours), decided before (Stale), no reason for a no;
    whatever the change itself is refused for.
    """
    asked = ChangeRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=asked.pk)
    only_within(by, asked.person.division_id, CONFIRMERS)
    if asked.asked_by_id == named(by).pk:
        raise NotYours(_("自己提的变更要由另一个人批准。"))
    if asked.state != AskedState.ASKED:
        raise Stale(_("这个变更已经有了结果。"))
    if not approve and not reason.strip():
        raise Refusal(_("请写明为什么不同意。"), field="reason")
    if approve:
        _carry_out(asked, json.loads(asked.content), by)
    asked.state = AskedState.GRANTED if approve else AskedState.REFUSED
    asked.decided_at, asked.decided_by, asked.reason = clock.now(), named(by), reason.strip()
    asked.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return asked


def _carry_out(asked: ChangeRequest, content: dict[str, Any], by: Actor) -> None:
    if asked.kind == ChangeKind.ID_NUMBER:
        correct_person(
            person=asked.person, changes={"id_number": content["id_number"]}, by=by, approved=asked
        )
    elif asked.kind == ChangeKind.SET_CATEGORY:
        last = content.get("valid_to")
        set_category(
            person=asked.person,
            category=content["category"],
            valid_from=date.fromisoformat(content["valid_from"]),
            valid_to=date.fromisoformat(last) if last else None,
            source=asked.evidence,
            by=by,
            approved=asked,
        )
    else:
        entry = PersonCategory.objects.get(pk=content["entry"], person=asked.person)
        end_category(entry=entry, on=date.fromisoformat(content["on"]), by=by, approved=asked)


def _about(asked: ChangeRequest, content: dict[str, str]) -> str:
    """The category a request is about, if it is about one."""
    if asked.kind == ChangeKind.END_CATEGORY:
        return PersonCategory.objects.get(pk=content["entry"]).category
    return content.get("category", "") if asked.kind == ChangeKind.SET_CATEGORY else ""


def _check_category(person: Person, content: dict[str, str], by: Actor) -> None:
    if content.get("category") not in Category.values:
        raise Refusal(_("没有这个类别，请从列表中选择。"), field="category")
    if content["category"] in SENSITIVE_CATEGORIES:
        only_within(by, person.division_id, CONFIRMERS)

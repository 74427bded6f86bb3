"""A change that waits for a yes, and why a file was opened, in the words of the page."""

from __future__ import annotations

import json
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.people_forms import PurposeForm
from yimi.doors.porch.templatetags.yimi import day
from yimi.rooms.people.models import ChangeRequest, PersonCategory
from yimi.rooms.people.states import Category, ChangeKind

ELSEWHERE = {
    "crosscheck": _lazy("名单比对"),
    "survey": _lazy("入户调查"),
    "complaint": _lazy("处理意见"),
    "print": _lazy("打印"),
    "document": _lazy("看依据材料"),
}


def asked_for(asked: ChangeRequest) -> str:
    """What will be so once somebody says yes, e.g. "登记类别：最低生活保障，从 2026年11月1日 起"."""
    given = json.loads(asked.content)
    if asked.kind == ChangeKind.SET_CATEGORY:
        words = {"name": Category(given["category"]).label, "on": _day(given["valid_from"])}
        said = str(_("登记为%(name)s，从 %(on)s 起") % words)
        return said + (_("，到 %s 止") % _day(given["valid_to"]) if given.get("valid_to") else "")
    if asked.kind == ChangeKind.END_CATEGORY:
        entry = PersonCategory.objects.filter(pk=given["entry"], person=asked.person_id).first()
        name = entry.get_category_display() if entry else "—"
        return _("结束%(name)s，到 %(on)s 止") % {"name": name, "on": _day(given["on"])}
    return str(_("身份证号改为 %s") % given.get("id_number", "—"))


def why(purpose: str) -> str:
    """The purpose of a look, as the person who is told reads it."""
    known = dict(PurposeForm.PURPOSES)
    return str(known.get(purpose) or ELSEWHERE.get(purpose) or purpose)


def _day(text: str) -> str:
    return str(day(date.fromisoformat(text), "long"))

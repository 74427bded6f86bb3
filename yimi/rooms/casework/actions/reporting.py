"""Suspected harm to a minor: reported at once, whatever else is still missing (Minors Protection Law 11)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.rooms.care.actions import raise_alert
from yimi.rooms.care.models import Alert
from yimi.rooms.care.states import Rule
from yimi.rooms.casework.actions.moving import _locked, _step
from yimi.rooms.casework.models import Case
from yimi.rooms.casework.rules.papers import Content

HARM = "harm"  # the line of the intake's pass-through list


@action(private=("text",))
def report_harm(*, case: Case, text: str, by: Actor) -> Case:
    """Raise the mandatory report (AL13) for a minor's case, before any form is complete; one that is open is enough.

    Nothing happens for an adult: whether to report is the worker's judgement there. Refused: not one's case (NotYours).
    """
    case = _locked(case, by)
    _report_harm(case, {"urgent": [HARM], "problem": text}, by)
    return case


def _report_harm(case: Case, content: Content, by: Actor) -> None:
    person = case.person
    if person is None or HARM not in (content.get("urgent") or []) or not person.is_minor(clock.today()):
        return
    if Alert.objects.live().filter(person=person, rule=Rule.REPORT).exists():
        return
    text = str(content.get("problem") or "").strip() or _("接案时发现疑似受到侵害，情况还在写。")
    raise_alert(person=person, rule=Rule.REPORT, text=text, by=by)
    _step(case, _("强制报告"), by)

"""A survey round is under way in the first town: most of one village answered, nobody went to the others yet."""

from __future__ import annotations

from datetime import timedelta

from yimi.commands.demonstration.setting import TOWNS, Stage
from yimi.kernel import clock
from yimi.rooms.care.actions import record_survey
from yimi.rooms.people.actions import note_nobody_home, start_round
from yimi.rooms.people.models import SurveyForm
from yimi.rooms.places.models import Division

FACTS = [
    ("pension",),
    ("pension", "illness"),
    ("wages", "study"),
    ("farming", "pension"),
    ("relief", "disability", "alone"),
]
VILLAGE = "500114109203"


def go_round(stage: Stage) -> int:
    """Start it ten days ago and answer some forms as the village does; returns how many were answered."""
    today, village = clock.now(), stage.users["village_li"]
    with clock.frozen(today - timedelta(days=10)):
        day = clock.today()
        survey = start_round(
            division=Division.objects.get(code=f"{TOWNS[0]}000"),
            title=f"{day.year} 年下半年入户调查" if day.month > 6 else f"{day.year} 年上半年入户调查",
            starts_on=day,
            ends_on=day + timedelta(days=30),
            by=stage.users["station_ma"],
        )
    forms = SurveyForm.objects.filter(round=survey, division__code__startswith=VILLAGE).order_by("pk")
    known = list(forms[: forms.count() * 2 // 3])
    for number, form in enumerate(known):
        if number % 7 == 6:
            note_nobody_home(form=form, by=village)
            continue
        changes = ["hazard"] if number == 2 else ["medical"] if number == 4 else []
        record_survey(
            form=form, facts=FACTS[number % len(FACTS)], changes=changes, by=village,
            sentence="灶房电线老化，请电工看看。" if changes == ["hazard"] else "",
        )  # fmt: skip
    return len(known)

"""One row of every table of casework, written straight into the tables, for the tests that try every address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.cast import Cast
from yimi.rooms.casework.models import (
    Attendance,
    Case,
    CaseStep,
    ClientConsent,
    FollowUp,
    Goal,
    Handover,
    Measure,
    Member,
    Paper,
    Referral,
    Relative,
    Surrounding,
)
from yimi.rooms.casework.queries.sealing import sealed
from yimi.rooms.people.models import Person


def a_case_and_a_group(cast: Cast, person: Person, now: datetime) -> dict[str, Any]:
    """The rows by the first word of their address; the group's come by `of_group`."""
    zhou, day = cast.station_zhou, now.date()
    case = Case.objects.create(
        county="500114", number="GA-500114-26-00001", kind="individual", person=person, division=cast.xinhua,
        worker=zhou, stage="intervention", risk="high", review_on=day, opened_at=now, opened_by="周晓岚",
    )  # fmt: skip
    CaseStep.objects.create(case=case, what="开案", said="王桂兰", stepped_at=now, stepped_by="周晓岚")
    goal = Goal.objects.create(
        case=case,
        text="王桂兰出门",
        indicator="次数",
        baseline=0,
        target=3,
        due_on=day,
        set_on=day,
        set_by=zhou,
    )
    Measure.objects.create(goal=goal, value=1, on=day, measured_at=now, measured_by=zhou)
    consent = ClientConsent.objects.create(
        case=case, agreed="pass_on", given_by="self", name="王桂兰", how="oral", given_on=day, recorded_at=now,
        recorded_by="周晓岚",
    )  # fmt: skip
    referral = Referral.objects.create(
        case=case, paper=_paper(case, "F5", zhou, now, to_name="医院", passed="王桂兰"), kind="outside",
        consent=consent, follow_up_on=day,
    )  # fmt: skip
    Handover.objects.create(
        county="500114", division=cast.xinhua, giver=zhou, taker=zhou, case=case, note="王桂兰", handed_at=now,
        handed_by="马远山",
    )  # fmt: skip
    return {
        "cases": case.pk,
        "papers": _paper(case, "F2", zhou, now, background="王桂兰").pk,
        "goals": goal.pk,
        "referrals": referral.pk,
        "client-consents": consent.pk,
        "relatives": Relative.objects.create(case=case, kin="child", name="王桂兰之子").pk,
        "surroundings": Surrounding.objects.create(
            case=case, kind="neighbours", name="王桂兰的邻居", strength="strong"
        ).pk,
        "follow-ups": FollowUp.objects.create(case=case, due_on=day + timedelta(days=30)).pk,
        "members": (member := of_group(cast, person, now)).pk,
        "groups": member.case_id,
        "form": "F1",
        "giver": zhou.pk,
    }


def of_group(cast: Cast, person: Person, now: datetime) -> Member:
    """A member of a group, with a meeting they came to."""
    zhou = cast.station_zhou
    group = Case.objects.create(
        county="500114", number="XZ-500114-26-00002", kind="group", title="邻里手工小组", division=cast.xinhua,
        worker=zhou, stage="intervention", opened_at=now, opened_by="周晓岚",
    )  # fmt: skip
    member = Member.objects.create(case=group, person=person, joined_on=now.date(), before=50)
    Attendance.objects.create(paper=_paper(group, "G2", zhou, now, theme="认识你我"), member=member)
    return member


def _paper(case: Case, kind: str, by: Any, now: datetime, **content: str) -> Paper:
    return Paper.objects.create(
        case=case, kind=kind, state="filed", on=now.date(), content=sealed(dict(content)), written_at=now,
        written_by=by, filed_at=now, filed_by=by,
    )  # fmt: skip

"""Every address of casework as everybody who has nothing to look for there: the colleague next door included."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.doors.client import StrictClient
from tests.house.test_scope import addresses, filled
from tests.rooms.casework.conftest import Office
from tests.rooms.casework.rows import a_case_and_a_group
from yimi.kernel.audit import AuditEvent

WORDS = (
    "cases",
    "papers",
    "goals",
    "referrals",
    "client-consents",
    "relatives",
    "follow-ups",
    "members",
    "surroundings",
)
WRONG = [
    "colleague", "station_head_wu", "village_li", "village_zhao", "provider_a_manager", "provider_a_worker",
    "reviewer_chen", "finance_qian", "leader_tang", "editor_lin", "sysadmin", "auditor", "stranger",
]  # fmt: skip


@pytest.mark.parametrize("who", WRONG)
def test_nobody_else_opens_a_case(office: Office, who: str) -> None:
    rows = a_case_and_a_group(office.cast, office.elder("王桂兰"), timezone.now())
    user = office.colleague() if who == "colleague" else getattr(office.cast, who)
    client, told, tried = StrictClient.of(user), [], 0
    before = AuditEvent.objects.exclude(verb__endswith=":refused").count()
    for name, path, arguments in addresses():
        if path.split("/")[2] not in WORDS or name in ("paper_blank", "cases", "group_new"):
            continue
        where = filled(path, arguments, rows)
        tried += 2
        for answer in (client.get(where), client.post(where, {})):
            if answer.status_code not in (403, 404, 405):
                told.append(f"{name}: {answer.status_code}")
    assert told == [] and tried > 30
    assert AuditEvent.objects.exclude(verb__endswith=":refused").count() == before
    for where in (
        "/desk/cases/",
        "/desk/cases/?q=王桂兰",
        "/desk/cases/?stage=all",
        "/desk/",
        "/desk/handover/",
    ):
        body = client.get(where).content.decode()
        assert "GA-500114" not in body and "王桂兰" not in body.replace('value="王桂兰"', "")

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.cast import build_cast
from tests.rooms.care.conftest import MONDAY, Ward
from yimi.kernel import clock
from yimi.kernel.action import System
from yimi.kernel.workdays import load_calendar
from yimi.rooms.accounts.models import User
from yimi.rooms.care import actions as care
from yimi.rooms.casework import actions
from yimi.rooms.casework.models import Case, Goal, Paper
from yimi.rooms.network.actions import assign
from yimi.rooms.network.models import Assignment
from yimi.rooms.people.models import Person

LATER = f"{MONDAY + timedelta(days=30):%Y-%m-%d}"
FILLED: dict[str, dict[str, Any]] = {
    "F1": {"source": "visit", "problem": "夜里睡不着，不想出门。", "decision": "accept", "consent_by": "self",
           "consent_name": "王秀英", "consent_how": "written", "consent_on": "2026-11-02"},
    "F2": {"background": "老伴去世半年。", "feelings": "孤单。", "causes": "少来往。", "personal": "身体尚可。",
           "family": "儿子在外地。", "social": "邻居好。", "problems": "情绪低落", "needs": "陪伴", "risk": "medium",
           "risk_why": "独居"},
    "F3": {"aim": "重新出门与人来往", "strategy": "个案辅导加小组", "tasks": "每周上门一次", "agreed_by": "王秀英",
           "agreed_on": "2026-11-02", "review_on": LATER},
    "F4": {"on": "2026-11-02T08:30", "mode": "home", "minutes": "40", "present": "本人", "observed": "屋里整洁。",
           "done": "陪同去活动室。", "response": "愿意再来。", "next": "下周同去。"},
    "F6": {"results": "每周出门三次。", "satisfied": "5", "client_said": "心里亮堂了。"},
    "F7": {"reason": "goals_met", "summary": "达到目标。", "unresolved": "无"},
    "F8": {"on": "2026-11-02", "issue": "边界", "advice": "下周再谈。"},
    "G1": {"aim": "走出家门", "members": "独居老人", "strategy": "互助", "meetings": "6", "scale": "孤独感量表，80 分",
           "risks": "缺席", "review_on": LATER},
    "G2": {"on": "2026-11-02T08:30", "minutes": "60", "phase": "forming", "theme": "认识你我", "process": "介绍。",
           "dynamics": "有说有笑。", "next": "做手工"},
    "G3": {"results": "都有变化。", "satisfied": "5", "client_said": "还想来。", "lessons": "人少些好。", "after": "无"},
}  # fmt: skip


@dataclass(frozen=True)
class Office(Ward):
    """The ward with a worker and a head who do casework."""

    @property
    def zhou(self) -> User:
        return self.cast.station_zhou

    @property
    def head(self) -> User:
        return self.cast.station_head_ma

    def colleague(self) -> User:
        """A second worker of the same station."""
        user = self.cast.provider_b_worker
        Assignment.objects.filter(user=user).delete()
        assign(
            user=user,
            role="station_worker",
            organisation=self.cast.station_lishui,
            starts_on=clock.today(),
            by=System("test"),
        )
        return user

    def case(self, person: Person | None = None, **given: Any) -> Case:
        return actions.open_case(person=person or self.elder(), by=given.pop("by", self.zhou), **given)

    def write(self, case: Case, kind: str, by: User | None = None, **changed: Any) -> Paper:
        extra = {key: changed.pop(key) for key in ("finished", "present", "as_visit") if key in changed}
        paper = actions.write_paper(
            case=case, kind=kind, content=FILLED[kind] | changed, by=by or case.worker, **extra
        )
        case.refresh_from_db()
        return paper

    def approve(self, paper: Paper, by: User | None = None, **given: Any) -> Paper:
        decided = actions.decide_paper(paper=paper, by=by or self.head, **{"fine": True, **given})
        paper.case.refresh_from_db()
        return decided

    def goal(self, case: Case) -> Goal:
        return actions.set_goal(
            case=case, text="每周出门", indicator="每周出门次数", unit="次", baseline=Decimal(0), target=Decimal(3),
            due_on=clock.today() + timedelta(days=60), by=case.worker,
        )  # fmt: skip

    def until(self, stage: str, case: Case | None = None) -> Case:
        """A case that has come as far as this."""
        case = case or self.case()
        if stage == "intake":
            return case
        self.write(case, "F1")
        if stage == "assessment":
            return case
        self.write(case, "F2")
        goal = self.goal(case)
        if stage == "plan":
            return case
        self.approve(self.write(case, "F3"))
        if stage == "intervention":
            case.refresh_from_db()
            return case
        self.write(case, "F4")
        actions.measure_goal(goal=goal, value=Decimal(3), on=clock.today(), by=self.zhou)
        self.approve(self.write(case, "F6"))
        case.refresh_from_db()
        if stage == "closed":
            self.approve(self.write(case, "F7"))
            case.refresh_from_db()
        return case


@contextmanager
def opened_office() -> Iterator[Office]:
    """Everything stands on Monday 2 November 2026, nine o'clock."""
    with clock.frozen(MONDAY):
        load_calendar()
        cast = build_cast()
        care.load_sheets(county="500114", by=System("test"))
        yield Office(cast)


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    with opened_office() as office:
        yield office

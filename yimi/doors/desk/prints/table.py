"""The forms of the house, one entry each. The page of a filled one is `<word>_print`, of an empty one `sheet_blank`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.prints import agreed, around, care, casework, register, work
from yimi.doors.desk.prints.sheet import Printed
from yimi.rooms.accounts.states import PROVIDER, STATION, VILLAGE, Role
from yimi.rooms.care.models.scope import HEADS, RESPONSIBLE, VISITORS
from yimi.rooms.casework.models.scope import WORKERS
from yimi.rooms.people.access import CONFIRMERS, KEEPERS, LISTENERS
from yimi.rooms.people.models import SEES_PERSONS

MEETING = VISITORS | RESPONSIBLE
INSIDE = _lazy("内部使用，不给家人和邻里看，用完归档或销毁。")
SESSION = frozenset({*PROVIDER, *STATION, *VILLAGE, Role.COUNTY_BUSINESS, Role.COUNTY_REVIEWER})

FORMS: tuple[Printed, ...] = (
    Printed(
        "visit", _lazy("走访记录表"), MEETING, care.visit, (_lazy("走访人签字"),), "visits", care.find_visit,
    ),
    Printed(
        "alert", _lazy("预警处置记录表"), MEETING, care.alert, (_lazy("处置人签字"), _lazy("核实人签字")), "alerts",
        care.find_alert, is_told=False, note=INSIDE, titled=care.title_of_alert,
    ),
    Printed(
        "report", _lazy("强制报告记录表"), MEETING, care.report, (_lazy("报告人签字"), _lazy("负责人签字")), is_told=False,
        note=_lazy("有生命危险先打 110、120。这张表只交公安机关、站长和区县业务科室，不在群里、家人面前传看。"),
    ),
    Printed(
        "hazard", _lazy("隐患排除记录表"), MEETING, around.hazard, (_lazy("排除人签字"),), "hazards", around.find_hazard,
    ),
    Printed(
        "assessment", _lazy("四色评估表"), RESPONSIBLE, care.assessment, (_lazy("评估人签字"), _lazy("确认人签字")),
        "assessments", care.find_assessment, is_blank=False, is_told=False, note=INSIDE,
    ),
    *(
        Printed(
            f"tier_{kind}", title, RESPONSIBLE, care.weighing(kind), (_lazy("评估人签字"), _lazy("确认人签字")),
            is_told=False, note=INSIDE,
        )
        for kind, title in (
            ("child", _lazy("四色评估表（儿童）")),
            ("elder", _lazy("四色评估表（老人）")),
            ("household", _lazy("四色评估表（家庭）")),
        )
    ),
    Printed(
        "care_group", _lazy("关爱小组表"), RESPONSIBLE, around.group, (_lazy("社工签字"),), "care-groups", around.find_group,
    ),
    Printed(
        "person", _lazy("个人档案表"), SEES_PERSONS, register.person, (_lazy("填表人签字"),), "people", register.find_person,
    ),
    Printed(
        "household", _lazy("家庭档案表"), SEES_PERSONS, register.household, (_lazy("填表人签字"),), "households",
        register.find_household,
    ),
    Printed(
        "consent", _lazy("知情同意书"), LISTENERS, agreed.consent, (_lazy("经办人签字"),), "people/consent",
        register.find_person,
    ),
    Printed(
        "change", _lazy("变更申请表"), KEEPERS | CONFIRMERS, agreed.change, (_lazy("提出人签字"), _lazy("决定人签字")),
        "changes", agreed.find_change,
    ),
    Printed(
        "right", _lazy("个人信息请求登记表"), KEEPERS | CONFIRMERS, agreed.right, (_lazy("登记人签字"), _lazy("答复人签字")),
        "rights", agreed.find_right,
    ),
    Printed(
        "ecomap", _lazy("生态图"), WORKERS, casework.surroundings, (_lazy("社工签字"),), "cases/surroundings", casework.find_case,
    ),
    Printed(
        "group_sign", _lazy("小组签到表"), WORKERS, casework.sign_in, (_lazy("带领人签字"),), "cases/sign-in",
        casework.find_group, is_told=False,
    ),
    Printed(
        "group_members", _lazy("组员变动登记表"), WORKERS, casework.comings, (_lazy("社工签字"),), "cases/comings",
        casework.find_group, is_told=False,
    ),
    Printed(
        "handover", _lazy("工作交接清单"), HEADS, work.handover,
        (_lazy("交出人签字"), _lazy("接手人签字"), _lazy("监交人签字")), "handover", work.find_giver, is_told=False,
    ),
    Printed(
        "session", _lazy("场次签到记录表"), SESSION, work.session, (_lazy("工作人员签字"), _lazy("村（社区）签字")), "sessions",
        work.find_session, is_told=False,
    ),
)  # fmt: skip

BY_WORD = {each.word: each for each in FORMS}
FILLED = {each.name: each for each in FORMS if each.find is not None}


def path_of(form: Printed) -> str:
    """Where the filled form stands: `visits/<int:pk>/print/`, `people/<int:pk>/consent/print/`."""
    first, _slash, rest = form.address.partition("/")
    return f"{first}/<int:pk>/{rest + '/' if rest else ''}print/"

"""The desk's menu, grouped by job. A place whose page does not exist is not shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.porch.navigation import Place
from yimi.kernel import outbox
from yimi.rooms.accounts.states import COUNTY, PROVIDER, SERVICE, STATION, VILLAGE, Role

LOCAL = VILLAGE | STATION
MANAGER = frozenset({Role.PROVIDER_MANAGER})
REVIEWER = frozenset({Role.COUNTY_REVIEWER})
BUSINESS = frozenset({Role.COUNTY_BUSINESS})
FINANCE = frozenset({Role.COUNTY_FINANCE})
LEADER = frozenset({Role.COUNTY_LEADER})
EDITOR = frozenset({Role.COUNTY_EDITOR})
HEADS = BUSINESS | {Role.STATION_HEAD}
SYSTEM = frozenset({Role.SYSTEM_ADMIN})
SECURITY = frozenset({Role.SECURITY_ADMIN})
AUDIT = frozenset({Role.AUDIT_ADMIN})
WATCHING = COUNTY | {Role.SUPERVISOR}

ORDER = _lazy("点单与开展")
REVIEW = _lazy("评审")
MONEY = _lazy("额度与结算")
OPEN = _lazy("公开与通报")
CARE = _lazy("关爱")
REGISTER = _lazy("台账")
SETTINGS = _lazy("设置")

TODAY = [
    Place(_lazy("今日"), "desk:today", icon="sun", thumb=True),
    Place(_lazy("消息"), "desk:notices", icon="bell", count=lambda reach: outbox.unread(reach.user_id or 0)),
]
ORDERING = [
    Place(
        _lazy("需求"),
        "desk:requests",
        icon="message-2",
        roles=LOCAL | WATCHING,
        group=ORDER,
        thumb=LOCAL | LEADER,
    ),
    Place(
        _lazy("征集"),
        "desk:callouts",
        icon="speakerphone",
        roles=STATION | PROVIDER | WATCHING,
        group=ORDER,
        thumb=STATION | PROVIDER,
    ),
    Place(
        _lazy("场次"),
        "desk:sessions",
        icon="calendar-event",
        roles=SERVICE - {Role.VOLUNTEER, Role.ASSESSOR},
        group=ORDER,
        thumb=True,
    ),
    Place(_lazy("主题"), "desk:themes", icon="bulb", roles=STATION | WATCHING, group=ORDER),
    Place(_lazy("系列"), "desk:series", icon="list-numbers", roles=STATION, group=ORDER),
]
REVIEWING = [
    Place(_lazy("初核"), "desk:precheck", icon="list-check", roles=STATION, group=REVIEW),
    Place(
        _lazy("评审"), "desk:review", icon="checkup-list", roles=REVIEWER | LEADER, group=REVIEW, thumb=True
    ),
    Place(
        _lazy("复评"),
        "desk:samples",
        icon="arrows-shuffle",
        roles=REVIEWER | BUSINESS,
        group=REVIEW,
        thumb=True,
    ),
    Place(_lazy("裁定"), "desk:disagreements", icon="gavel", roles=BUSINESS, group=REVIEW),
    Place(
        _lazy("回访"), "desk:callbacks", icon="phone-call", roles=STATION | REVIEWER | BUSINESS, group=REVIEW
    ),
    Place(_lazy("申诉"), "desk:appeals", icon="scale", roles=MANAGER | REVIEWER | BUSINESS, group=REVIEW),
    Place(_lazy("允许重复使用"), "desk:reuses", icon="photo", roles=REVIEWER | BUSINESS, group=REVIEW),
]
PAYING = [
    Place(
        _lazy("额度"),
        "desk:allotments",
        icon="chart-bar",
        roles=STATION | COUNTY,
        group=MONEY,
        thumb=BUSINESS,
    ),
    Place(
        _lazy("结算"),
        "desk:settlement",
        icon="receipt-yuan",
        roles=STATION | MANAGER | (COUNTY - EDITOR),
        group=MONEY,
        thumb=MANAGER | BUSINESS | FINANCE,
    ),
    Place(
        _lazy("追回"),
        "desk:clawbacks",
        icon="receipt-refund",
        roles=MANAGER | BUSINESS | FINANCE,
        group=MONEY,
    ),
    Place(_lazy("验收清单"), "desk:acceptance", icon="table", roles=STATION | MANAGER | COUNTY, group=MONEY),
]
PUBLISHING = [
    Place(
        _lazy("公示墙"),
        "desk:publishing",
        icon="layout-grid",
        roles=EDITOR | BUSINESS,
        group=OPEN,
        thumb=EDITOR,
    ),
    Place(_lazy("照片打码"), "desk:blur", icon="blur", roles=EDITOR | REVIEWER, group=OPEN, thumb=EDITOR),
    Place(
        _lazy("通报"), "desk:bulletins", icon="file-text", roles=STATION | COUNTY, group=OPEN, thumb=LEADER
    ),
    Place(_lazy("站际对比"), "desk:comparison", icon="chart-dots", roles=STATION | WATCHING, group=OPEN),
    Place(
        _lazy("意见投诉"),
        "desk:complaints",
        icon="message-report",
        roles=BUSINESS | LEADER | EDITOR,
        group=OPEN,
    ),
]
CARING = [
    Place(_lazy("走访"), "desk:visits", icon="calendar-event", roles=LOCAL | BUSINESS, group=CARE),
    Place(
        _lazy("入户调查"),
        "desk:surveys",
        icon="checkup-list",
        roles=LOCAL | BUSINESS | {Role.ASSESSOR},
        group=CARE,
    ),
    Place(_lazy("预警"), "desk:alerts", icon="alert-circle", roles=LOCAL | BUSINESS, group=CARE),
    Place(
        _lazy("联合任务"),
        "desk:joint_tasks",
        icon="users",
        roles=LOCAL | BUSINESS | LEADER | MANAGER,
        group=CARE,
        also=("/desk/joint-parts/",),
    ),
    Place(_lazy("四色"), "desk:colours", icon="flag", roles=STATION | BUSINESS, group=CARE),
    Place(
        _lazy("个案与小组"),
        "desk:cases",
        icon="folder",
        roles=STATION | BUSINESS,
        group=CARE,
        also=("/desk/papers/", "/desk/goals/", "/desk/referrals/", "/desk/members/", "/desk/follow-ups/"),
    ),
    Place(_lazy("天气预警"), "desk:weather", icon="alert-circle", roles=LOCAL | BUSINESS, group=CARE),
    Place(_lazy("交接"), "desk:handover", icon="arrows-exchange", roles=HEADS, group=CARE),
    Place(_lazy("隐患"), "desk:hazards", icon="alert-circle", roles=LOCAL | BUSINESS, group=CARE),
    Place(_lazy("关爱小组"), "desk:care_groups", icon="users", roles=STATION | BUSINESS, group=CARE),
    Place(_lazy("政策找人"), "desk:policies", icon="book", roles=STATION | BUSINESS, group=CARE),
    Place(_lazy("空白表"), "desk:prints", icon="printer", roles=LOCAL | BUSINESS, group=CARE),
    Place(_lazy("关爱总览"), "desk:care_board", icon="chart-bar", roles=HEADS, group=CARE),
]
KEEPING = [
    Place(_lazy("群众"), "desk:people", icon="users", roles=LOCAL | BUSINESS, group=REGISTER, thumb=VILLAGE),
    Place(
        _lazy("村（社区）"),
        "desk:villages",
        icon="building-community",
        roles=LOCAL | COUNTY - EDITOR - FINANCE,
        group=REGISTER,
    ),
    Place(_lazy("变更与个人信息"), "desk:rights", icon="scale", roles=STATION | BUSINESS, group=REGISTER),
    Place(_lazy("导入"), "desk:imports", icon="file-import", roles=LOCAL | BUSINESS, group=REGISTER),
    Place(
        _lazy("名单比对"), "desk:crosschecks", icon="arrows-diff", roles=STATION | BUSINESS, group=REGISTER
    ),
    Place(
        _lazy("类型与价格"),
        "desk:catalogue",
        icon="book",
        roles=STATION | PROVIDER | COUNTY,
        group=REGISTER,
    ),
    Place(
        _lazy("机构"),
        "desk:organisations",
        icon="building-community",
        roles=STATION | COUNTY | SYSTEM | SECURITY,
        group=REGISTER,
        thumb=SYSTEM | SECURITY,
    ),
    Place(
        _lazy("人员"),
        "desk:staff",
        icon="id-badge-2",
        roles=STATION | MANAGER | BUSINESS | SECURITY,
        group=REGISTER,
        thumb=SECURITY,
    ),
    Place(_lazy("场地"), "desk:sites", icon="map-pin", roles=LOCAL | BUSINESS | SYSTEM, group=REGISTER),
    Place(_lazy("地图"), "desk:maps", icon="map-2", roles=LOCAL | BUSINESS | LEADER, group=REGISTER),
    Place(_lazy("点单卡"), "desk:village_cards", icon="qrcode", roles=LOCAL | BUSINESS, group=REGISTER),
    Place(
        _lazy("我的任职与证书"),
        "desk:me",
        icon="id-badge-2",
        roles=SERVICE - STATION - MANAGER - BUSINESS,
        group=SETTINGS,
    ),
    Place(_lazy("规则数值"), "desk:figures", icon="adjustments", roles=SYSTEM | BUSINESS, group=SETTINGS),
    Place(_lazy("工作日历"), "desk:calendar", icon="calendar-month", roles=SYSTEM | BUSINESS, group=SETTINGS),
    Place(_lazy("用户"), "desk:users", icon="user-cog", roles=SYSTEM | SECURITY, group=SETTINGS, thumb=True),
    Place(_lazy("审计"), "desk:audit_log", icon="history", roles=AUDIT, group=SETTINGS, thumb=True),
]
PLACES = [*TODAY, *ORDERING, *REVIEWING, *PAYING, *PUBLISHING, *CARING, *KEEPING]

"""Who a person can be in the system, as pure data. One vocabulary for every room above."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Role(models.TextChoices):
    """A role is held through a row: `network.Assignment` for service, `AdminGrant` for administrators."""

    VILLAGE_MEMBER = "village_member", _lazy("村（居）委会成员")
    STATION_WORKER = "station_worker", _lazy("社工站社工")
    STATION_HEAD = "station_head", _lazy("社工站站长")
    PROVIDER_MANAGER = "provider_manager", _lazy("承接机构负责人")
    PROVIDER_WORKER = "provider_worker", _lazy("承接机构社工")
    COUNTY_REVIEWER = "county_reviewer", _lazy("区县评审员")
    COUNTY_BUSINESS = "county_business", _lazy("区县业务科室")
    COUNTY_FINANCE = "county_finance", _lazy("区县财务")
    COUNTY_LEADER = "county_leader", _lazy("区县分管领导")
    COUNTY_EDITOR = "county_editor", _lazy("区县信息公开编辑")
    SUPERVISOR = "supervisor", _lazy("督导")
    ASSESSOR = "assessor", _lazy("第三方评估员")
    VOLUNTEER = "volunteer", _lazy("志愿者")
    SYSTEM_ADMIN = "system_admin", _lazy("系统管理员")
    SECURITY_ADMIN = "security_admin", _lazy("安全管理员")
    AUDIT_ADMIN = "audit_admin", _lazy("审计管理员")


VILLAGE = frozenset({Role.VILLAGE_MEMBER})
STATION = frozenset({Role.STATION_WORKER, Role.STATION_HEAD})
PROVIDER = frozenset({Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER})
COUNTY = frozenset(
    {
        Role.COUNTY_REVIEWER,
        Role.COUNTY_BUSINESS,
        Role.COUNTY_FINANCE,
        Role.COUNTY_LEADER,
        Role.COUNTY_EDITOR,
    }
)
ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
SERVICE = frozenset(Role) - ADMINS
# Whoever accepts, pays or administers proves it is really them (issue 2 §2, MLPS level 3).
SECOND_FACTOR = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS, Role.COUNTY_FINANCE}) | ADMINS


class Language(models.TextChoices):
    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"


class ResetReason(models.TextChoices):
    """Why somebody's second factor was taken away; a choice, so that the log holds no story about a person."""

    LOST = "lost", _lazy("手机丢失或损坏")
    CHANGED = "changed", _lazy("换了手机，旧手机已不在")
    LEAKED = "leaked", _lazy("怀疑别人也看得到验证码")
    FAILING = "failing", _lazy("验证码一直不对")

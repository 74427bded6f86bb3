"""Kinds and states of organisations, and which roles go where and together, as pure data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.accounts.states import ADMINS, COUNTY, PROVIDER, SERVICE, STATION, VILLAGE, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class OrganisationKind(models.TextChoices):
    BUREAU = "bureau", _lazy("区县主管部门")
    STATION = "station", _lazy("镇街社工站")
    PROVIDER = "provider", _lazy("承接机构")
    VILLAGE_COMMITTEE = "village_committee", _lazy("村（居）委会")
    ENTERPRISE = "enterprise", _lazy("企业")
    DEPARTMENT = "department", _lazy("协作部门")


class OrganisationStatus(models.TextChoices):
    ACTIVE = "active", _lazy("正常")
    SUSPENDED = "suspended", _lazy("暂停接单")
    STRUCK_OFF = "struck_off", _lazy("清退")


# verb → (from, to); a struck-off provider does not come back (D8: "second time leave the register").
TRANSITIONS = {
    "suspend": (
        frozenset({OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED}),
        OrganisationStatus.SUSPENDED,
    ),
    "lift_suspension": (frozenset({OrganisationStatus.SUSPENDED}), OrganisationStatus.ACTIVE),
    "strike_off": (
        frozenset({OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED}),
        OrganisationStatus.STRUCK_OFF,
    ),
}


class LicenceKind(models.TextChoices):
    SOCIAL_WORKER = "social_worker", _lazy("社会工作者职业资格")
    COUNSELLOR = "counsellor", _lazy("心理咨询类证书")
    NURSE = "nurse", _lazy("护理类证书")
    RECORD_CHECK = "record_check", _lazy("从业查询（无犯罪记录）")  # yearly, who works with children (D1)
    OTHER = "other", _lazy("其他证书")


class LicenceLevel(models.TextChoices):
    ASSISTANT = "assistant", _lazy("助理社会工作师")
    INTERMEDIATE = "intermediate", _lazy("社会工作师")
    SENIOR = "senior", _lazy("高级社会工作师")
    NONE = "none", _lazy("不分级")


class Relation(models.TextChoices):
    SPOUSE = "spouse", _lazy("配偶")
    PARENT_CHILD = "parent_child", _lazy("父母子女")
    SIBLING = "sibling", _lazy("兄弟姐妹")
    OTHER_KIN = "other_kin", _lazy("其他亲属")
    BUSINESS = "business", _lazy("经济往来")


class Post(models.TextChoices):
    """Who looks after people in a village without an account of their own (A0-09: one of each a care point)."""

    CHILD_DIRECTOR = "child_director", _lazy("儿童主任")
    LOVE_MOTHER = "love_mother", _lazy("爱心妈妈")


_HOUSES = frozenset({OrganisationKind.BUREAU, OrganisationKind.STATION, OrganisationKind.PROVIDER})

# Which kind of organisation a role can be held in.
HOMES: dict[Role, frozenset[OrganisationKind]] = {
    **dict.fromkeys(VILLAGE, frozenset({OrganisationKind.VILLAGE_COMMITTEE})),
    **dict.fromkeys(STATION, frozenset({OrganisationKind.STATION})),
    **dict.fromkeys(PROVIDER, frozenset({OrganisationKind.PROVIDER})),
    **dict.fromkeys(COUNTY, frozenset({OrganisationKind.BUREAU})),
    Role.SUPERVISOR: _HOUSES,
    Role.ASSESSOR: frozenset(
        {OrganisationKind.PROVIDER}
    ),  # a social organisation, apart from the station (A0-06)
    Role.VOLUNTEER: frozenset(OrganisationKind),
}

# Who, beside the security administrator, may give and end which roles, inside their own reach.
DELEGATES: dict[Role, frozenset[Role]] = {
    Role.STATION_HEAD: frozenset({Role.STATION_WORKER, Role.VILLAGE_MEMBER, Role.VOLUNTEER}),
    Role.PROVIDER_MANAGER: frozenset({Role.PROVIDER_WORKER}),
}


class Incompatible(NamedTuple):
    """Nobody holds a role of `one` and a role of `other` at a time; in one county, or anywhere."""

    one: frozenset[Role]
    other: frozenset[Role]
    anywhere: bool
    reason: StrOrPromise


INCOMPATIBLE = (
    Incompatible(
        PROVIDER,
        COUNTY | STATION,
        False,
        _lazy("承接机构的人不能同时在本区县的社工站或主管部门任职：不能自己评审自己。"),
    ),
    Incompatible(
        PROVIDER, VILLAGE, False, _lazy("承接机构的人不能同时是本区县的村（居）委会成员：见证人要独立。")
    ),
    Incompatible(
        frozenset({Role.COUNTY_FINANCE}),
        frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS}),
        False,
        _lazy("财务不能同时是评审员或业务科室：验收的人不付款。"),
    ),
    Incompatible(
        STATION | VILLAGE,
        frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_FINANCE}),
        False,
        _lazy("初核、下单的人不能同时是区县评审员或财务：每一步由不同的人把关。"),
    ),
    Incompatible(
        frozenset({Role.ASSESSOR}),
        STATION | VILLAGE | COUNTY | PROVIDER,
        False,
        _lazy("第三方评估员不能同时在本区县的社工站、村（居）委会、主管部门或承接机构任职：评估要独立。"),
    ),
    Incompatible(ADMINS, SERVICE, True, _lazy("系统、安全、审计管理员不能同时担任业务岗位。")),
)

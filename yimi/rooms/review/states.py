"""Verdicts, their shares and their reasons. "Accepted" is said in this room and nowhere else."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class PreCheckResult(TextChoices):
    PASSED = "passed", _lazy("初核通过")
    RETURNED = "returned", _lazy("退回补充")


class Result(TextChoices):
    ACCEPT = "accept", _lazy("通过")
    PARTIAL = "partial", _lazy("部分通过")
    RETURN = "return", _lazy("退回补充")
    REJECT = "reject", _lazy("不通过")


# What each result pays, in per cent (D8). A returned session has no share yet.
PERCENT: dict[Result, int] = {Result.ACCEPT: 100, Result.PARTIAL: 80, Result.RETURN: 0, Result.REJECT: 0}
FINAL: frozenset[Result] = frozenset({Result.ACCEPT, Result.PARTIAL, Result.REJECT})


class VerdictKind(TextChoices):
    FIRST = "first", _lazy("周评审")
    REREVIEW = "rereview", _lazy("盲审复评")
    RULING = "ruling", _lazy("分歧裁定")
    APPEAL = "appeal", _lazy("申诉复核")


# A blind second opinion binds nobody until a named person rules on the difference.
BINDING: frozenset[VerdictKind] = frozenset({VerdictKind.FIRST, VerdictKind.RULING, VerdictKind.APPEAL})


class Reason(TextChoices):
    """Reason codes of a verdict; `REASONS_FOR` says which belong to which result."""

    ALL_IN_ORDER = "all_in_order", _lazy("材料齐全，服务属实")
    FLAGS_EXPLAINED = "flags_explained", _lazy("提示已核对，可以解释")
    OPINION_WEIGHED = "opinion_weighed", _lazy("听取了不同意见，理由见说明")
    FEWER_MINUTES = "fewer_minutes", _lazy("时长略少于最低要求")
    FEWER_PEOPLE = "fewer_people", _lazy("人数略少于最低要求")
    PICTURES_UNCLEAR = "pictures_unclear", _lazy("照片看不清")
    PICTURES_WRONG = "pictures_wrong", _lazy("照片与服务内容不符")
    CLIP_UNCLEAR = "clip_unclear", _lazy("视频看不清或听不清")
    TEXT_TOO_THIN = "text_too_thin", _lazy("文字没有说清楚")
    LIST_INCOMPLETE = "list_incomplete", _lazy("名单不全")
    REUSED_PICTURE = "reused_picture", _lazy("使用了旧照片")
    NOT_AT_PLACE = "not_at_place", _lazy("不在约定地点")
    DID_NOT_HAPPEN = "did_not_happen", _lazy("服务没有发生")
    OUTPUT_TOO_LOW = "output_too_low", _lazy("低于最低要求的 80%")
    BENEFICIARY_OBJECTS = "beneficiary_objects", _lazy("服务对象不认可")
    OTHER = "other", _lazy("其他（请写明）")


REASONS_FOR: dict[Result, tuple[Reason, ...]] = {
    Result.ACCEPT: (Reason.ALL_IN_ORDER, Reason.FLAGS_EXPLAINED, Reason.OPINION_WEIGHED, Reason.OTHER),
    Result.PARTIAL: (
        Reason.FEWER_MINUTES,
        Reason.FEWER_PEOPLE,
        Reason.FLAGS_EXPLAINED,
        Reason.OPINION_WEIGHED,
    ),
    Result.RETURN: (
        Reason.PICTURES_UNCLEAR,
        Reason.PICTURES_WRONG,
        Reason.CLIP_UNCLEAR,
        Reason.TEXT_TOO_THIN,
        Reason.LIST_INCOMPLETE,
        Reason.OTHER,
    ),
    Result.REJECT: (
        Reason.REUSED_PICTURE,
        Reason.NOT_AT_PLACE,
        Reason.DID_NOT_HAPPEN,
        Reason.OUTPUT_TOO_LOW,
        Reason.BENEFICIARY_OBJECTS,
        Reason.PICTURES_WRONG,
        Reason.OTHER,
    ),
}


class AskedAgain(TextChoices):
    """What of a returned session is to be given again: whoever returns it says so, the phone asks for nothing else."""

    PHOTO = "photo", _lazy("重拍照片")
    CLIP = "clip", _lazy("重录视频")
    TEXT = "text", _lazy("重写经过")
    PEOPLE = "people", _lazy("补全名单")
    OTHER = "other", _lazy("按说明补充")


# What the county's reason asks for; a reason that is not here is only in words.
ASKED_AGAIN: dict[Reason, AskedAgain] = {
    Reason.PICTURES_UNCLEAR: AskedAgain.PHOTO,
    Reason.PICTURES_WRONG: AskedAgain.PHOTO,
    Reason.CLIP_UNCLEAR: AskedAgain.CLIP,
    Reason.TEXT_TOO_THIN: AskedAgain.TEXT,
    Reason.LIST_INCOMPLETE: AskedAgain.PEOPLE,
}


class SampleWhy(TextChoices):
    RANDOM = "random", _lazy("随机抽取")
    RISK = "risk", _lazy("风险较高")


class CallOutcome(TextChoices):
    REACHED = "reached", _lazy("已接通")
    NO_ANSWER = "no_answer", _lazy("无人接听")
    NO_CONSENT = "no_consent", _lazy("不同意回访")
    WITNESS = "witness", _lazy("村里见证")


# Outcomes that carry somebody's opinion; the other two say why a witness is needed (decision 7).
HEARD: frozenset[CallOutcome] = frozenset({CallOutcome.REACHED, CallOutcome.WITNESS})

"""Three invented policies find people of the demonstration; some were told, one has succeeded."""

from __future__ import annotations

from typing import Any

from yimi.commands.demonstration.setting import COUNTY, TOWNS, Stage
from yimi.rooms.care.actions import follow_match, release_policy, write_policy
from yimi.rooms.care.models import Policy, PolicyMatch

SHIPPED: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("高龄老人津贴（演示）", "八十岁以上老人", "每月发一次津贴", "身份证、银行卡", {"age_from": 80}),
    (
        "老人家庭适老化改造（演示）",
        "特殊困难老人",
        "扶手、防滑、夜灯，两千元以内",
        "身份证、住房照片",
        {"age_from": 60, "colours": ["red", "yellow"]},
    ),
    (
        "医疗救助（演示）",
        "因病困难的家庭",
        "按规定报销自付部分",
        "身份证、医药费票据",
        {"facts": ["illness"]},
    ),
]


def find_people(stage: Stage) -> int:
    """Released a month ago and followed since; returns how many people were found."""
    county, worker = stage.users["business_he"], stage.users["station_zhou"]
    made: list[Policy] = []
    for title, who, what, documents, conditions in SHIPPED:
        words = {"title": title, "who": who, "what": what, "documents": documents, "where": "村便民服务点"}
        policy = write_policy(county=COUNTY, words=words, conditions=conditions, by=county)
        made.append(release_policy(policy=policy, by=county))
    near = PolicyMatch.objects.filter(person__division__code__startswith=TOWNS[0]).select_related(
        "person", "policy"
    )
    for number, match in enumerate(near.order_by("pk")[:9]):
        for step in (("told",), ("told", "helped"), ("told", "helped", "succeeded"))[number % 3]:
            follow_match(policy=match.policy, person=match.person, to=step, by=worker)
    return PolicyMatch.objects.filter(policy__in=made).count()

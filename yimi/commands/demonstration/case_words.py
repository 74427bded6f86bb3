"""What the invented cases say."""

from __future__ import annotations

from typing import Any

from yimi.rooms.casework.rules.papers import Content

TAKEN: Content = {
    "source": "visit",
    "problem": "老说“一个人待着没意思”，夜里睡不着，不想出门。",
    "decision": "accept",
    "consent_how": "written",
}
ASSESSED: Content = {
    "background": "半年前家里有变故，以后来往少了；试过打电话问候，接得少。",
    "feelings": "孤单，觉得没人惦记。",
    "causes": "家人在外地，一周来一次电话；身边没有说话的人。",
    "personal": "身体还行，能自己做饭；情绪低落两个多月。",
    "family": "家人在外打工，关系平和，来往少。",
    "social": "邻居热心，村里有活动室，没去过。",
    "problems": "情绪低落；来往少；睡眠差。",
    "needs": "有人陪着走出第一步\n睡眠和情绪的评估\n家人多联系",
    "risk": "medium",
    "risk_why": "独处多，没有伤害自己的想法。",
}
PLANNED: Content = {
    "aim": "重新与人来往，睡得踏实。",
    "strategy": "先建立信任，再陪同参加活动，最后交给邻里。",
    "tasks": "社工每两周见一次\n邻居每周叫一次\n家人每周两个电话",
    "agreed_by": "本人",
}
RECORDS: list[Content] = [
    {
        "mode": "home", "minutes": "50", "present": "本人", "observed": "屋里拉着窗帘，桌上饭菜没动。",
        "discussed": "这半年的日子。", "done": "听他说，约好下次一起去活动室看看。",
        "response": "开头话少，后来说了半个钟头。", "next": "陪去活动室。",
    },
    {
        "mode": "home", "minutes": "60", "present": "本人、邻居", "observed": "换了件干净衣裳，在门口等。",
        "done": "陪去活动室坐了一个钟头，认识了两位邻居。", "response": "说“人多热闹”。", "next": "请邻居下周来叫。",
        "reflection": "邻居叫比社工叫更管用。",
    },
    {
        "mode": "phone", "minutes": "20", "present": "本人", "observed": "声音有劲，主动说这周出门两次。",
        "done": "跟家人通了电话，说好每周两次。", "response": "盼着周三手工课。", "next": "两周后复核计划。",
    },
]  # fmt: skip
AROUND: list[dict[str, Any]] = [
    {"kind": "neighbours", "name": "隔壁老陈", "strength": "strong", "flow": "in"},
    {"kind": "clinic", "name": "镇卫生院", "strength": "weak", "flow": "both"},
    {"kind": "family", "name": "小女儿家", "strength": "stress", "flow": "out"},
    {"kind": "friends", "name": "老牌友", "strength": "weak", "flow": "both"},
    {"kind": "station", "name": "社工站", "strength": "strong", "flow": "in"},
]
FAMILY: list[dict[str, Any]] = [
    {"kin": "father", "name": "老父亲", "is_dead": True},
    {"kin": "mother", "name": "老母亲", "is_dead": True, "tie": "close"},
    {"kin": "sibling", "name": "妹妹", "sex": "female", "birth_year": 1958, "tie": "close"},
    {"kin": "former", "name": "前配偶", "tie": "cut"},
    {"kin": "child", "name": "大儿子", "sex": "male", "birth_year": 1982, "tie": "distant"},
    {"kin": "child", "name": "小女儿", "sex": "female", "birth_year": 1985, "tie": "conflict"},
    {"kin": "grandchild", "name": "孙女", "sex": "female", "birth_year": 2010, "lives_there": True},
]
MEETINGS: list[Content] = [
    {
        "aim": "让独处的老人每周有一件事、几个人。", "members": "新花村独居、少出门的老人，走访时邀请。",
        "strategy": "互助小组：手上有活，嘴上有话。", "meetings": "6", "scale": "孤独感量表，80 分",
        "risks": "下雨天少人来，改在就近人家。",
    },
    {
        "minutes": "90", "phase": "forming", "theme": "认识你我他", "process": "各说一件拿手的事，一起剥花生。",
        "dynamics": "两位话多，两位只听；临走都问下次几时。", "next": "做鞋垫。",
    },
    {
        "minutes": "90", "phase": "turning", "theme": "一双鞋垫", "process": "会的教不会的，讲年轻时候的事。",
        "dynamics": "为花样争了几句，自己又好了。", "next": "把鞋垫送给村里的娃娃。",
    },
]  # fmt: skip

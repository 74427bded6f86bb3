"""F1 intake, F2 assessment, F3 plan, F4 record of a contact (B2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.casework.rules.papers.fields import Field
from yimi.rooms.casework.states import How, Risk
from yimi.rooms.people.states import GivenBy

SOURCES = (
    ("self", _lazy("本人求助")),
    ("family", _lazy("家属求助")),
    ("village", _lazy("村（居）委会")),
    ("department", _lazy("部门转来")),
    ("visit", _lazy("走访发现")),
    ("alert", _lazy("预警")),
    ("hotline", _lazy("热线")),
    ("referral", _lazy("其他机构转介")),
)
#: Any of them is enough to help first and write within a day.
URGENT = (
    ("harm", _lazy("正在受到或疑似受到侵害、家暴")),
    ("self_harm", _lazy("自伤、自杀的想法或行为")),
    ("missing", _lazy("走失、失联")),
    ("alone", _lazy("不能自理又无人照护")),
    ("no_means", _lazy("断粮、断药、断暖，生活无着")),
)
DECISIONS = (
    ("accept", _lazy("接案")),
    ("refer", _lazy("转介到更合适的机构")),
    ("decline", _lazy("不接案")),
)
MODES = (
    ("home", _lazy("上门")),
    ("phone", _lazy("电话")),
    ("video", _lazy("视频")),
    ("office", _lazy("来站面谈")),
)
RECORDING = (("photo", _lazy("拍照")), ("sound", _lazy("录音")))

INTAKE = (
    Field("source", _lazy("怎么知道的"), "choice", SOURCES),
    Field("problem", _lazy("求助的问题"), hint=_lazy("用服务对象自己的话。")),
    Field("urgent", _lazy("紧急情况"), "many", URGENT, required=False,
          hint=_lazy("有任何一项：先处理，24 小时内补表。有生命危险先打 110、120。")),
    Field("decision", _lazy("接不接案"), "choice", DECISIONS),
    Field("reason", _lazy("不接案、转介的理由"), unless=("decision", "accept")),
    Field("consent_by", _lazy("谁同意接受服务"), "choice", tuple(GivenBy.choices), unless=("decision", "!accept"),
          part=_lazy("知情同意"), hint=_lazy("讲清做什么、不做什么、谁看得到、随时可以不做。")),
    Field("consent_name", _lazy("同意人姓名"), "line", unless=("decision", "!accept")),
    Field("consent_how", _lazy("怎么同意的"), "choice", tuple(How.choices), unless=("decision", "!accept")),
    Field("consent_on", _lazy("哪天同意的"), "day", unless=("decision", "!accept")),
    Field("recording", _lazy("另外同意"), "many", RECORDING, required=False),
)  # fmt: skip

ASSESSMENT = (
    Field("background", _lazy("客观情况"), part=_lazy("情况"), hint=_lazy("经过、环境、持续多久、试过什么办法。")),
    Field("feelings", _lazy("服务对象的感受")),
    Field("causes", _lazy("成因，什么让问题一直在")),
    Field("personal", _lazy("个人"), part=_lazy("三个系统"), hint=_lazy("身体、情绪、能力、长处。")),
    Field("family", _lazy("家庭"), hint=_lazy("结构、关系、经济压力、长处。家系图在案卷页画。")),
    Field("social", _lazy("社会与社区"), hint=_lazy("邻里、学校、单位、可用的资源。")),
    Field("problems", _lazy("问题清单"), part=_lazy("判断")),
    Field("needs", _lazy("需求清单"), hint=_lazy("一行一条，最要紧的写在最前。")),
    Field("risk", _lazy("风险等级"), "choice", tuple(Risk.choices)),
    Field("risk_why", _lazy("风险依据"), "line"),
)  # fmt: skip

PLAN = (
    Field("aim", _lazy("总目标"), hint=_lazy("具体目标连同指标，在案卷页“目标”里逐条登记。")),
    Field("strategy", _lazy("服务策略")),
    Field("tasks", _lazy("分工"), hint=_lazy("一行一件：做什么、谁做、什么时候。")),
    Field("agreed_by", _lazy("服务协议由谁签"), "line", part=_lazy("服务协议")),
    Field("agreed_on", _lazy("签订日期"), "day"),
    Field("review_on", _lazy("下次复核计划"), "day"),
)

RECORD = (
    Field("on", _lazy("什么时候"), "moment"),
    Field("mode", _lazy("方式"), "choice", MODES),
    Field("minutes", _lazy("时长（分钟）"), "number"),
    Field("present", _lazy("在场的人"), "line"),
    Field("observed", _lazy("观察到的"), hint=_lazy("只写事实。")),
    Field("discussed", _lazy("谈了什么"), required=False),
    Field("done", _lazy("做了什么")),
    Field("response", _lazy("服务对象的反应")),
    Field("next", _lazy("下一步")),
    Field("reflection", _lazy("社工反思"), required=False),
)

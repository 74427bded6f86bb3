"""G1 plan, G2 record of a meeting, G3 evaluation of a group (MZ/T 095)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.casework.rules.papers.closing import SATISFIED
from yimi.rooms.casework.rules.papers.fields import Field

PHASES = (
    ("forming", _lazy("形成期")),
    ("turning", _lazy("转折期")),
    ("mature", _lazy("成熟期")),
    ("ending", _lazy("结束期")),
)

GROUP_PLAN = (
    Field("aim", _lazy("小组目标")),
    Field("members", _lazy("招募对象和办法")),
    Field("strategy", _lazy("理论与策略")),
    Field("meetings", _lazy("计划几次"), "number"),
    Field("scale", _lazy("前后测用的量表"), "line", hint=_lazy("写量表名称和满分，例：孤独感量表，80 分。")),
    Field("risks", _lazy("可能的困难与应对")),
    Field("review_on", _lazy("下次复核计划"), "day"),
)

MEETING = (
    Field("on", _lazy("什么时候"), "moment"),
    Field("minutes", _lazy("时长（分钟）"), "number"),
    Field("phase", _lazy("小组阶段"), "choice", PHASES),
    Field("theme", _lazy("主题"), "line"),
    Field("process", _lazy("过程")),
    Field("dynamics", _lazy("组员互动与变化")),
    Field("next", _lazy("下一次")),
)

GROUP_EVALUATION = (
    Field("results", _lazy("目标完成情况"), hint=_lazy("组员前后测和到场次数已在表上，这里写看到的变化。")),
    Field("satisfied", _lazy("组员总体满意度"), "choice", SATISFIED),
    Field("client_said", _lazy("组员的话")),
    Field("lessons", _lazy("经验与不足")),
    Field("after", _lazy("需要继续跟进的组员"), hint=_lazy("没有就写“无”。")),
)

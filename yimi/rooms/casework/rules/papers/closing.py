"""F5 referral, F6 evaluation, F7 closure, F8 supervision (B2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _lazy

from yimi.rooms.casework.rules.papers.fields import Field
from yimi.rooms.casework.states import CloseReason

SATISFIED = (
    ("5", _lazy("5 很满意")),
    ("4", _lazy("4 满意")),
    ("3", _lazy("3 一般")),
    ("2", _lazy("2 不满意")),
    ("1", _lazy("1 很不满意")),
)

REFERRAL = (
    Field("to_name", _lazy("接收的机构或社工"), "line"),
    Field("to_contact", _lazy("联系人和电话"), "line", required=False),
    Field("reason", _lazy("转介原因")),
    Field("passed", _lazy("交给对方的信息"), hint=_lazy("只交对方办事必需的。")),
    Field("follow_up_on", _lazy("哪天跟进"), "day"),
)

EVALUATION = (
    Field("results", _lazy("目标完成情况"), hint=_lazy("逐条目标的前后数值已在表上，这里写看到的变化。")),
    Field("satisfied", _lazy("服务对象满意度"), "choice", SATISFIED),
    Field("client_said", _lazy("服务对象的话")),
    Field("lessons", _lazy("做得好的、可以更好的"), required=False),
)

CLOSURE = (
    Field("reason", _lazy("结案原因"), "choice", tuple(CloseReason.choices)),
    Field("summary", _lazy("服务小结")),
    Field("unresolved", _lazy("没有解决的"), hint=_lazy("没有就写“无”。")),
    Field("advice", _lazy("给服务对象的建议，再有事找谁"), required=False),
)

SUPERVISION = (
    Field("on", _lazy("日期"), "day"),
    Field("issue", _lazy("讨论的问题")),
    Field("advice", _lazy("督导意见")),
)

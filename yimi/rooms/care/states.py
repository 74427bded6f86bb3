"""Words of the care loop: pure data, printable."""

from __future__ import annotations

from collections.abc import Iterable
from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.errors import Stale


class Colour(TextChoices):
    """The four colours (A1-06). Shown as letter, shape and word together, never as a colour alone (B12)."""

    RED = "red", _lazy("红色")
    YELLOW = "yellow", _lazy("黄色")
    BLUE = "blue", _lazy("蓝色")
    GREEN = "green", _lazy("绿色")

    SHOWN = nonmember({"red": ("A", "▲"), "yellow": ("B", "◆"), "blue": ("C", "■"), "green": ("D", "●")})

    @property
    def letter(self) -> str:
        return self.SHOWN[self.value][0]

    @property
    def shape(self) -> str:
        return self.SHOWN[self.value][1]

    @property
    def risk(self) -> str:
        return str(RISKS[self.value])

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return list(Colour).index(self)


RISKS = {
    "red": _lazy("高风险"),
    "yellow": _lazy("中高风险"),
    "blue": _lazy("中低风险"),
    "green": _lazy("低风险"),
}


def gravest(colours: Iterable[str]) -> Colour:
    """The gravest of several colours; a household has the colour of its worst member (D5.6)."""
    return min((Colour(each) for each in colours), key=lambda each: each.rank)


class SheetKind(TextChoices):
    CHILD = "child", _lazy("儿童表")
    ELDER = "elder", _lazy("老人表")
    HOUSEHOLD = "household", _lazy("家庭表")


class SheetState(TextChoices):
    DRAFT = "draft", _lazy("草稿")
    RELEASED = "released", _lazy("已发布")


class DoctorClass(TextChoices):
    """What the health sector says of a registered patient (B8); nothing else of the illness is kept here."""

    UNKNOWN = "unknown", _lazy("还没有收到")
    STABLE = "stable", _lazy("稳定")
    BASICALLY_STABLE = "basically", _lazy("基本稳定")
    UNSTABLE = "unstable", _lazy("不稳定，或危险性 3 级以上")


class AssessmentState(TextChoices):
    PROPOSED = "proposed", _lazy("待确认")
    CONFIRMED = "confirmed", _lazy("已确认")
    SUPERSEDED = "superseded", _lazy("已被新的评估代替")


class Cause(TextChoices):
    """Why somebody's colour changed."""

    ASSESSED = "assessed", _lazy("评估确认")
    OVERRIDDEN = "overridden", _lazy("人工调整")
    EXPIRED = "expired", _lazy("人工调整到期")
    REPORTED = "reported", _lazy("强制报告")


class Mode(TextChoices):
    HOME = "home", _lazy("上门")
    PHONE = "phone", _lazy("电话")
    VIDEO = "video", _lazy("视频")


class Source(TextChoices):
    """How a contact came to be written down (E5): by who was there, from a paper sheet, told by somebody."""

    SEEN = "seen", _lazy("走访的人自己登记")
    PAPER = "paper", _lazy("照纸单补录")
    TOLD = "told", _lazy("别人告知，代为登记")


class Outcome(TextChoices):
    MET = "met", _lazy("见到、联系上了")
    NOT_HOME = "not_home", _lazy("没遇到人")
    DECLINED = "declined", _lazy("本人不愿意")


class WindowState(TextChoices):
    """An open window whose last day is past is overdue; one that was caught up later stays `missed`."""

    OPEN = "open", _lazy("待走访")
    MET = "met", _lazy("已走访")
    MISSED = "missed", _lazy("逾期后补")
    DROPPED = "dropped", _lazy("已调整")


class WindowWhy(TextChoices):
    """Why there is a window: the colour's rhythm, or an overlay above it (D6)."""

    RHYTHM = "rhythm", _lazy("按颜色")
    FESTIVAL = "festival", _lazy("节日")
    WEATHER = "weather", _lazy("极端天气")
    CHANGE = "change", _lazy("家里有变故")
    FOLLOW_UP = "follow", _lazy("卫健随访")


class WeatherKind(TextChoices):
    HEAT = "heat", _lazy("高温")
    COLD = "cold", _lazy("低温、寒潮")
    RAIN = "rain", _lazy("暴雨")
    SNOW = "snow", _lazy("雪、道路结冰")
    WIND = "wind", _lazy("大风、雷雹")
    SLIDE = "slide", _lazy("山洪、滑坡")


class WeatherLevel(TextChoices):
    YELLOW = "yellow", _lazy("黄色预警")
    ORANGE = "orange", _lazy("橙色预警")
    RED = "red", _lazy("红色预警")

    GRAVE = nonmember(("orange", "red"))


class Counted(TextChoices):
    """What is counted of an area; each but the colours from a day on."""

    RED = "red", _lazy("红色")
    YELLOW = "yellow", _lazy("黄色")
    BLUE = "blue", _lazy("蓝色")
    GREEN = "green", _lazy("绿色")
    AGAIN = "again", _lazy("该复评")
    DUE = "due", _lazy("待走访")
    LATE = "late", _lazy("走访逾期")
    LACKING = "lacking", _lazy("待评估")


class Understanding(TextChoices):
    """The five understandings (五了解, A1-13), with what each looks at (B7)."""

    HEALTH = "health", _lazy("健康：表达、行动、疾病、情绪")
    ECONOMY = "economy", _lazy("经济：吃穿住行医，享受的政策")
    SUPPORT = "support", _lazy("赡养抚养：家人尽责、看望、问候")
    SAFETY = "safety", _lazy("居家安全：房屋、水电气、取暖")
    NEEDS = "needs", _lazy("服务需求：照料、康复、陪伴、改造")


class Assist(TextChoices):
    """The four assists (四协助, A1-14)."""

    URGENT = "urgent", _lazy("处理急事难事")
    HAZARD = "hazard", _lazy("排除安全隐患")
    RESOURCE = "resource", _lazy("链接资源")
    POLICY = "policy", _lazy("协助申请政策")


class Level(TextChoices):
    """How fast an alert must be answered (D7)."""

    P0 = "P0", _lazy("P0 立即")
    P1 = "P1", _lazy("P1 一天内")
    P2 = "P2", _lazy("P2 三个工作日内")
    P3 = "P3", _lazy("P3 七天内")


class Rule(TextChoices):
    """The fifteen warning rules (D7)."""

    OVERDUE = "AL01", _lazy("探访逾期")
    NOT_MET = "AL02", _lazy("三次未遇")
    MEMBER = "AL03", _lazy("家庭成员变动")
    INCOME = "AL04", _lazy("经济变化")
    SCHOOL = "AL05", _lazy("缺课")
    MEALS = "AL06", _lazy("连续未取餐")
    HAZARD = "AL07", _lazy("隐患未整改")
    BENEFIT = "AL08", _lazy("待遇到期")
    AGE = "AL09", _lazy("年龄节点")
    DISCHARGE = "AL10", _lazy("出院")
    REPEATED = "AL11", _lazy("同户多次求助")
    COMPARED = "AL12", _lazy("数据比对差异")
    REPORT = "AL13", _lazy("强制报告")
    WEATHER = "AL14", _lazy("极端天气")
    FOLLOW_UP = "AL15", _lazy("随访到期")


class AlertState(TextChoices):
    RAISED = "raised", _lazy("待接手")
    TAKEN = "taken", _lazy("处置中")
    VISITED = "visited", _lazy("已走访，待处置")
    DISPOSED = "disposed", _lazy("已处置，待核实")
    CLOSED = "closed", _lazy("已办结")

    LIVE = nonmember(("raised", "taken", "visited", "disposed"))
    MOVES = nonmember(
        {
            "raised": {"taken", "visited"},
            "taken": {"taken", "visited", "disposed"},  # taken again = handed to a colleague
            "visited": {"taken", "visited", "disposed"},
            "disposed": {"closed", "taken"},  # whoever verifies may send it back
        }
    )


def check_move(here: str, to: str) -> None:
    """Refuse (Stale) a move of an alert that the table does not know."""
    if to not in AlertState.MOVES.get(here, set()):
        raise Stale(
            _("这条预警现在是“%(here)s”，不能改为“%(to)s”。请刷新页面看看发生了什么。")
            % {"here": AlertState(here).label, "to": AlertState(to).label}
        )


class PolicyState(TextChoices):
    DRAFT = "draft", _lazy("草稿")
    RELEASED = "released", _lazy("已发布")
    ENDED = "ended", _lazy("已停用")


class MatchState(TextChoices):
    """How far a policy has come to a person (A1-15, A1-16): told, helped to apply, succeeded."""

    FOUND = "found", _lazy("可能符合")
    TOLD = "told", _lazy("已告知")
    HELPED = "helped", _lazy("已协助申请")
    SUCCEEDED = "succeeded", _lazy("办成了")
    DECLINED = "declined", _lazy("不需要或不符合")
    GONE = "gone", _lazy("情况变了，不再符合")

    OPEN = nonmember(("found", "told", "helped"))
    MOVES = nonmember(
        {
            "found": {"told", "helped", "declined"},
            "told": {"helped", "succeeded", "declined"},
            "helped": {"succeeded", "declined"},
        }
    )


class ChangeWhat(TextChoices):
    """What the database noticed about a file (noticing.py)."""

    FAMILY = "family", _lazy("来到或离开一户")
    FACTS = "facts", _lazy("类别或出生日期变了")


class GroupKind(TextChoices):
    """Who stands around a person (A1-09, A1-10, A1-12, A0-02)."""

    FIVE = "five", _lazy("五位一体关爱小组")
    PAIR = "pair", _lazy("1+N+1 结对")
    PARENT = "parent", _lazy("代理家长")
    VISITORS = "visitors", _lazy("固定探访人")


class Seat(TextChoices):
    POLICE = "police", _lazy("民警")
    DOCTOR = "doctor", _lazy("精防医生")
    FEDERATION = "federation", _lazy("残联工作人员")
    FAMILY = "family", _lazy("家属或监护人")
    WORKER = "worker", _lazy("社工")
    PARTY = "party", _lazy("党员社工")
    VOLUNTEER = "volunteer", _lazy("骨干志愿者")
    PARENT = "parent", _lazy("代理家长")
    VISITOR = "visitor", _lazy("探访人")


class GroupOutcome(TextChoices):
    """How somebody fares with the group: rehabilitation and integration (A4-15)."""

    INTEGRATED = "integrated", _lazy("已融入社区")
    IMPROVING = "improving", _lazy("在好转")
    SAME = "same", _lazy("没有变化")
    WORSE = "worse", _lazy("变差了")


class Dimension(TextChoices):
    """The six dimensions a pairing is tracked on (A1-11)."""

    ECONOMY = "economy", _lazy("经济")
    LIVING = "living", _lazy("生活")
    EDUCATION = "education", _lazy("教育")
    MEDICAL = "medical", _lazy("医疗")
    PSYCHOLOGY = "psychology", _lazy("心理")
    SOCIAL = "social", _lazy("社会融入")


class HazardKind(TextChoices):
    HOUSE = "house", _lazy("房屋")
    ELECTRIC = "electric", _lazy("用电")
    FIRE = "fire", _lazy("用火、取暖")
    GAS = "gas", _lazy("燃气、一氧化碳")
    WATER = "water", _lazy("水边、饮水")
    FALL = "fall", _lazy("容易跌倒")
    OTHER = "other", _lazy("其他")


class JointState(TextChoices):
    """A joint task of several organisations: at work, said to be finished, looked at by somebody else (A1-27)."""

    OPEN = "open", _lazy("在办")
    FINISHED = "finished", _lazy("牵头人说办好了，待核实")
    CLOSED = "closed", _lazy("已办结")


class PartState(TextChoices):
    """What one organisation was asked to do in a joint task, and what became of it."""

    ASKED = "asked", _lazy("等答复")
    PROMISED = "promised", _lazy("已答应")
    DONE = "done", _lazy("办到了")
    REFUSED = "refused", _lazy("办不了")

    OPEN = nonmember(("asked", "promised"))
    MOVES = nonmember({"asked": {"promised", "done", "refused"}, "promised": {"done", "refused"}})


class JointOutcome(TextChoices):
    SOLVED = "solved", _lazy("难题解决了")
    EASED = "eased", _lazy("缓解了，转为日常走访")
    UNSOLVED = "unsolved", _lazy("没有解决，另想办法")

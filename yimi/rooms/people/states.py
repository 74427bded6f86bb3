"""Words of the register: pure data, printable."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class Sex(TextChoices):
    MALE = "male", _lazy("男")
    FEMALE = "female", _lazy("女")
    UNKNOWN = "unknown", _lazy("未说明")


class Category(TextChoices):
    """Official categories (B5–B8). The product stores them and their validity; it never decides them."""

    DIBAO = "dibao", _lazy("最低生活保障")
    TEKUN = "tekun", _lazy("特困人员")
    NEAR_POOR = "near_poor", _lazy("低保边缘")
    RIGID_EXPENSE = "rigid_expense", _lazy("刚性支出困难")
    LEFT_BEHIND_CHILD = "left_behind_child", _lazy("留守儿童")
    DISTRESSED_CHILD = "distressed_child", _lazy("困境儿童")
    UNSUPPORTED_CHILD = "unsupported_child", _lazy("事实无人抚养儿童")
    VULNERABLE_ELDER = "vulnerable_elder", _lazy("特殊困难老年人")
    LIVES_ALONE = "lives_alone", _lazy("独居")
    DISABLED = "disabled", _lazy("残疾人")
    SMD_PATIENT = "smd_patient", _lazy("严重精神障碍患者")
    FP_SPECIAL_FAMILY = "fp_special_family", _lazy("计划生育特殊家庭")


class ConsentUse(TextChoices):
    """What a person may agree to, one by one (E4): a photo for the file is not a photo for the wall."""

    PHOTO = "photo", _lazy("拍照作服务佐证")
    CLIP = "clip", _lazy("拍短视频作服务佐证")
    PUBLIC_PHOTO = "public_photo", _lazy("照片公开展示（面部模糊）")
    PUBLIC_CLIP = "public_clip", _lazy("短视频公开展示（面部模糊）")
    CALLBACK = "callback", _lazy("电话回访")


class ConsentHow(TextChoices):
    """How it was said, where somebody asked on the spot."""

    SIGNED = "signed", _lazy("签名")
    SPOKEN = "spoken", _lazy("口头")


class GivenBy(TextChoices):
    SELF = "self", _lazy("本人")
    GUARDIAN = "guardian", _lazy("监护人")
    RELATIVE = "relative", _lazy("亲属")


class CardReason(TextChoices):
    """Why a service card no longer counts; a new one may follow at once."""

    LOST = "lost", _lazy("丢了")
    DAMAGED = "damaged", _lazy("坏了、扫不出来")
    MISPRINTED = "misprinted", _lazy("印错了")
    UNWANTED = "unwanted", _lazy("本人不要了")
    MOVED = "moved", _lazy("搬走了")
    CLOSED = "closed", _lazy("档案已删除")


#: What a clerk may choose; a file that is erased takes its card with it.
CHOSEN_REASONS = tuple(each for each in CardReason if each != CardReason.CLOSED)


class BatchState(TextChoices):
    STAGED = "staged", _lazy("待确认")
    ACCEPTED = "accepted", _lazy("已导入")
    DISCARDED = "discarded", _lazy("已放弃")
    UNDONE = "undone", _lazy("已撤销")


class Found(TextChoices):
    """How a name was found, the surest way first; the value is what a list is ordered by."""

    WRITTEN = "1", _lazy("同名")
    PART = "2", _lazy("姓名的一部分或首字母")
    BEGUN = "3", _lazy("拼音开头")
    SAME_SOUND = "4", _lazy("同音")
    NEAR_SOUND = "5", _lazy("音近")


class Likeness(TextChoices):
    """Why two files may be one person, the surest reason first."""

    NUMBER = "number", _lazy("身份证号相同")
    NAME_BORN = "name_born", _lazy("姓名和出生日期都相同")
    SOUND_BORN = "sound_born", _lazy("姓名同音，出生日期相同")
    PHONE = "phone", _lazy("电话相同")
    SOUND_HOME = "sound_home", _lazy("姓名相同或同音，在同一户")
    NAME_VILLAGE = "name_village", _lazy("同村同名")


class Unlike(TextChoices):
    """Why whoever looked is sure that they are not one person."""

    NUMBERS = "numbers", _lazy("身份证号不同，是两个人")
    AGES = "ages", _lazy("年龄不同，只是同名或同音")
    FAMILY = "family", _lazy("是一家人，共用一个电话")
    TWINS = "twins", _lazy("是双胞胎或多胞胎")
    ASKED = "asked", _lazy("已向本人或村里问清，是两个人")


class RowOutcome(TextChoices):
    """What accepting the batch does, or did, with one row of the sheet."""

    NEW = "new", _lazy("新增")
    UPDATE = "update", _lazy("补充")
    UNCHANGED = "unchanged", _lazy("无变化")
    REFUSED = "refused", _lazy("有问题")


#: A staged batch is accepted or discarded, once; what was accepted may be taken back.
BATCH_TRANSITIONS: dict[str, frozenset[str]] = {
    BatchState.STAGED: frozenset({BatchState.ACCEPTED, BatchState.DISCARDED}),
    BatchState.ACCEPTED: frozenset({BatchState.UNDONE}),
    BatchState.DISCARDED: frozenset(),
    BatchState.UNDONE: frozenset(),
}

#: Records that may be opened only for a stated purpose, and leave a trace in the log of views (B6, B11).
SENSITIVE_CATEGORIES: frozenset[str] = frozenset({Category.SMD_PATIENT})


class RoundState(TextChoices):
    OPEN = "open", _lazy("进行中")
    CLOSED = "closed", _lazy("已结束")


class FormState(TextChoices):
    """A form waits until somebody of the household was met, or it is known why nobody can be."""

    OPEN = "open", _lazy("未走到")
    DONE = "done", _lazy("已调查")
    AWAY = "away", _lazy("全户外出或搬走")
    DECLINED = "declined", _lazy("本户不愿意")


class Channel(TextChoices):
    """All of equal rank: a paper form is entered later, a call is written down by whoever called (E5)."""

    SCREEN = "screen", _lazy("当面用手机、电脑填")
    PAPER = "paper", _lazy("纸质表补录")
    CALL = "call", _lazy("电话询问")


class Fact(TextChoices):
    """How a household lives. Carried from round to round until somebody says otherwise (A0-07, A1-01)."""

    WAGES = "wages", _lazy("有务工收入")
    FARMING = "farming", _lazy("有种养收入")
    PENSION = "pension", _lazy("有养老金")
    SUPPORT = "support", _lazy("有子女供养")
    RELIEF = "relief", _lazy("有救助金、补贴")
    ILLNESS = "illness", _lazy("因病困难")
    DISABILITY = "disability", _lazy("因残困难")
    NO_LABOUR = "no_labour", _lazy("缺劳力")
    STUDY = "study", _lazy("因学困难")
    DISASTER = "disaster", _lazy("因灾困难")
    ALONE = "alone", _lazy("有老人独居")
    NO_CARER = "no_carer", _lazy("有孩子没人照看")
    BAD_HOUSE = "bad_house", _lazy("住房破旧")


class Change(TextChoices):
    """What happened since the last round. Never carried: each raises its warning once (D7)."""

    MEMBER = "member", _lazy("家里添人、走人、有人去世")
    INCOME = "income", _lazy("收入比半年前少三成以上")
    MEDICAL = "medical", _lazy("自己出的医药费很重")
    SCHOOL = "school", _lazy("孩子三天以上没上学")
    DISCHARGE = "discharge", _lazy("有人刚出院")
    HAZARD = "hazard", _lazy("水电气火、房屋有隐患")
    HARM = "harm", _lazy("怀疑有人受到侵害")


class Came(TextChoices):
    """Why somebody belongs to a household from a day on."""

    FILED = "filed", _lazy("建档时就在")
    BORN = "born", _lazy("出生")
    MARRIED = "married", _lazy("结婚进门")
    MOVED = "moved", _lazy("搬来、接来住")
    SPLIT = "split", _lazy("分户")
    MERGED = "merged", _lazy("并户")
    OTHER = "other", _lazy("其他")


class Left(TextChoices):
    """Why somebody no longer belongs to it."""

    MOVED = "moved", _lazy("搬走")
    MARRIED = "married", _lazy("结婚出门")
    DIED = "died", _lazy("去世")
    SPLIT = "split", _lazy("分户")
    MERGED = "merged", _lazy("并户")
    MISTAKE = "mistake", _lazy("登记错了")
    OTHER = "other", _lazy("其他")


#: What a clerk may choose; the rest is written by splitting, merging and recording a death.
CHOSEN_CAME = (Came.MOVED, Came.BORN, Came.MARRIED, Came.FILED, Came.OTHER)
CHOSEN_LEFT = (Left.MOVED, Left.MARRIED, Left.MISTAKE, Left.OTHER)


class Kin(TextChoices):
    """What somebody is to the head of the household (与户主关系)."""

    HEAD = "head", _lazy("户主")
    SPOUSE = "spouse", _lazy("配偶")
    CHILD = "child", _lazy("子女")
    CHILD_IN_LAW = "child_in_law", _lazy("儿媳、女婿")
    GRANDCHILD = "grandchild", _lazy("孙辈")
    PARENT = "parent", _lazy("父母、岳父母")
    GRANDPARENT = "grandparent", _lazy("祖辈")
    SIBLING = "sibling", _lazy("兄弟姐妹")
    OTHER = "other", _lazy("其他")


class ChangeKind(TextChoices):
    """What touches money or a category is asked for with evidence and approved by somebody else."""

    SET_CATEGORY = "set_category", _lazy("登记类别")
    END_CATEGORY = "end_category", _lazy("结束类别")
    ID_NUMBER = "id_number", _lazy("更正身份证号")


class RightKind(TextChoices):
    """What a person may ask about their own data (PIPL 44–47)."""

    ACCESS = "access", _lazy("查阅、复制")
    CORRECT = "correct", _lazy("更正、补充")
    ERASE = "erase", _lazy("删除")


class AskedState(TextChoices):
    ASKED = "asked", _lazy("待答复")
    GRANTED = "granted", _lazy("已同意")
    REFUSED = "refused", _lazy("未同意")


class RetentionRule(TextChoices):
    """Why a file may have been kept long enough; the years are figures with a date (B11)."""

    DECEASED = "deceased", _lazy("去世已满年限")
    MERGED = "merged", _lazy("并档已满年限")


class CheckState(TextChoices):
    """A crosscheck waits for its columns, is compared by the worker, and is looked at; a failed one says why."""

    COLUMNS = "columns", _lazy("待对列")
    RUNNING = "running", _lazy("比对中")
    DONE = "done", _lazy("已比对")
    FAILED = "failed", _lazy("没有比成")


class ListMeaning(TextChoices):
    """What it means to stand on the other list; it decides what is an alert (D7 AL12)."""

    PLAIN = "plain", _lazy("普通名单，只看异同")
    CURRENT = "current", _lazy("现在享受待遇（在册）的全部人员")
    DEATHS = "deaths", _lazy("死亡、注销人员")
    STOPPED = "stopped", _lazy("停发待遇人员")
    ABSENT = "absent", _lazy("学校报来的连续缺课三天以上的学生")
    HOSPITAL = "hospital", _lazy("医院报来的近期出院人员")


class LineClass(TextChoices):
    """How two lists stand to each other in one row; the values of `linkage.classes.Class`."""

    DECEASED = "deceased", _lazy("死亡")
    CONTRADICTORY = "contradictory", _lazy("互相矛盾")
    REVIEW = "review", _lazy("待核对")
    MOVED = "moved", _lazy("搬迁")
    CHANGED = "changed", _lazy("有变化")
    NEW = "new", _lazy("对方有、我方没有")
    GONE = "gone", _lazy("我方有、对方没有")
    APART = "apart", _lazy("已判为两个人")
    SAME = "same", _lazy("相同")

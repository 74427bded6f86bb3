"""What `yimi evidence audit` says: why it refused, why a file was refused, what stands on the report."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable

from yimi.rooms.evidence.auditing import Answer, Course, Refused
from yimi.rooms.evidence.intake import SENTENCES


def _gettext() -> Callable[[str], str]:
    import django
    from django.utils.translation import gettext

    django.setup()
    return gettext


def sentence(refused: Refused) -> str:
    """One sentence: what is wrong and what to do."""
    _ = _gettext()
    said = {
        "no_output": _("请用 --json 或 --html 说明结果写到哪里。"),
        "not_a_folder": _("“%(file)s”不是文件夹，请给出存放照片和视频的文件夹。"),
        "empty_folder": _("文件夹“%(file)s”里没有文件，请核对路径。"),
        "inside_archive": _("结果“%(file)s”不能写在要检查的文件夹里面，请换一个位置。"),
        "not_writable": _("“%(file)s”写不进去，请核对文件夹是否存在、有没有写入权限。"),
        "disk_full": _("磁盘已满，“%(file)s”没有写完。请腾出空间后再运行同一条命令，会从中断处接着做。"),
        "other_folder": _("文件夹“%(file)s”里有别的东西，不能当工作文件夹，请用 --work 另指一个。"),
        "busy": _("另一个检查正在用工作文件夹“%(file)s”，请等它结束，或用 --work 另指一个。"),
        "damaged_work": _("工作文件夹“%(file)s”里的索引已损坏，请删掉这个文件夹后重新运行。"),
    }
    return said[refused.code] % refused.details


def why(answer: Answer) -> str:
    """Why one file was refused."""
    _ = _gettext()
    ours = {
        "link": _("这是一个链接，没有跟过去看；所指的文件若在文件夹里，会另列一行。"),
        "not_a_file": _("这不是普通文件，没有打开。"),
        "unreadable": _("读不出来（没有权限，或磁盘有坏处）。"),
        "unreadable_folder": _("这个文件夹打不开，里面的文件没有检查，请先取得权限。"),
        "crashed": _("解码程序两次在这个文件上崩溃，文件可能是恶意的或已损坏。"),
        "too_slow": _("看这个文件用时过长，已放弃。"),
    }
    return ours.get(answer.reason) or _(SENTENCES[answer.reason]).format(**answer.facts)


def stopped() -> str:
    """After Ctrl-C."""
    return _gettext()("已停下。再运行同一条命令，会从中断处接着做。")


def summary(count: Counter[str], rate: float) -> str:
    """The last line on the terminal."""
    words = verdicts()
    told = " · ".join(f"{name} {count[code]}" for code, name in words.items())
    return f"{told} · {rate:.1f}/s"


def verdicts() -> dict[str, str]:
    _ = _gettext()
    return {
        "same_file": _("同一文件"),
        "same_picture": _("同一画面"),
        "same_scene": _("同一场景"),
        "clean": _("没有发现"),
        "refused": _("未能检查"),
    }


def page_words(course: Course, options: argparse.Namespace) -> dict[str, str]:
    """Everything the report says."""
    from django.utils.html import escape
    from django.utils.translation import get_language

    _ = _gettext()
    lead = (
        _("“%(library)s”里的每个文件，与排在它前面的文件比对。")
        if course.itself
        else _("“%(queries)s”里的每个文件，与“%(library)s”里的文件比对。")
    )
    note = _("机器只是提示，是不是重复使用由人来判断；同一场景说明拍摄地点相符，不是问题。")
    names = {"library": escape(str(options.library)), "queries": escape(str(options.against))}
    return verdicts() | {
        "lang": get_language() or "zh-hans",
        "title": _("照片和视频重复使用检查"),
        "lead": lead % names + note,
        "all": _("全部"),
        "and": _("，"),
        "asked": _("受检文件"),
        "stored": _("相符的文件"),
        "second": _("第 %s 秒"),
        "no_preview": _("没有缩略图"),
        "in_library": _("（比对库里的文件）"),
        "same_file_says": _("两个文件逐字节相同"),
        "same_picture_says": _("画面相同"),
        "same_scene_says": _("地点相同，画面不同"),
        "points": _("吻合的特征点 %s 处"),
        "agree": _("重叠部分一致 %s%%"),
        "mirrored": _("左右翻转过"),
        "rotated": _("转过 %(amount)s 度"),
        "cropped": _("只剩原画面的 %(amount)s%%"),
        "framed": _("贴在别的画面里，占 %(amount)s%%"),
        "tile": _("拼图中的一块"),
        "stretched": _("拉伸过 %(amount)s 倍"),
        "perspective": _("斜着翻拍过"),
        "painted_over": _("有 %(amount)s%% 被文字或图形盖住"),
        "tone": _("明暗调整过"),
        "recompressed": _("重新压缩过"),
        "share": _("受检视频的 %(amount)s%% 与它相符"),
        "offset_s": _("从它的第 %(amount)s 秒开始"),
        "speed": _("播放速度是它的 %(amount)s 倍"),
    }

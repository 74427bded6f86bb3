"""Chinese sentences for what is wrong with a request; English through gettext like every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

# What a request is made of: not part of a field's path, as the reader of the message knows it.
PARTS = {"body", "path", "query", "form", "header", "__root__"}


def title_of(status: int) -> str:
    """A short name of the kind of problem, the same for every problem of that status."""
    titles = {
        400: _("请求看不懂"),
        401: _("请先登录"),
        403: _("这里不归你管"),
        404: _("没有找到"),
        405: _("没有这种操作"),
        409: _("与现状冲突"),
        411: _("没有写明长度"),
        413: _("内容太大"),
        415: _("格式不对"),
        429: _("请求太多"),
        500: _("系统出了差错"),
        507: _("服务器存不下了"),
    }
    return titles.get(status) or _("没有办成")


def field_of(place: Sequence[str | int]) -> str:
    """`("body", "given", "attended", 0)` as `attended.0`: the part and the argument's name are left out."""
    path = [str(step) for step in place]
    if path and path[0] in PARTS:
        path = path[2:] if path[0] == "body" else path[1:]
    return ".".join(path)


def sentence_of(error: Mapping[str, Any]) -> str:
    """One sentence for one finding of pydantic, by its type; our own validators say theirs themselves."""
    kind, facts = str(error["type"]), error.get("ctx") or {}
    if kind == "value_error":
        return str(facts.get("error", "")) or _("这一项的内容不对，请核对。")
    for start, sentence in _sentences(facts).items():
        if kind.startswith(start):
            return sentence
    return _("这一项的格式不对，请核对。")


def _sentences(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "missing": _("缺少这一项。"),
        "extra_forbidden": _("没有这一项，请去掉。"),
        "string_too_short": _("太短，至少 {n} 个字。").format(n=facts.get("min_length", "")),
        "string_too_long": _("太长，最多 {n} 个字。").format(n=facts.get("max_length", "")),
        "string_pattern": _("含有不能使用的字符，或格式不对。"),
        "string": _("应是文字。"),
        "int": _("应是整数。"),
        "float": _("应是数字。"),
        "finite": _("应是数字。"),
        "bool": _("应是“是”或“否”。"),
        "timezone": _("时间要写明时区，例如 2026-11-10T09:00:00+08:00。"),
        "datetime": _("应是带时区的时间，例如 2026-11-10T09:00:00+08:00。"),
        "date": _("应是日期，例如 2026-11-10。"),
        "uuid": _("应是 UUID，例如 3f2504e0-4f89-41d3-9a0c-0305e82c3301。"),
        "literal": _("只能是：{options}。").format(options=facts.get("expected", "")),
        "enum": _("只能是：{options}。").format(options=facts.get("expected", "")),
        "too_long": _("最多 {n} 项。").format(n=facts.get("max_length", "")),
        "too_short": _("至少 {n} 项。").format(n=facts.get("min_length", "")),
        "greater_than_equal": _("不能小于 {n}。").format(n=facts.get("ge", "")),
        "less_than_equal": _("不能大于 {n}。").format(n=facts.get("le", "")),
        "list": _("应是一个列表。"),
        "model": _("应是一个对象。"),
        "dict": _("应是一个对象。"),
    }

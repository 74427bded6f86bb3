"""What makes a posting acceptable, in words. No database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

BIGGEST = 10**15  # fen; ten trillion yuan, far inside PostgreSQL's bigint


def faults(legs: Sequence[tuple[str, int]]) -> list[str]:
    """Sentences why these (account code, amount) legs cannot be posted; empty when they can (law 5)."""
    found = []
    codes = [code for code, _amount in legs]
    amounts = [amount for _code, amount in legs]
    if any(isinstance(amount, bool) or not isinstance(amount, int) for amount in amounts):
        return [_("分录金额必须是整数（分或半分），不能是小数。")]
    if len(legs) < 2:
        found.append(_("一笔记账至少要有两条分录，一借一贷。"))
    if len(set(codes)) != len(codes):
        found.append(_("同一笔记账里一个账户只出现一次，请合并金额。"))
    if any(amount == 0 for amount in amounts):
        found.append(_("分录金额不能为零。"))
    if any(abs(amount) > BIGGEST for amount in amounts):
        found.append(_("金额超出账本能记的范围，请核对是否多打了零。"))
    if sum(amounts) != 0:
        found.append(_("分录不平：各账户金额之和是 %(sum)s，应为 0。") % {"sum": sum(amounts)})
    return found


def digest_of(*, county: str, unit: str, memo: str, source: str, legs: Sequence[tuple[str, int]]) -> str:
    """One fingerprint of a posting's content, so that a repeated key can be told from a re-used one."""
    content = [county, unit, memo, source, sorted([code, amount] for code, amount in legs)]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reversal_key(key: str) -> str:
    return f"reverse:{key}"

"""`yimi settlement verify`: every statement is recomputed from its rows and held against its seal."""

from __future__ import annotations

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from yimi.kernel import keys
from yimi.rooms.settlement.models import Clawback, SealChain, Statement, StatementLine
from yimi.rooms.settlement.queries.content import content_of
from yimi.rooms.settlement.rules import changes, digest_of, is_signed

KEY = "settlement"


def verify(county: str | None = None) -> list[str]:
    """Sentences for everything that differs from what was sealed; an empty list is the proof (issue 2).

    Finds a changed fen in any line (with statement and session), lines added or lost, a changed content,
    a broken or shortened chain, and a signature that is not ours. Reads only.
    """
    statements = Statement.objects.all() if county is None else Statement.objects.filter(county=county)
    counties = set(statements.values_list("county", flat=True).distinct())
    chains = {chain.county: chain for chain in SealChain.objects.all()}
    if county is None:
        counties |= set(chains)
    found = []
    for each in sorted(counties):
        found += _verify_chain(each, chains.get(each))
    return found


def _verify_chain(county: str, chain: SealChain | None) -> list[str]:
    found, previous, length = [], "", 0
    rows = (
        Statement.objects.filter(county=county)
        .order_by("position")
        .prefetch_related(
            Prefetch("lines", StatementLine.objects.order_by("order")),
            Prefetch("clawbacks", Clawback.objects.order_by("session_id")),
        )
    )
    for statement in rows.iterator(chunk_size=20):
        length += 1
        if statement.position != length:
            found.append(
                _("%(number)s：序号应为 %(expected)s，现为 %(position)s，前面有结算单不见了。")
                % {"number": statement.number, "expected": length, "position": statement.position}
            )
            length = statement.position
        if statement.previous_digest != previous:
            found.append(_("%(number)s：与上一张结算单的封条接不上。") % {"number": statement.number})
        found += [f"{statement.number}：{problem}" for problem in _verify_one(statement)]
        previous = statement.digest
    if chain is None or (chain.length, chain.head) != (length, previous):
        found.append(
            _("%(county)s：封条链的末端与最后一张结算单不符，末尾可能少了结算单。") % {"county": county}
        )
    return found


def _verify_one(statement: Statement) -> list[str]:
    rows = content_of(statement, statement.lines.all(), statement.clawbacks.all())
    found = [f"{change}。" for change in changes(statement.content, rows)]
    if digest_of(statement.content, statement.previous_digest) != statement.digest:
        found.append(_("封存的内容与摘要不符。"))
    try:
        seed = keys.key_numbered(KEY, statement.key_number)
    except keys.KeyMissing:
        found.append(_("找不到第 %(key)s 号签名密钥，请从密钥备份恢复。") % {"key": statement.key_number})
    else:
        if not is_signed(statement.digest, statement.signature, seed):
            found.append(_("签名不是本系统的结算密钥签的。"))
    return found

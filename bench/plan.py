"""Where a query spends its time: the plan node with the most of its own."""

from __future__ import annotations

from typing import Any


def slowest_node(sql: str) -> tuple[float, str]:
    """Milliseconds of the whole query, and the costliest node in words. `sql` has its values in it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.replace("%", "%%"), [])
        plan = cursor.fetchone()[0][0]
    total = plan["Planning Time"] + plan["Execution Time"]
    node, own = max(_own_times(plan["Plan"]), key=lambda pair: pair[1])
    where = node.get("Index Name") or node.get("Relation Name") or ""
    blocks = node.get("Shared Hit Blocks", 0) + node.get("Shared Read Blocks", 0)
    return total, f"{node['Node Type']} {where}".strip() + f" ({own:.1f} ms, {blocks} blocks)"


def _own_times(node: dict[str, Any]) -> list[tuple[dict[str, Any], float]]:
    below = node.get("Plans", [])
    total = node["Actual Total Time"] * node["Actual Loops"]
    own = total - sum(each["Actual Total Time"] * each["Actual Loops"] for each in below)
    return [(node, own), *(pair for each in below for pair in _own_times(each))]

"""How many, from the roll-ups: one query however many people an area has."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Q, Sum

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.care.models import Tally

#: {worker or None: {`Counted`: how many}}
Tallied = dict[int | None, Counter[str]]


def tallied(reach: Reach, day: date | None = None, *, stem: str = "") -> Tallied:
    """What is counted of one's area, or of the part of it below `stem`, by the worker it is named for."""
    rows = Tally.objects.visible_to(reach).filter(Q(day=None) | Q(day__lte=day or clock.today()))
    if stem:
        rows = rows.filter(division__code__startswith=stem)
    found: Tallied = {}
    for worker, kind, number in rows.values_list("worker", "kind").annotate(n=Sum("number")).order_by():
        found.setdefault(worker, Counter())[kind] = number
    return found


def summed(found: Tallied) -> Counter[str]:
    """The same of everybody together."""
    whole: Counter[str] = Counter()
    for each in found.values():
        whole.update(each)
    return whole

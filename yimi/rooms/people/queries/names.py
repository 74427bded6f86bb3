"""Names as they are searched: as written, in part, begun, sounding alike, sounding near, in this order."""

from __future__ import annotations

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat

from yimi.rooms.people.models import PersonQuerySet
from yimi.rooms.people.sounding import Heard, heard, syllables
from yimi.rooms.people.states import Found


def by_name(people: PersonQuerySet, plain: str) -> PersonQuerySet:
    """Those whose name may be meant by `plain` (cleaned, lower case, no spaces), with `ranked` to order by.

    A single character, syllable or a few initials say too little to be ranked: they come village by village, which is the
    walk of an index however many they are.
    """
    said = heard(plain)
    if not said.says:
        written = Q(name_keys__contains=[plain])
        if plain in syllables():
            written |= Q(name_sounds__contains=[plain])
        return people.filter(written)
    ways = _ways(plain, said)
    found = Q()
    for each in ways.values():
        found |= each
    ranks = [When(each, then=Value(f"{way.value}.")) for way, each in ways.items()]
    rank = Case(*ranks, default=Value("9."), output_field=CharField())
    return people.filter(found).annotate(ranked=Concat(rank, F("division_id"), output_field=CharField()))


def how(ranked: str) -> Found | None:
    """In which way somebody was found, from `ranked`; None when nothing was ranked."""
    return Found(ranked[0]) if ranked[1:2] == "." and ranked[0] in Found.values else None


def _ways(plain: str, said: Heard) -> dict[Found, Q]:
    """The best way first: who was found in two ways counts by the better one."""
    written, same = Q(name_keys__contains=[plain]), Q(name_sounds__overlap=list(said.same))
    ways = {Found.WRITTEN: same} if plain.isascii() and said.same else {}
    if not plain.isascii():
        ways[Found.WRITTEN] = written & Q(name=plain)
    ways[Found.PART] = written
    if said.begun:
        lead, initials = said.begun
        ways[Found.BEGUN] = Q(name_sounds__contains=[lead], name_keys__contains=[initials])
    if not plain.isascii() and said.same:
        ways[Found.SAME_SOUND] = same
    if said.near:
        ways[Found.NEAR_SOUND] = Q(name_sounds__overlap=list(said.near))
    return ways

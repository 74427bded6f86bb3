"""From the names a clerk writes to the one village meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yimi.rooms.people.sheet.pointing import COUNTRY, Bounds

TOWN, VILLAGE, HAMLET = 9, 12, 15
ENDINGS = (
    "村民委员会",
    "居民委员会",
    "村委会",
    "居委会",
    "社区居委会",
    "社区",
    "街道",
    "村",
    "镇",
    "乡",
    "组",
)


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    level: int  # significant digits: 9 town, 12 village, 15 natural village


class Unplaced(Exception):
    """No one place is meant; `column` is where the clerk should look."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column
        self.sentence = sentence


def short(name: str) -> str:
    """The name without what clerks write or leave out: 大坪村村民委员会 → 大坪."""
    name = "".join(name.split())
    for ending in sorted(ENDINGS, key=len, reverse=True):
        if name.endswith(ending) and len(name) > len(ending):
            return (
                short(name[: -len(ending)])
                if ending in ("村委会", "居委会", "村民委员会")
                else name[: -len(ending)]
            )
    return name


@dataclass
class Placer:
    """All places of a county, asked thousands of times without the database."""

    covers: Callable[[str], bool]
    towns: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    villages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    hamlets: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    codes: set[str] = field(default_factory=set)
    bounds: Bounds = COUNTRY

    @classmethod
    def of(cls, places: Iterable[Place], covers: Callable[[str], bool]) -> Placer:
        placer = cls(covers)
        for place in places:
            placer.codes.add(place.code)
            for name in {place.name, short(place.name)}:
                if place.level == TOWN:
                    placer.towns[name].append(place.code[:TOWN])
                elif place.level == VILLAGE:
                    placer.villages[name].append(place.code)
                else:
                    placer.hamlets[(place.code[:VILLAGE], name)].append(place.code)
        return placer

    def place(self, town: str, village: str, hamlet: str) -> str:
        """The code of the village, or of the natural village when one is named; raises Unplaced."""
        code = self._village(town, village)
        if not self.covers(code):
            raise Unplaced("village", _("不在您负责的范围内，请由当地村（居）委会或乡镇社工站导入。"))
        if not hamlet:
            return code
        found = self.hamlets.get((code, hamlet)) or self.hamlets.get((code, short(hamlet))) or []
        if len(found) != 1:
            raise Unplaced(
                "hamlet", _("这个村下没有登记过这个自然村（组），请先登记自然村，或把这一格留空。")
            )
        return found[0]

    def _village(self, town: str, village: str) -> str:
        if village.isdecimal() and len(village) == VILLAGE:
            if village in self.codes:
                return village
            raise Unplaced("village", _("没有这个区划代码，请核对 12 位代码，或改写村名。"))
        if not village:
            return self._only_village()
        found = self.villages.get(village) or self.villages.get(short(village)) or []
        if not found:
            raise Unplaced("village", _("本县没有这个村（社区），请核对村名。"))
        if town:
            stems = self.towns.get(town) or self.towns.get(short(town)) or []
            if not stems:
                raise Unplaced("town", _("本县没有这个乡镇（街道），请核对名称。"))
            found = [code for code in found if code[:TOWN] in stems]
            if not found:
                raise Unplaced("village", _("这个乡镇（街道）下没有这个村（社区），请核对。"))
        mine = [code for code in found if self.covers(code)] or found
        if len(mine) > 1:
            raise Unplaced("village", _("本县有几个同名的村（社区），请加一列“乡镇（街道）”。"))
        return mine[0]

    def _only_village(self) -> str:
        mine = {code for codes in self.villages.values() for code in codes if self.covers(code)}
        if len(mine) != 1:
            raise Unplaced("village", _("没有填写，请填写村（社区）名称。"))
        return mine.pop()

"""Make yimi/data/pinyin.txt and yimi/data/variants.txt from the Unihan database: `python tools/characters.py FOLDER`.

FOLDER holds Unihan_Readings.txt and Unihan_Variants.txt (Unicode licence). Run by hand when Unicode brings new readings.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "yimi" / "data"
FIRST, LAST = 0x4E00, 0x9FFF
LINKS = {"kSimplifiedVariant", "kSemanticVariant", "kZVariant", "kSpecializedSemanticVariant"}
A_LINE = 32


def plain(reading: str) -> str:
    """wáng → wang; ü is written v."""
    apart = unicodedata.normalize("NFD", reading)
    return "".join(each for each in apart.replace("u\u0308", "v") if each.isalpha())


def rows(path: Path) -> list[tuple[str, str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line.startswith("U+")]
    return [(chr(int(code[2:], 16)), field, value) for code, field, value in cells]


def in_use(character: str) -> bool:
    """Of the 6,763 everyday characters; two of them are never folded into one."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main(folder: Path) -> None:
    readings = {
        c: plain(v.split()[0]) for c, f, v in rows(folder / "Unihan_Readings.txt") if f == "kMandarin"
    }
    inside = [readings.get(chr(code), "-") for code in range(FIRST, LAST + 1)]
    lines = [" ".join(inside[at : at + A_LINE]) for at in range(0, len(inside), A_LINE)]
    (DATA / "pinyin.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    linked: dict[str, set[str]] = defaultdict(set)
    for character, field, value in rows(folder / "Unihan_Variants.txt"):
        for target in value.split():
            other = chr(int(target.split("<")[0][2:], 16))
            if field in LINKS:
                linked[character].add(other)
                linked[other].add(character)
    folds = []
    for character, others in sorted(linked.items()):
        if in_use(character) or not FIRST <= ord(character) <= LAST:
            continue
        same = sorted(
            each for each in others if in_use(each) and readings.get(each) == readings.get(character)
        )
        if same:
            folds.append(character + same[0])
    pairs = [" ".join(folds[at : at + A_LINE]) for at in range(0, len(folds), A_LINE)]
    (DATA / "variants.txt").write_text("\n".join(pairs) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

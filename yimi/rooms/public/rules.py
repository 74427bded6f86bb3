"""What a public page may hold, how often somebody may write to us, and the village card; no database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.kernel.files import StoredFile
from yimi.rooms.public.states import PictureKind

# What a hurried finger cannot mistake for another letter; used for slugs and tracking numbers.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SLUG_LENGTH = 10
TRACKING_LENGTH = 10

COMPLAINTS_AN_HOUR = 5
REQUESTS_AN_HOUR = 5

# Pictures of these are never public, whatever anybody agreed to (B11). Of a bathing session, pictures outside
# the bathroom may be shown; which ones they are is decided where the pictures are known, in reports.
NEVER_PICTURED = frozenset({"children", "patients", "casework"})

TEXT_MOST = 2000


@dataclass(frozen=True)
class Block:
    """One block of a notice: heading, paragraph, list or table; plain text, so that nothing in it can run."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    head: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "text": self.text,
            "head": list(self.head),
            "rows": [list(r) for r in self.rows],
        }


@dataclass(frozen=True)
class Picture:
    """A public copy to show: blurred where needed and approved by a person, below this room."""

    file: StoredFile
    alt: str
    kind: str = PictureKind.PHOTO
    poster: StoredFile | None = None


BLOCK_KINDS = frozenset({"heading", "paragraph", "list", "table"})


def blocks_from(body: Sequence[Mapping[str, Any] | Block]) -> list[dict[str, Any]]:
    """Notice blocks as stored; raises Refusal for a kind that no page can draw."""
    made = []
    for number, given in enumerate(body, start=1):
        raw = given.as_json() if isinstance(given, Block) else dict(given)
        kind = str(raw.get("kind", ""))
        if kind not in BLOCK_KINDS:
            raise Refusal(
                _("公告第 %(number)d 段的类型“%(kind)s”没有对应的版式。") % {"number": number, "kind": kind}
            )
        rows = tuple(tuple(str(cell) for cell in row) for row in raw.get("rows", ()))
        head = tuple(str(cell) for cell in raw.get("head", ()))
        made.append(Block(kind=kind, text=str(raw.get("text", "")), rows=rows, head=head).as_json())
    return made


def card_digits(place_digits: str, keyed_digest: str) -> str:
    """What the village's paper card says: its six local digits and four check digits, such as 109203-4821."""
    number = int(hashlib.sha256(keyed_digest.encode()).hexdigest(), 16) % 10_000
    return f"{place_digits}-{number:04d}"


def plain_card(text: str) -> str:
    """The ten digits of a card, however they were typed: full-width, spaced, with or without the dash."""
    digits = "".join(str(int(c)) for c in text if c.isdigit() and c.isdecimal())
    if len(digits) != 10:
        raise Refusal(
            _("村码应为 10 位数字，如 109203-4821，印在村里的点单卡上。找不到卡，请直接打电话。"),
            field="card",
        )
    return digits

"""What an upload resembles: its pictures looked at, searched for, and the most telling finding for each other upload."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.db.models import Q

from yimi.rooms.evidence.fingerprint import (
    Finding,
    Look,
    Passage,
    Verdict,
    clips,
    grey,
    judge,
    look,
    passages,
    side_by_side,
    unpack,
)
from yimi.rooms.evidence.fingerprint.compose import Colour
from yimi.rooms.evidence.fingerprint.search import Part, part_of
from yimi.rooms.evidence.fingerprint.store.entries import PHOTO, Entry
from yimi.rooms.evidence.models import Fingerprint, PictureMatch
from yimi.rooms.evidence.states import MatchVerdict, MediaKind

LEFT_OUT = ("verdict", "media", "frame_ms", "searched_ms", "refusal")


@dataclass(frozen=True)
class Sight:
    """One picture of an upload: the photo itself, or a frame of the clip."""

    frame_ms: int
    look: Look


@dataclass(frozen=True)
class Hit:
    """The most telling finding against one other upload, and for two clips how one runs through the other."""

    finding: Finding
    passage: Passage | None = None

    @property
    def figures(self) -> dict[str, object]:
        """What is kept of it as JSON."""
        kept = {name: value for name, value in asdict(self.finding).items() if name not in LEFT_OUT}
        if self.passage is not None and self.passage.frames > 2 and self.passage.share > 0.5:
            kept["passage"] = {name: value for name, value in asdict(self.passage).items() if name != "media"}
        return kept


def sights(kind: str, path: Path) -> list[Sight]:
    """The pictures of an upload as the engine sees them; none of a document. Raises Unacceptable."""
    if kind == MediaKind.PHOTO:
        return [Sight(PHOTO, look(grey(path)))]
    if kind == MediaKind.CLIP:
        return [Sight(frame_ms, seen) for frame_ms, seen in clips.looks(path)]
    return []


def searched(seen: Iterable[Sight], held: list[Part], *, besides: Collection[int]) -> list[Finding]:
    """Every finding of these pictures in those parts, with the frame it was searched with."""
    if not held:
        return []
    return [
        replace(found, searched_ms=None if one.frame_ms == PHOTO else one.frame_ms)
        for one in seen
        for found in judge(one.look, held, besides)
    ]


def kin_of(found: Iterable[Finding], *, besides: int) -> list[Part]:
    """The pictures already known to be the same as those found, made searchable.

    Copies of one picture crowd each other out of the candidates; whoever is found leads to the rest, also when the
    one found has been withdrawn since.
    """
    known = {one.media for one in found if one.verdict == Verdict.SAME_PICTURE}
    if not known:
        return []
    pairs = PictureMatch.objects.filter(
        Q(media__in=known) | Q(other_media__in=known), verdict=MatchVerdict.SAME_PICTURE
    )
    kin = {media for pair in pairs.values_list("media", "other_media") for media in pair} - known - {besides}
    rows = Fingerprint.objects.filter(media__in=kin).order_by("media", "frame_ms")
    held = [Entry(one.media_id, one.frame_ms, bytes(one.record)) for one in rows]
    return [part_of(held)] if held else []


def most_telling(found: Sequence[Finding], seen: Sequence[Sight], most: int) -> list[Hit]:
    """At most one finding for each other upload, the most telling first.

    Two clips from one tripod are one place, not one clip, unless a whole stretch of frames runs in step.
    """
    if any(one.searched_ms is not None for one in found):
        found = clips.in_step(found, [one.frame_ms for one in seen])
    best: dict[int, Finding] = {}
    for one in found:
        if one.media is not None and (one.media not in best or one.rank > best[one.media].rank):
            best[one.media] = one
    lines = {one.media: one for one in passages(found, len(seen))}
    ranked = sorted(best.values(), key=lambda one: one.rank, reverse=True)[:most]
    return [Hit(one, lines.get(one.media or 0)) for one in ranked]


def laid_over(seen: Sequence[Sight], found: Finding, record: bytes) -> Colour:
    """The three panels of one finding as an RGB array; `record` is the other picture's."""
    asked = PHOTO if found.searched_ms is None else found.searched_ms
    mine = next(one for one in seen if one.frame_ms == asked)
    view = next(view for view in mine.look.views if (view.kind, view.box) == (found.view, found.box))
    height, width = view.image.shape
    # the engine keeps each view at the size it compared; that is all the panels need
    return side_by_side(view.image, unpack(record), replace(found, box=(0, 0, width, height)))

"""The SVG of a genogram and the same in words, for whoever cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yimi.rooms.casework.rules.genogram import lines
from yimi.rooms.casework.rules.genogram.figures import SIZE, Figure, Placed, place, size
from yimi.rooms.casework.rules.genogram.words import Kin, Tie
from yimi.rooms.people.states import Sex

HALF = SIZE // 2


@dataclass(frozen=True)
class Picture:
    """`svg` may stand in a page as it is; `said` is one sentence a person."""

    svg: SafeString
    said: list[str]


def draw(client: Figure, others: Sequence[Figure]) -> Picture:
    """Draw the client with everybody who was told of. The same data give the same bytes."""
    placed = place(client, others)
    said = [_said(each) for each in (client, *others)]
    me = next(each for each in placed if not each.figure.kin)
    parts = [
        *(format_html('<path class="g-line" d="{}"/>', path) for path in lines.structure(placed)),
        *(format_html('<path class="g-line" d="{}"/>', path) for path in lines.parted(placed)),
        *_ties(me, placed),
        *_home(placed),
        *(shape for each in placed for shape in _figure(each)),
    ]
    width, height = size(placed)
    body = mark_safe("".join(parts))  # noqa: S308  (every part is escaped by format_html)
    svg = format_html(
        '<svg class="g-tree" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        width, height, width, height, _("家系图：%(said)s") % {"said": "；".join(said)}, body,
    )  # fmt: skip
    return Picture(svg, said)


def _ties(me: Placed, placed: Sequence[Placed]) -> Iterator[SafeString]:
    for other in placed:
        if other is not me and other.figure.tie != Tie.PLAIN:
            path, word = lines.tie(me, other)
            yield format_html('<path class="g-tie {}" d="{}"/>', word, path)


def _home(placed: Sequence[Placed]) -> Iterator[SafeString]:
    """A box of dashes around each who lives there; nobody else is inside one."""
    inside = [each for each in placed if each.figure.lives_there]
    if len(inside) < 2:
        return
    wide = SIZE + 28
    for each in inside:
        yield format_html(
            '<rect class="g-home" x="{}" y="{}" width="{}" height="{}" rx="14"/>',
            each.x - wide // 2, each.y - HALF - 10, wide, SIZE + 66,
        )  # fmt: skip


def _figure(one: Placed) -> Iterator[SafeString]:
    x, y, who = one.x, one.y, one.figure
    yield _shape(who.sex, x, y, HALF, "g-who")
    if not who.kin:
        yield _shape(who.sex, x, y, HALF - 5, "g-who is-client")
    if who.is_dead:
        yield format_html(
            '<path class="g-line" d="M{} {}L{} {}M{} {}L{} {}"/>',
            x - HALF, y - HALF, x + HALF, y + HALF, x + HALF, y - HALF, x - HALF, y + HALF,
        )  # fmt: skip
    if who.age is not None and not who.is_dead:
        yield format_html('<text class="g-age" x="{}" y="{}">{}</text>', x, y + 5, who.age)
    kin = str(Kin(who.kin).label) if who.kin else _("本人")
    yield format_html('<text class="g-name" x="{}" y="{}">{}</text>', x, y + HALF + 30, who.name[:6])
    yield format_html('<text class="g-kin" x="{}" y="{}">{}</text>', x, y + HALF + 46, kin)


def _shape(sex: str, x: int, y: int, half: int, word: str) -> SafeString:
    if sex == Sex.FEMALE:
        return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', word, x, y, half)
    if sex == Sex.MALE:
        return format_html(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
            word,
            x - half,
            y - half,
            2 * half,
            2 * half,
        )
    return format_html(
        '<path class="{}" d="M{} {}L{} {}L{} {}L{} {}Z"/>',
        word,
        x,
        y - half,
        x + half,
        y,
        x,
        y + half,
        x - half,
        y,
    )


def _said(who: Figure) -> str:
    words = [f"{Kin(who.kin).label} {who.name}" if who.kin else _("本人 %(name)s") % {"name": who.name}]
    words.append(str(Sex(who.sex).label))
    if who.age is not None and not who.is_dead:
        words.append(_("%(n)d 岁") % {"n": who.age})
    if who.is_dead:
        words.append(_("已去世"))
    if who.lives_there and who.kin:
        words.append(_("同住"))
    if who.kin and who.tie != Tie.PLAIN:
        words.append(_("与本人%(tie)s") % {"tie": Tie(who.tie).label})
    return "，".join(words)

"""Places that a list does not have, and mergers."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.reach import Reach
from yimi.rooms.places.models import Division
from yimi.rooms.places.queries import require_keeper
from yimi.rooms.places.rules import kind_of, level_of, named, parent_code
from yimi.rooms.places.states import Kind, Level, Source

MOST_HAMLETS = 999


@action
def add_division(*, code: str, name: str, by: Actor, reach: Reach | None = None) -> Division:
    """Enter a place with its official 12-digit code before the yearly list has it (B10)."""
    if not (code.isascii() and code.isdigit() and len(code) == 12):
        raise Refusal(_("区划代码应为 12 位数字；自然村请在所属村里添加。"), field="code")
    require_keeper(by, reach, code)
    above = parent_code(code)
    if above is not None and not Division.objects.filter(code=above).exists():
        raise Refusal(_("上级区划 %(above)s 还没有登记，请先登记上级。") % {"above": above}, field="code")
    if Division.objects.filter(code=code).exists():
        raise Refusal(_("代码 %(code)s 已经登记过。") % {"code": code}, field="code")
    return Division.objects.create(
        code=code,
        name=named(name),
        level=level_of(code),
        parent_id=above,
        kind=kind_of(code),
        valid_from=clock.today(),
        source=Source.HAND,
    )


@action
def add_hamlet(*, village: Division, name: str, by: Actor, reach: Reach | None = None) -> Division:
    """Enter a natural village (grid, group) under a village; three more digits are its own (decision 16)."""
    require_keeper(by, reach, village.code, stations=True)
    # The village row is locked so that two additions at once do not take the same number.
    locked = Division.objects.select_for_update(of=("self",)).get(pk=village.pk)
    if locked.level != Level.VILLAGE or locked.valid_to is not None:
        raise Refusal(_("自然村只能加在现有的村（社区）下面。"))
    name = named(name)
    siblings = Division.objects.filter(parent=locked)
    if siblings.current().filter(name=name).exists():
        raise Refusal(
            _("%(village)s已经有自然村“%(name)s”。") % {"village": locked.name, "name": name}, field="name"
        )
    last = siblings.order_by("-code").values_list("code", flat=True).first()
    number = int(last[12:]) + 1 if last else 1
    if number > MOST_HAMLETS:
        raise Refusal(_("一个村最多登记 999 个自然村。"))
    return Division.objects.create(
        code=f"{locked.code}{number:03d}",
        name=name,
        level=Level.HAMLET,
        parent=locked,
        kind=Kind.HAMLET,
        valid_from=clock.today(),
        source=Source.HAND,
    )


@action
def merge_division(
    *, old: Division, into: Division, on: datetime.date, by: Actor, reach: Reach | None = None
) -> Division:
    """Record that `old` became part of `into` on a day; records keep the old code (B10)."""
    require_keeper(by, reach, old.code)
    require_keeper(by, reach, into.code)
    both = Division.objects.select_for_update(of=("self",)).filter(pk__in=[old.pk, into.pk])
    places = {place.pk: place for place in both.order_by("pk")}
    if old.pk == into.pk:
        raise Refusal(_("不能并入自己，请选另一个地方。"), field="into")
    gone, stays = places[old.pk], places[into.pk]
    if gone.merged_into_id is not None:
        raise Stale(_("%(name)s已经并入其他地方。") % {"name": gone.name})
    if gone.level != stays.level:
        raise Refusal(_("只能并入同一级的地方。"), field="into")
    if stays.valid_to is not None:
        raise Refusal(_("%(name)s已经失效，不能并入。") % {"name": stays.name}, field="into")
    if on < gone.valid_from:
        raise Refusal(_("合并日期不能早于%(name)s的生效日期。") % {"name": gone.name}, field="on")
    if Division.objects.current().filter(parent=gone).exists():
        raise Refusal(_("%(name)s下面还有现有的地方，请先逐个合并。") % {"name": gone.name}, field="old")
    gone.valid_to, gone.merged_into = on, stays
    gone.save(update_fields=["valid_to", "merged_into"])
    return gone

"""The only writers of the catalogue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action, note
from yimi.kernel.errors import NotYours, Refusal
from yimi.kernel.figures import figure
from yimi.kernel.units import yuan
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.catalogue import rules
from yimi.rooms.catalogue.models import ItemType, MicroType, ServiceItem, TypePrice, TypeSpec
from yimi.rooms.catalogue.queries import shipped_catalogue
from yimi.rooms.network import queries as network


@action
def load_catalogue(*, by: Actor) -> int:
    """Write the shipped types, prices, requirements and items not there yet; returns how many were new.

    May be repeated: what the county has since changed or added is left alone (house law 8).
    """
    _only_county_business(by)
    data = shipped_catalogue()
    day, source = date.fromisoformat(data["effective_from"]), data["source"]
    known_types = set(MicroType.objects.values_list("pk", flat=True))
    known_items = set(ServiceItem.objects.values_list("pk", flat=True))
    types = [each for each in data["types"] if each["code"] not in known_types]
    items = [(order, each) for order, each in enumerate(data["items"], 1) if each["code"] not in known_items]
    MicroType.objects.bulk_create(
        MicroType(**{field: each[field] for field in ("code", "name", "name_en", "flags", "sensitive")})
        for each in types
    )
    TypePrice.objects.bulk_create(
        TypePrice(type_id=each["code"], effective_from=day, price_fen=each["price_fen"], source=source)
        for each in types
    )
    TypeSpec.objects.bulk_create(
        TypeSpec(type_id=each["code"], version=1, effective_from=day, source=source, **each["spec"])
        for each in types
    )
    ServiceItem.objects.bulk_create(
        ServiceItem(order=order, **{field: value for field, value in each.items() if field != "types"})
        for order, each in items
    )
    ItemType.objects.bulk_create(
        ItemType(item_id=each["code"], type_id=type_code, order=place)
        for _order, each in items
        for place, type_code in enumerate(each["types"])
    )
    note(types_added=len(types), items_added=len(items))
    return len(types) + len(items)


@action
def set_price(
    *, micro_type: MicroType, price_fen: int, effective_from: date, source: str, by: Actor
) -> TypePrice:
    """Give a type a new price, in fen, from a day on. Sessions already ordered keep theirs (D1, A4-01).

    Refused: anybody but the county's business section (NotYours), a day in the past, a price outside the
    range the county has fixed (300–500 yuan), no source named, a second price from the same day.
    """
    _only_county_business(by)
    _not_in_the_past(effective_from)
    least = figure("session_price_fen", effective_from)
    most = figure("session_price_max_fen", effective_from)
    if not least <= price_fen <= most:
        raise Refusal(
            _("%(name)s的单价应在 %(least)s 元到 %(most)s 元之间，填写的是 %(given)s 元。")
            % {"name": micro_type.label, "least": yuan(least), "most": yuan(most), "given": yuan(price_fen)},
            field="price_fen",
        )
    return TypePrice.objects.create(
        type=micro_type, effective_from=effective_from, price_fen=price_fen, source=_named(source)
    )


@action
def revise_spec(
    *, micro_type: MicroType, effective_from: date, source: str, changes: dict[str, Any], by: Actor
) -> TypeSpec:
    """Write the next version of a type's requirements: the latest one with `changes`, from a day on.

    Refused: anybody but the county's business section (NotYours), a day in the past or before the latest
    version, a field that is not a requirement, values that do not make sense (`rules.problems_of`).
    """
    _only_county_business(by)
    _not_in_the_past(effective_from)
    latest = TypeSpec.objects.filter(type=micro_type).order_by("-version").select_for_update().first()
    if latest is None:
        raise Refusal(_("%(name)s还没有第一版要求，请先载入目录。") % {"name": micro_type.label})
    if effective_from <= latest.effective_from:
        raise Refusal(
            _("新的要求应晚于现行版本的生效日期 %(day)s。") % {"day": latest.effective_from.isoformat()},
            field="effective_from",
        )
    unknown = sorted(set(changes) - rules.REVISABLE)
    if unknown:
        raise Refusal(_("这些不是可以修订的要求：%(what)s。") % {"what": "、".join(unknown)})
    wanted = {field: changes.get(field, getattr(latest, field)) for field in sorted(rules.REVISABLE)}
    problems = rules.problems_of(wanted)
    if problems:
        raise Refusal(" ".join(problems))
    return TypeSpec.objects.create(
        type=micro_type,
        version=latest.version + 1,
        effective_from=effective_from,
        source=_named(source),
        **wanted,
    )


def _only_county_business(by: Actor) -> None:
    """The county's business section prices what it purchases; the house itself may load what it ships."""
    if isinstance(by, System):
        return
    if not (isinstance(by, User) and network.reach(by).has(Role.COUNTY_BUSINESS)):
        raise NotYours(_("只有区县业务科室可以改动服务目录，请联系区县业务科室。"))


def _not_in_the_past(day: date) -> None:
    if day < clock.today():
        raise Refusal(
            _("生效日期 %(day)s 已经过去，请填今天或以后的日期；已下单的场次不受影响。")
            % {"day": day.isoformat()},
            field="effective_from",
        )


def _named(source: str) -> str:
    if not source.strip():
        raise Refusal(_("请写明依据，例如文件名称和文号。"), field="source")
    return source.strip()

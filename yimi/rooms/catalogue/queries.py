"""What pages and the rooms above ask of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from yimi.kernel.errors import Refusal
from yimi.rooms.catalogue.models import ItemType, MicroType, ServiceItem, TypePrice, TypeSpec, in_language
from yimi.rooms.catalogue.states import Asked, Unit

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "catalogue.json"


@cache
def shipped_catalogue() -> dict[str, Any]:
    """The catalogue as it comes with the product: 18 types (D1), 31 items (D2), as data."""
    data: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return data


def price_on(type_code: str, day: date) -> int:
    """The price in fen of a session of this type on that day: the newest price in effect (D1)."""
    prices = TypePrice.objects.filter(type_id=type_code, effective_from__lte=day).order_by("-effective_from")
    price = prices.values_list("price_fen", flat=True).first()
    if price is None:
        raise _missing(_("类型 %(code)s 在 %(day)s 还没有单价，请区县业务科室先定价。"), type_code, day)
    return price


def prices_on(day: date) -> dict[str, int]:
    """All types' prices in fen on that day, in one query."""
    prices = TypePrice.objects.filter(effective_from__lte=day).order_by("type_id", "-effective_from")
    return dict(prices.distinct("type_id").values_list("type_id", "price_fen"))


def spec_on(type_code: str, day: date) -> TypeSpec:
    """The requirements of this type on that day, the newest in effect; keep its `pk` with a result."""
    specs = TypeSpec.objects.filter(type_id=type_code, effective_from__lte=day).order_by("-effective_from")
    spec = specs.first()
    if spec is None:
        raise _missing(_("类型 %(code)s 在 %(day)s 还没有验收要求，请区县业务科室先制定。"), type_code, day)
    return spec


def specs_on(day: date, type_codes: Iterable[str]) -> dict[str, TypeSpec]:
    """The requirements of several types on that day, in one query."""
    specs = TypeSpec.objects.filter(type_id__in=list(type_codes), effective_from__lte=day)
    return {spec.type_id: spec for spec in specs.order_by("type_id", "-effective_from").distinct("type_id")}


def types_for(item_code: str) -> list[MicroType]:
    """The types that can meet a service item, best fit first; none: it is a station task (decision 2)."""
    return list(MicroType.objects.filter(links__item_id=item_code).order_by("links__order"))


def types_by_item(item_codes: Iterable[str]) -> dict[str, list[MicroType]]:
    """The same for many items in one query."""
    found: dict[str, list[MicroType]] = {}
    for link in ItemType.objects.filter(item__in=set(item_codes)).select_related("type").order_by("order"):
        found.setdefault(link.item_id, []).append(link.type)
    return found


def service_list() -> QuerySet[ServiceItem]:
    """The 31 items in their printed order, each with its links and types fetched (two queries in all)."""
    links = ItemType.objects.select_related("type").order_by("order")
    return ServiceItem.objects.order_by("order").prefetch_related(Prefetch("links", queryset=links))


def describe_spec(spec: TypeSpec) -> list[str]:
    """The requirements as sentences a village clerk understands, in the reader's language."""
    return [
        _outputs(spec),
        _("不少于 %(minutes)d 分钟，工作人员不少于 %(staff)d 人")
        % {"minutes": spec.min_minutes, "staff": spec.min_staff},
        *_evidence(spec),
        _("结束后 %(hours)d 小时内提交") % {"hours": spec.submit_hours},
        *_confirmation(spec.confirmation),
    ]


def _missing(sentence: str, type_code: str, day: date) -> Refusal:
    return Refusal(sentence % {"code": type_code, "day": day.isoformat()}, code="not_in_catalogue")


def _outputs(spec: TypeSpec) -> str:
    return _("，并且").join(_(" 或 ").join(map(_alternative, group)) for group in spec.outputs)


def _alternative(alternative: Mapping[str, Any]) -> str:
    said = {"n": alternative["minimum"], "unit": Unit(alternative["unit"]).label}
    per = alternative.get("per")
    if per is None:
        return _("至少 %(n)d %(unit)s") % said
    group = {"each": per["each"], "other": Unit(per["unit"]).label}
    return _("每 %(each)d %(other)s至少 %(n)d %(unit)s") % {**said, **group}


def label_of(requirement: Mapping[str, Any]) -> str:
    """The name of one requirement of `TypeSpec.evidence` in the reader's language."""
    return in_language(str(requirement["label"]), str(requirement.get("label_en", "")))


def _evidence(spec: TypeSpec) -> list[str]:
    said: list[str] = []
    photos = [each for each in spec.evidence if each["kind"] == "photo"]
    if spec.min_photos:
        named = _("、").join(
            label_of(each) if each["count"] == 1 else f"{label_of(each)} ×{each['count']}" for each in photos
        )
        sentence = _("至少 %(n)d 张照片") % {"n": spec.min_photos}
        said.append(sentence + (_("（其中：%(named)s）") % {"named": named} if named else ""))
    if spec.clip_required:
        said.append(
            _("1 段 %(least)d–%(most)d 秒的短视频") % {"least": spec.clip_min_s, "most": spec.clip_max_s}
        )
    for each in spec.evidence:
        if each["kind"] == "clip":
            seconds = {"what": label_of(each), "least": each["min_s"], "most": each["max_s"]}
            said.append(_("短视频：%(what)s，%(least)d–%(most)d 秒") % seconds)
    documents = [label_of(each) for each in spec.evidence if each["kind"] == "document"]
    if documents:
        said.append(_("材料：%(what)s") % {"what": _("、").join(documents)})
    if spec.text_required:
        said.append(_("一段文字说明"))
    if spec.pictures:
        said.append(_("拍摄提示：%(what)s") % {"what": in_language(spec.pictures, spec.pictures_en)})
    return said


def _confirmation(confirmation: Mapping[str, Any]) -> list[str]:
    said: list[str] = []
    who = Asked(confirmation["who"]).label
    if confirmation.get("everyone"):
        said.append(_("每一位%(who)s都要确认") % {"who": who})
    if confirmation.get("of"):
        said.append(_("达成意向的人逐一回访"))
    elif confirmation.get("percent"):
        said.append(
            _("回访%(who)s的 %(percent)d%%，至少 %(n)d 个")
            % {"who": who, "percent": confirmation["percent"], "n": confirmation["callbacks"]}
        )
    elif confirmation["callbacks"]:
        said.append(_("至少回访 %(n)d 位%(who)s") % {"who": who, "n": confirmation["callbacks"]})
    if confirmation.get("sign_by"):
        said.append(_("由%(who)s签字确认") % {"who": Asked(confirmation["sign_by"]).label})
    if confirmation.get("reconcile"):
        said.append(_("核对 %(n)d 张餐券") % {"n": confirmation["reconcile"]["count"]})
    return said

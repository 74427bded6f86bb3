from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import Cast
from yimi.kernel import clock
from yimi.kernel.errors import NotYours, Refusal
from yimi.rooms.catalogue import queries
from yimi.rooms.catalogue.actions import revise_spec, set_price
from yimi.rooms.catalogue.models import MicroType, TypePrice, TypeSpec

pytestmark = pytest.mark.django_db


@pytest.fixture
def bathing(catalogue: None) -> MicroType:
    return MicroType.objects.get(pk="MP05")


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


def test_a_new_price_holds_from_its_day_on_and_not_before(cast: Cast, bathing: MicroType) -> None:
    set_price(
        micro_type=bathing,
        price_fen=48_000,
        effective_from=tomorrow(),
        source="会议纪要",
        by=cast.business_he,
    )
    assert queries.price_on("MP05", clock.today()) == 50_000
    assert queries.price_on("MP05", tomorrow()) == 48_000


@pytest.mark.parametrize("price_fen", [29_999, 50_001, 0, -5])
def test_a_price_outside_300_to_500_yuan_is_refused_with_the_range(
    cast: Cast, bathing: MicroType, price_fen: int
) -> None:
    with pytest.raises(Refusal, match=r"300\.00 元到 500\.00 元之间"):
        set_price(
            micro_type=bathing,
            price_fen=price_fen,
            effective_from=tomorrow(),
            source="x",
            by=cast.business_he,
        )
    assert TypePrice.objects.filter(type=bathing).count() == 1


def test_a_price_in_the_past_without_source_or_twice_for_a_day_is_refused(
    cast: Cast, bathing: MicroType
) -> None:
    he = cast.business_he
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refusal, match="已经过去"):
        set_price(micro_type=bathing, price_fen=40_000, effective_from=yesterday, source="x", by=he)
    with pytest.raises(Refusal, match="写明依据"):
        set_price(micro_type=bathing, price_fen=40_000, effective_from=tomorrow(), source="  ", by=he)
    set_price(micro_type=bathing, price_fen=40_000, effective_from=tomorrow(), source="x", by=he)
    with pytest.raises(Refusal, match="已有一个价格"):
        set_price(micro_type=bathing, price_fen=41_000, effective_from=tomorrow(), source="x", by=he)


@pytest.mark.parametrize(
    "who", ["provider_a_manager", "station_head_ma", "reviewer_chen", "finance_qian", "sysadmin"]
)
def test_nobody_but_the_business_section_prices_or_revises(cast: Cast, bathing: MicroType, who: str) -> None:
    by = getattr(cast, who)
    with pytest.raises(NotYours):
        set_price(micro_type=bathing, price_fen=40_000, effective_from=tomorrow(), source="x", by=by)
    with pytest.raises(NotYours):
        revise_spec(
            micro_type=bathing, effective_from=tomorrow(), source="x", changes={"min_staff": 4}, by=by
        )


def test_a_revision_is_a_new_version_and_the_old_one_stays_as_it_was(cast: Cast, bathing: MicroType) -> None:
    old = queries.spec_on("MP05", clock.today())
    new = revise_spec(
        micro_type=bathing,
        effective_from=tomorrow(),
        source="区发〔2026〕9号",
        changes={"min_staff": 4, "min_photos": 6},
        by=cast.business_he,
    )
    assert (new.version, new.min_staff, new.min_photos, new.outputs) == (2, 4, 6, old.outputs)
    assert queries.spec_on("MP05", clock.today()).pk == old.pk
    assert queries.spec_on("MP05", tomorrow()).pk == new.pk
    assert TypeSpec.objects.get(pk=old.pk).min_staff == 3


def test_a_revision_that_makes_no_sense_is_refused_with_its_reasons(cast: Cast, bathing: MicroType) -> None:
    he, day = cast.business_he, tomorrow()
    for changes, words in [
        ({"min_photos": 1}, "点名要求的 4 张"),
        ({"min_minutes": 0}, "大于 0 分钟"),
        ({"price_fen": 1}, "不是可以修订的要求"),
        ({"confirmation": {"callbacks": 2, "who": "nobody"}}, "向谁确认"),
    ]:
        with pytest.raises(Refusal, match=words):
            revise_spec(micro_type=bathing, effective_from=day, source="x", changes=changes, by=he)
    with pytest.raises(Refusal, match="已经过去"):
        revise_spec(micro_type=bathing, effective_from=date(2022, 7, 1), source="x", changes={}, by=he)
    assert TypeSpec.objects.filter(type=bathing).count() == 1

"""One verb, one transaction, one audit event (house laws 3 and 4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, models

from yimi.kernel.action import ACTIONS, Actor, System, action, note
from yimi.kernel.asking import asked_once, asking
from yimi.kernel.audit import AuditEvent
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.figures import Figure
from yimi.kernel.periods import Week
from yimi.kernel.readonly import WroteWhileReading, reading

pytestmark = pytest.mark.django_db
BY = System("test")
DAY = date(2026, 11, 2)


@action
def set_value(*, key: str, value: int, by: Actor, reason: str = "") -> Figure:
    return Figure.objects.create(key=key, value=value, unit="x", effective_from=DAY, source="test")


def last() -> AuditEvent:
    return AuditEvent.objects.order_by("-id")[0]


def test_an_action_changes_rows_and_says_who_did_what() -> None:
    made = set_value(key="k", value=3, reason="试行", by=BY)
    event = last()
    assert (event.verb, event.actor, event.actor_id) == ("test_action.set_value", "system:test", None)
    assert (event.subject, event.subject_id) == ("kernel.figure", str(made.pk))
    assert event.detail == {"key": "k", "value": 3, "reason": "试行"}


def test_the_registry_knows_every_action_by_its_verb() -> None:
    assert ACTIONS["test_action.set_value"] is set_value


def test_positional_arguments_are_refused_where_the_action_is_written() -> None:
    with pytest.raises(TypeError, match="make key keyword-only"):

        @action
        def wrong(key: str, *, by: Actor) -> None: ...


def test_an_action_without_by_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="`by`"):

        @action
        def wrong(*, key: str) -> None: ...


def test_a_private_argument_that_does_not_exist_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="phnoe"):

        @action(private=("phnoe",))
        def wrong(*, phone: str, by: Actor) -> None: ...


@pytest.mark.parametrize("by", [None, object(), "张三"])
def test_nobody_acts_without_a_name(by: Any) -> None:
    with pytest.raises(TypeError, match="needs by="):
        set_value(key="k", value=1, by=by)
    assert not Figure.objects.exists()


def test_a_refused_action_leaves_neither_rows_nor_an_event() -> None:
    @action
    def refuse(*, by: Actor) -> None:
        set_value(key="k", value=1, by=by)
        raise Refusal("不行。")

    with pytest.raises(Refusal):
        refuse(by=BY)
    assert not Figure.objects.exists()
    assert not AuditEvent.objects.exists()


def test_nested_actions_each_write_their_event_and_the_inner_one_first() -> None:
    @action
    def outer(*, by: Actor) -> None:
        note(step="before")
        set_value(key="k", value=1, by=by)
        note(step="after", found=2)

    outer(by=BY)
    verbs = AuditEvent.objects.order_by("id").values_list("verb", "detail")
    assert list(verbs) == [
        ("test_action.set_value", {"key": "k", "value": 1}),
        ("test_action.outer", {"step": "after", "found": 2}),
    ]


def test_an_inner_refusal_may_be_caught_and_undoes_only_the_inner_part() -> None:
    @action
    def inner(*, by: Actor) -> None:
        Figure.objects.create(key="inner", value=1, unit="x", effective_from=DAY, source="test")
        raise Stale("晚了。")

    @action
    def outer(*, by: Actor) -> None:
        set_value(key="kept", value=1, by=by)
        with pytest.raises(Stale):
            inner(by=by)

    outer(by=BY)
    assert list(Figure.objects.values_list("key", flat=True)) == ["kept"]
    assert AuditEvent.objects.count() == 2


def test_note_outside_of_an_action_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="outside"):
        note(x=1)


def test_a_write_inside_a_get_is_refused() -> None:
    with pytest.raises(WroteWhileReading, match="set_value"), reading():
        set_value(key="k", value=1, by=BY)


def test_a_violated_constraint_becomes_the_sentence_of_its_model() -> None:
    set_value(key="k", value=1, by=BY)
    with pytest.raises(Refusal, match="换一个生效日期") as refused:
        set_value(key="k", value=2, by=BY)
    assert refused.value.code == "kernel_figure_once_a_day"
    assert Figure.objects.get().value == 1


def test_a_unique_column_without_a_sentence_gets_a_polite_one() -> None:
    @action
    def twice(*, by: Actor) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE once (n int UNIQUE) ON COMMIT DROP")
            cursor.execute("INSERT INTO once VALUES (1), (1)")

    with pytest.raises(Refusal, match="已经存在"):
        twice(by=BY)


def test_a_missing_row_behind_a_key_gets_a_polite_sentence() -> None:
    @action
    def dangling(*, by: Actor) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE parent (n int PRIMARY KEY) ON COMMIT DROP")
            cursor.execute("CREATE TEMP TABLE child (n int REFERENCES parent) ON COMMIT DROP")
            cursor.execute("INSERT INTO child VALUES (1)")

    with pytest.raises(Refusal, match="已不存在"):
        dangling(by=BY)


def test_a_mistake_of_the_program_stays_visible() -> None:
    with pytest.raises(IntegrityError):
        set_value(key="k", value=None, by=BY)  # type: ignore[arg-type]


def test_the_detail_holds_scalars_only_and_nobody_s_data() -> None:
    class Colour(Enum):
        RED = "red"

    @action(private=("story",))
    def tell_all(
        *, by: Actor, figure: Figure, story: str, name: str, phone: str, colours: list[Colour], **rest: Any
    ) -> None:
        note(phone="13800000000", remark="电话13800000000，证号990101194001010016")

    made = set_value(key="k", value=1, by=BY)
    tell_all(
        by=BY, figure=made, story="她的故事", name="张三", phone="13800000000", colours=[Colour.RED], day=DAY,
        station_name="张三的站", story_text="x", code="500114109203001", week=Week(2026, 47),
        share=Decimal("0.5"), colour=Colour.RED, nothing=None, other=object(), yes=True,
        key=UUID(int=1), reason="长" * 500, bytes_in=b"raw",
    )  # fmt: skip
    detail = last().detail
    assert len(detail.pop("reason")) == 200
    assert detail == {
        "figure_id": made.pk, "colours_count": 1, "day": "2026-11-02", "week": "2026-W47", "share": "0.5",
        "colour": "red", "yes": True, "code": "500114109203001",
        "key": "00000000-0000-0000-0000-000000000001", "remark": "电话•，证号•",
    }  # fmt: skip
    assert (last().subject, last().subject_id) == ("kernel.figure", str(made.pk))


def test_the_county_comes_from_the_subject_or_the_arguments() -> None:
    class Village(models.Model):
        county = models.CharField(max_length=6)

        class Meta:
            app_label = "kernel"
            managed = False

    @action
    def about(*, by: Actor, county: str = "", village: Village | None = None) -> None: ...

    about(by=BY, village=Village(pk=1, county="500114"))
    assert last().county == "500114"
    about(by=BY, county="500115")
    assert last().county == "500115"
    about(by=BY)
    assert last().county == ""


def test_refusals_carry_their_sentence_their_field_and_their_kind() -> None:
    refused = NotYours("不归您管。", field="village", code="scope")
    assert (refused.message, refused.field, refused.code) == ("不归您管。", "village", "scope")
    assert isinstance(refused, Refusal)
    assert str(refused) == "不归您管。"


def test_a_question_is_asked_once_in_an_action_and_anew_when_one_has_ended() -> None:
    asked: list[str] = []

    def answer() -> int:
        asked.append("?")
        return len(asked)

    @action
    def inner(*, by: Actor) -> list[int]:
        return [asked_once("how far", answer) for _each in range(2)]

    @action
    def outer(*, by: Actor) -> list[int]:
        return [asked_once("how far", answer), *inner(by=by), asked_once("how far", answer)]

    assert outer(by=BY) == [1, 1, 1, 2]
    assert (asked_once("how far", answer), asked_once("how far", answer)) == (3, 4)
    with asking():  # a request
        assert [asked_once("how far", answer), asked_once("how far", answer)] == [5, 5]
        assert inner(by=BY) == [5, 5]
        assert asked_once("how far", answer) == 6

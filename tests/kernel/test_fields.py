"""Columns that mean something; the database sees identity numbers only sealed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from yimi.kernel import keys
from yimi.kernel.crypto import CannotOpen, blind_index
from yimi.kernel.fields import BlindIndexField, EncryptedTextField, FenField, HalfPointField, Located
from yimi.kernel.geo import Point
from yimi.kernel.reseal import reseal

pytestmark = pytest.mark.django_db


@pytest.fixture
def box() -> Iterator[Any]:
    with isolate_apps("yimi.kernel"):

        class Box(Located):
            number = EncryptedTextField(blank=True)
            other = EncryptedTextField(null=True)
            number_index = BlindIndexField(blank=True)
            price = FenField(default=0)
            points = HalfPointField(default=0)

            class Meta(Located.Meta):
                app_label = "kernel"

        with connection.schema_editor() as editor:
            editor.create_model(Box)
        yield Box


def raw(box: Any, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {box._meta.db_table}")  # noqa: S608
        return str(cursor.fetchone()[0])


def test_the_database_never_sees_the_number_and_the_program_does(box: Any) -> None:
    made = box.objects.create(
        number="990101194001010016", number_index=blind_index("990101194001010016", "id")
    )
    assert raw(box, "number").startswith("yimi1:1:")
    assert "990101" not in raw(box, "number")
    assert box.objects.get(number_index=blind_index("990101194001010016", "id")).number == made.number


def test_an_update_seals_as_well(box: Any) -> None:
    box.objects.create(number="1")
    box.objects.update(number="13800000000")
    assert "13800000000" not in raw(box, "number")
    assert box.objects.get().number == "13800000000"


def test_nothing_stays_nothing(box: Any) -> None:
    box.objects.create(number="", other=None)
    found = box.objects.get()
    assert (found.number, found.other) == ("", None)
    assert box.objects.filter(other__isnull=True).count() == 1


def test_a_ciphertext_moved_to_another_column_does_not_open(box: Any) -> None:
    box.objects.create(number="13800000000", other="x")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {box._meta.db_table} SET other = number")  # noqa: S608
    with pytest.raises(CannotOpen):
        box.objects.get()


def test_an_encrypted_column_cannot_be_searched_by_mistake(box: Any) -> None:
    with pytest.raises(TypeError, match="blind index"):
        box.objects.filter(number="13800000000").exists()
    with pytest.raises(TypeError, match="blind index"):
        box.objects.filter(number__contains="138").exists()


def test_money_and_points_refuse_a_float(box: Any) -> None:
    with pytest.raises(TypeError, match="price"):
        box.objects.create(price=11.4)
    with pytest.raises(TypeError, match="points"):
        box.objects.create(points=1.5)


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(108.0, None), (None, 29.0), (200.0, 29.0), (108.0, 95.0)]
)
def test_half_a_point_or_one_off_the_globe_cannot_be_kept(
    box: Any, longitude: float | None, latitude: float | None
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        box.objects.create(longitude=longitude, latitude=latitude)
    with pytest.raises(ValidationError):
        box(longitude=longitude, latitude=latitude).validate_constraints()


def test_a_place_gives_its_point(box: Any) -> None:
    assert box(longitude=108.0, latitude=29.0).point == Point(108.0, 29.0)
    assert box().point is None


def test_after_a_new_key_every_row_is_sealed_again(box: Any, tmp_path: Path, settings: Any) -> None:
    settings.KEYS = tmp_path
    for number in ("1", "2", "", "3"):
        box.objects.create(number=number, other=None if number == "3" else "x")
    keys.rotate_key(tmp_path, "field")
    assert reseal(box, batch=2) == 6
    assert reseal(box) == 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {box._meta.db_table} WHERE number <> ''")  # noqa: S608
        assert {row[0].split(":")[1] for row in cursor.fetchall()} == {"2"}
    assert sorted(box.objects.values_list("number", flat=True)) == ["", "1", "2", "3"]


def test_a_renamed_column_keeps_the_name_it_was_sealed_under() -> None:
    field = EncryptedTextField(sealed_as="old_table.number")
    assert field.place == "old_table.number"
    assert field.deconstruct()[3] == {"sealed_as": "old_table.number"}
    assert isinstance(EncryptedTextField(), models.TextField)

"""Columns that mean something: money, points, sealed texts, blind indexes and places on the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import models
from django.db.models.expressions import BaseExpression
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.crypto import blind_index, open_text, seal_text
from yimi.kernel.geo import Point

__all__ = ["BlindIndexField", "EncryptedTextField", "FenField", "HalfPointField", "Located", "blind_index"]

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

if TYPE_CHECKING:
    from django.db.models import BigIntegerField as _BigInteger
    from django.db.models import CharField as _Char
    from django.db.models import TextField as _Text
else:
    # The type checker knows Django's fields as generic; at run time a subscript has to mean the class itself.
    class _Subscripted:
        def __class_getitem__(cls, _types):
            return cls

    class _BigInteger(_Subscripted, models.BigIntegerField): ...

    class _Char(_Subscripted, models.CharField): ...

    class _Text(_Subscripted, models.TextField): ...


class FenField(_BigInteger[_ST, _GT]):
    """Money in fen (1 yuan = 100 fen); whole numbers only, a float is refused."""

    description = "money in fen"

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(_whole(value, self))


class HalfPointField(_BigInteger[_ST, _GT]):
    """Points in half-points (decision 19): 1.5 points are stored as 3."""

    description = "points in half-points"

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(_whole(value, self))


def _whole(value: Any, field: models.Field[Any, Any]) -> Any:
    if isinstance(value, float):
        raise TypeError(f"{field.name} counts whole units; a float ({value}) would lose some")
    return value


class EncryptedTextField(_Text[_ST, _GT]):
    """A text that the database sees only sealed (AES-256-GCM); search it through a BlindIndexField beside it.

    The table and the column are part of the seal: after renaming one of them, pass the old `sealed_as`.
    """

    description = "encrypted text"

    def __init__(self, *args: Any, sealed_as: str = "", **kwargs: Any) -> None:
        self.sealed_as = sealed_as
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.sealed_as:
            kwargs["sealed_as"] = self.sealed_as
        return name, path, args, kwargs

    @property
    def place(self) -> str:
        """What the seal is bound to."""
        return self.sealed_as or f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        if plain is None or plain == "" or isinstance(plain, BaseExpression):
            return plain
        return seal_text(str(plain), self.place)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return value if value is None or value == "" else open_text(value, self.place)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted; compare its blind index instead")
        return super().get_lookup(lookup_name)


class BlindIndexField(_Char[_ST, _GT]):
    """The keyed fingerprint of an encrypted column (`blind_index(value, purpose)`), 64 hexadecimal digits."""

    description = "keyed blind index"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("db_index", not kwargs.get("unique", False))
        super().__init__(*args, **kwargs)


class CoordinateSource(models.TextChoices):
    """Where a point came from; whatever it was, the stored point is WGS-84 (B10)."""

    WGS84 = "wgs84", _lazy("GPS（WGS-84）")
    GCJ02 = "gcj02", _lazy("国内地图定位（GCJ-02）")
    MAP = "map", _lazy("地图上标注")
    IMPORT = "import", _lazy("批量导入")


class Located(models.Model):
    """A place on the ground: WGS-84 degrees, accuracy in metres, and how the point was come by."""

    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    coordinate_source = models.CharField(max_length=6, blank=True, choices=CoordinateSource.choices)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_point",
                # Both or neither, spelled out: a range over NULL is not false, a CHECK would let it pass.
                condition=models.Q(longitude=None, latitude=None)
                | models.Q(
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__range=(-180, 180),
                    latitude__range=(-90, 90),
                ),
                violation_error_message=_lazy("经纬度要么都填，要么都空；经度±180、纬度±90以内。"),
            )
        ]

    @property
    def point(self) -> Point | None:
        """The WGS-84 point, when there is one."""
        if self.longitude is None or self.latitude is None:
            return None
        return Point(self.longitude, self.latitude)

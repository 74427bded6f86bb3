"""Places: the country's division tree down to natural villages, and sites where services happen."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import Located
from yimi.kernel.reach import Reach
from yimi.rooms.places.rules import ancestor_codes, stem_of
from yimi.rooms.places.states import Kind, Level, SiteFunction, SiteState, Source


class DivisionQuerySet(models.QuerySet["Division"]):
    def visible_to(self, reach: Reach) -> DivisionQuerySet:
        """Names of places are public knowledge; whoever has any reach may read the whole tree."""
        return self if reach.hats else self.none()

    def current(self) -> DivisionQuerySet:
        return self.filter(valid_to__isnull=True)

    def below(self, stem: str) -> DivisionQuerySet:
        """Everything whose code starts with `stem`, the place itself included."""
        return self.filter(code__startswith=stem)

    def at(self, level: Level) -> DivisionQuerySet:
        return self.filter(level=level)


class Division(Located):
    """A place with a code: 12 digits padded with zeros, 15 for a natural village (decision 16)."""

    code = models.CharField(max_length=15, primary_key=True)
    name = models.TextField()
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", db_index=False
    )
    source = models.CharField(max_length=8, choices=Source, default=Source.HAND)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("区划")
        verbose_name_plural = _lazy("区划")
        # Prefix questions ("everything under 500114109") need pattern operators whatever the collation is;
        # Django already adds a `_like` index to a character primary key.
        indexes = [
            models.Index(OpClass(F("name"), "text_pattern_ops"), name="places_division_name_prefix"),
            models.Index(fields=["parent"], name="places_division_parent"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="places_division_merged"
            ),
        ]
        constraints = [
            *Located.Meta.constraints,
            models.CheckConstraint(
                name="places_division_code_is_digits",
                condition=Q(code__regex=r"^[0-9]{12}$", level__lt=Level.HAMLET)
                | Q(code__regex=r"^[0-9]{15}$", level=Level.HAMLET),
                violation_error_message=_lazy("区划代码应为 12 位数字，自然村为 15 位。"),
            ),
            models.CheckConstraint(
                name="places_division_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_lazy("区划的失效日期不能早于生效日期。"),
            ),
            models.CheckConstraint(
                name="places_division_merger_is_dated",
                condition=Q(merged_into__isnull=True) | Q(valid_to__isnull=False),
                violation_error_message=_lazy("并入其他区划时要写明日期。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stem(self) -> str:
        return stem_of(self.code)

    @property
    def county_code(self) -> str:
        """The six digits by which everything of a county is kept apart."""
        return self.code[:6]

    @property
    def full_name(self) -> str:
        """The names from the county down to here, joined: 黔江区黎水镇某某村 (one query)."""
        wanted = [code for code in ancestor_codes(self.code) if len(stem_of(code)) >= 6]
        names = dict(Division.objects.filter(code__in=wanted).values_list("code", "name"))
        return "".join([*(names[code] for code in wanted if code in names), self.name])


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, reach: Reach) -> SiteQuerySet:
        """Whoever has a hat in a county may see the county's sites."""
        return self.filter(county__in=sorted(reach.counties())) if reach.hats else self.none()

    def open(self) -> SiteQuerySet:
        return self.filter(state=SiteState.OPEN)


class Site(Located):
    """A place with a door: station, care point, bathing room, village hall."""

    county = models.CharField(max_length=6)
    name = models.TextField()
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="sites")
    address = models.TextField(blank=True)
    functions = ArrayField(models.CharField(max_length=24, choices=SiteFunction), default=list, blank=True)
    radius_m = models.PositiveIntegerField(default=500)
    state = models.CharField(max_length=8, choices=SiteState, default=SiteState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.TextField(blank=True, default="")

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("场地")
        verbose_name_plural = _lazy("场地")
        indexes = [models.Index(fields=["county", "division"], name="places_site_by_division")]
        constraints = [
            *Located.Meta.constraints,
            models.CheckConstraint(
                name="places_site_functions_are_known",
                condition=Q(functions__contained_by=list(SiteFunction.values)),
                violation_error_message=_lazy("场地功能只能从六站融合的六项里选。"),
            ),
            models.CheckConstraint(
                name="places_site_radius_is_sensible",
                condition=Q(radius_m__gte=20, radius_m__lte=5000),
                violation_error_message=_lazy("场地范围应在 20 米到 5000 米之间。"),
            ),
            models.CheckConstraint(
                name="places_site_closing_has_a_name",
                condition=Q(state=SiteState.OPEN, closed_at__isnull=True, closed_by="")
                | Q(state=SiteState.CLOSED, closed_at__isnull=False, closed_by__gt=""),
                violation_error_message=_lazy("停用场地要写明由谁、何时停用。"),
            ),
            models.UniqueConstraint(
                name="places_site_name_once_per_place",
                fields=["division", "name"],
                violation_error_message=_lazy("这个村（社区）已经有同名的场地。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Equipment(models.Model):
    """What stands ready at a site (A0-26)."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="equipment")
    name = models.TextField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _lazy("设备")
        verbose_name_plural = _lazy("设备")
        constraints = [
            models.UniqueConstraint(
                name="places_equipment_once_per_site",
                fields=["site", "name"],
                violation_error_message=_lazy("这个场地已经登记过这种设备，请改数量。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}×{self.count}"

"""Households, persons, what they are entitled to and what they have agreed to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel import masking
from yimi.kernel.fields import BlindIndexField, EncryptedTextField, Located, blind_index
from yimi.rooms.accounts.states import COUNTY, STATION, Role
from yimi.rooms.people import rules, sounding
from yimi.rooms.people.states import BatchState, Category, ConsentHow, ConsentUse, GivenBy, RowOutcome, Sex

if TYPE_CHECKING:
    from yimi.kernel.reach import Reach

USER = "accounts.User"
DIVISION = "places.Division"

#: Roles that meet persons in the register, each within its own stem: a village, a town or the county.
#: Providers are absent on purpose: they see snapshots on their own sessions and never a Person.
#: Those who only pay or publish have no need of them either (PIPL 6: the minimum necessary).
SEES_PERSONS = frozenset({Role.VILLAGE_MEMBER, *STATION, *COUNTY} - {Role.COUNTY_EDITOR, Role.COUNTY_FINANCE})


#: Whose word confirms an official category (`access.CONFIRMERS`).
CONFIRMERS = frozenset({*STATION, Role.COUNTY_BUSINESS})


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, reach: Reach) -> Self:
        """Village members their village, station staff their town, county roles the county; nobody else."""
        return self.filter(reach.within("division__code", *SEES_PERSONS))


class Household(Located):
    """A household of one natural village; its code is the 15-digit place plus four digits (decision 16).

    Where it stands is a point set by hand, seen by those alone who answer for it.
    """

    code19 = models.CharField(max_length=19, unique=True)
    division = models.ForeignKey(DIVISION, on_delete=models.PROTECT, related_name="+")
    head = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.TextField(blank=True, default="")
    county = models.CharField(max_length=6)
    # One household out of two: everybody moved over, the number is not given again.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_by = models.TextField(blank=True, default="", db_default="")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            *Located.Meta.constraints,
            models.CheckConstraint(
                name="household_code_19_digits",
                condition=Q(code19__regex=r"^[0-9]{19}$"),
                violation_error_message=_lazy("户编号应为 19 位数字。"),
            ),
            models.CheckConstraint(
                name="household_merged_with_name",
                condition=Q(merged_into=None, merged_at=None, merged_by="")
                | Q(merged_into__isnull=False, merged_at__isnull=False, merged_by__gt=""),
                violation_error_message=_lazy("并户要写明并入哪户、何时、由谁。"),
            ),
        ]

    def __str__(self) -> str:
        return self.code19


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, reach: Reach) -> Self:
        """Village members their village, station staff their town, county roles the county; nobody else."""
        return self.filter(reach.within("division__code", *SEES_PERSONS))

    def in_area(self, stem: str) -> Self:
        """Those of one county, town or village by the stem of its code; a list in the order of (division, key) is
        then the walk of an index, which a prefix alone does not tell the database."""
        if not stem.isdigit():
            return self.none()
        return self.filter(county=stem[:6], division__gte=stem, division__lt=str(int(stem) + 1))

    def present(self) -> Self:
        """Living persons who were not merged into another record, nor erased."""
        return self.filter(deceased_on=None, merged_into=None, erased_at=None)


class Person(models.Model):
    """One human being, once in a county (A0-04: nobody missed, nobody twice)."""

    name = models.TextField()
    name_pinyin = models.TextField(blank=True, default="")
    name_keys = ArrayField(models.TextField(), default=list, blank=True)
    name_sounds = ArrayField(models.TextField(), null=True, blank=True)  # none: filed before, a job fills it
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(null=True, blank=True)
    id_number = EncryptedTextField(blank=True, default="")
    id_index = BlindIndexField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    phone_index = BlindIndexField(blank=True, default="")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    division = models.ForeignKey(DIVISION, on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    note = EncryptedTextField(blank=True, default="")
    deceased_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["name_keys"], name="person_name_keys"),
            GinIndex(fields=["name_sounds"], name="person_name_sounds"),
            models.Index(fields=["id"], name="person_unheard", condition=Q(name_sounds=None)),
            models.Index(fields=["county", "division", "id"], name="person_county_division"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="person_once_in_county",
                fields=["county", "id_index"],
                condition=Q(deceased_on=None, merged_into=None) & ~Q(id_index=""),
                violation_error_message=_lazy("这个身份证号在本县台账中已有一人，请先查找，不要重复建档。"),
            ),
            models.CheckConstraint(
                name="person_merged_with_name",
                condition=Q(merged_into=None, merged_at=None, merged_by=None)
                | Q(merged_into__isnull=False, merged_at__isnull=False, merged_by__isnull=False),
                violation_error_message=_lazy("并档要写明并入谁、何时、由谁。"),
            ),
            models.CheckConstraint(
                name="person_erased_paired",
                condition=Q(erased_at=None, erased_by=None)
                | Q(erased_at__isnull=False, erased_by__isnull=False),
                violation_error_message=_lazy("删除档案要写明何时、由谁。"),
            ),
        ]

    def __str__(self) -> str:
        return self.masked_name

    def take_name(self, name: str) -> None:
        """Set a cleaned name with everything it is found by."""
        self.name, self.name_pinyin, self.name_keys = name, rules.initials_of(name), rules.name_keys(name)
        self.name_sounds = sounding.sound_keys(name)

    def take_phone(self, phone: str) -> None:
        """Set a cleaned phone with its blind index; an empty one clears both."""
        self.phone, self.phone_index = phone, blind_index(phone, rules.PHONE_PURPOSE)

    def take_number(self, number: str) -> None:
        """Set a checked ID number with its blind index."""
        self.id_number, self.id_index = number, blind_index(number, rules.ID_PURPOSE)

    @property
    def masked_name(self) -> str:
        return masking.mask_name(self.name)

    def age_on(self, day: date) -> int | None:
        """Full years on that day; None when the birth date is unknown."""
        return None if self.birth_date is None else rules.age_on(self.birth_date, day)

    def is_minor(self, day: date) -> bool:
        """Under 18 on that day. An unknown birth date counts as adult: it is asked for where it matters."""
        age = self.age_on(day)
        return age is not None and age < rules.MAJORITY


class PersonCategoryQuerySet(models.QuerySet["PersonCategory"]):
    def waiting(self, reach: Reach) -> Self:
        """Entered and not confirmed, of people who are there, where the asker's word confirms."""
        rows = self.filter(reach.within("person__division__code", *CONFIRMERS), confirmed_at=None)
        return rows.filter(person__deceased_on=None, person__merged_into=None, person__erased_at=None)


class PersonCategory(models.Model):
    """An official category of a person for a time, with its source and who confirmed it (A1-05, B5)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="categories")
    category = models.CharField(max_length=24, choices=Category)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField()
    # Who wrote it down; none for the house itself (demo, load). Somebody else confirms it.
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PersonCategoryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["category", "valid_to"], name="personcategory_running"),
            models.Index(fields=["id"], condition=Q(confirmed_at=None), name="personcategory_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="personcategory_one_start",
                fields=["person", "category", "valid_from"],
                violation_error_message=_lazy("这个人从同一天起已有这一类别。"),
            ),
            models.CheckConstraint(
                name="personcategory_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_lazy("类别的止期不能早于起期。"),
            ),
            models.CheckConstraint(
                name="personcategory_confirmed_paired",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                violation_error_message=_lazy("确认要写明何时、由谁。"),
            ),
            models.CheckConstraint(
                name="personcategory_four_eyes",
                condition=Q(confirmed_by=None) | Q(entered_by=None) | ~Q(confirmed_by=models.F("entered_by")),
                violation_error_message=_lazy("自己登记的类别要由另一个人确认。"),
            ),
        ]


class Guardian(models.Model):
    """Who answers for a minor or for a person who cannot decide alone."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardians")
    name = models.TextField()
    relation = models.TextField()
    phone = EncryptedTextField(blank=True, default="")
    phone_index = BlindIndexField(blank=True, default="")


class Consent(models.Model):
    """One answer to one question. The newest row of a person and a use wins; no row means no consent (E4)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    use = models.CharField(max_length=16, choices=ConsentUse)
    given = models.BooleanField()
    given_by = models.CharField(max_length=16, choices=GivenBy)
    #: How it was said where it was taken, and the number of the upload that shows it (a signature, a spoken yes).
    how = models.CharField(max_length=8, choices=ConsentHow, blank=True, default="", db_default="")
    proof = models.UUIDField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "use", "-id"], name="consent_newest")]
        constraints = [
            models.CheckConstraint(
                name="consent_withdrawn_paired",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message=_lazy("撤回要写明何时、由谁记录。"),
            )
        ]


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, reach: Reach) -> Self:
        """One's own batches only: their rows were checked against the importer's reach, nobody else's."""
        return self.none() if reach.user_id is None else self.filter(staged_by_id=reach.user_id)


class ImportBatch(models.Model):
    """One Excel sheet on its way into the register. The file itself is not kept: it is personal data."""

    county = models.CharField(max_length=6)
    digest = models.CharField(max_length=64)
    file_name = models.TextField()
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.STAGED)
    unknown_columns = ArrayField(models.TextField(), default=list, blank=True)
    rows_good = models.IntegerField(default=0)
    rows_refused = models.IntegerField(default=0)
    staged_at = models.DateTimeField()
    staged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["staged_by", "-staged_at"], name="importbatch_mine")]
        constraints = [
            models.UniqueConstraint(
                name="importbatch_file_once",
                fields=["county", "digest"],
                condition=Q(state="accepted"),
                violation_error_message=_lazy("这个文件已经导入过，没有再导入一次。"),
            ),
            models.CheckConstraint(
                name="importbatch_decided_by_someone",
                condition=Q(
                    state="staged",
                    accepted_at=None,
                    accepted_by=None,
                    discarded_at=None,
                    discarded_by=None,
                    undone_at=None,
                    undone_by=None,
                )
                | Q(
                    state="accepted",
                    accepted_at__isnull=False,
                    accepted_by__isnull=False,
                    discarded_at=None,
                    discarded_by=None,
                    undone_at=None,
                    undone_by=None,
                )
                | Q(
                    state="undone",
                    accepted_at__isnull=False,
                    accepted_by__isnull=False,
                    discarded_at=None,
                    discarded_by=None,
                    undone_at__isnull=False,
                    undone_by__isnull=False,
                )
                | Q(
                    state="discarded",
                    accepted_at=None,
                    accepted_by=None,
                    discarded_at__isnull=False,
                    discarded_by__isnull=False,
                    undone_at=None,
                    undone_by=None,
                ),
                violation_error_message=_lazy("导入批次的状态与经手人不一致。"),
            ),
        ]


class ImportRow(models.Model):
    """One row of the sheet: encrypted cells until the batch is decided, then only what became of it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    row_number = models.IntegerField()
    cells = EncryptedTextField(blank=True, default="")
    #: [{column, message}]: why the row is refused; never a value of the row.
    problems = models.JSONField(default=list, blank=True)
    #: [{column, message}]: what will not be taken over although the row is good.
    notices = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=12, choices=RowOutcome)
    is_left_out = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What accepting did, so that it can be taken back: {field: keyed fingerprint of what it filled}, where the person
    # moved in, which household and which categories were made for them.
    filled = models.JSONField(default=dict, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    categories = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="importrow_number_once",
                fields=["batch", "row_number"],
                violation_error_message=_lazy("表格的同一行出现了两次。"),
            )
        ]

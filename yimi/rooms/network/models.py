"""Network: organisations, who serves where as what, licences, contracts and declared relations."""

from __future__ import annotations

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import BlindIndexField, EncryptedTextField, FenField
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import ADMINS, COUNTY, PROVIDER, STATION, VILLAGE, Role
from yimi.rooms.network.rules import can_take_orders
from yimi.rooms.network.states import (
    LicenceKind,
    LicenceLevel,
    OrganisationKind,
    OrganisationStatus,
    Post,
    Relation,
)

_OFFICE = COUNTY | {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, reach: Reach) -> OrganisationQuerySet:
        """Organisations are public bodies: any hat shows those of its county."""
        return self.filter(county__in=sorted(reach.counties())) if reach.hats else self.none()

    def of_kind(self, kind: OrganisationKind) -> OrganisationQuerySet:
        return self.filter(kind=kind)

    def taking_orders(self, on: datetime.date) -> OrganisationQuerySet:
        """The same sentence as `rules.can_take_orders`, for the database."""
        lapsed = Q(status=OrganisationStatus.SUSPENDED, suspended_until__lt=on)
        return self.filter(Q(status=OrganisationStatus.ACTIVE) | lapsed)


class Organisation(models.Model):
    """A body in the network: bureau, station, provider, village committee, enterprise, department."""

    county = models.CharField(max_length=6)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.TextField()
    short_name = models.TextField()
    uscc = models.CharField(max_length=18, blank=True)
    # Early pilot codes exist that fail the check: the code is kept and marked (B10).
    uscc_doubtful = models.BooleanField(default=False)
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=OrganisationStatus, default=OrganisationStatus.ACTIVE)
    suspended_until = models.DateField(null=True, blank=True)
    phone = models.TextField(blank=True)
    address = models.TextField(blank=True)
    contact_name = models.TextField(blank=True)
    account = EncryptedTextField(blank=True, default="")
    account_index = BlindIndexField(blank=True, default="")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("机构")
        verbose_name_plural = _lazy("机构")
        indexes = [models.Index(fields=["county", "kind"], name="network_organisation_by_kind")]
        constraints = [
            models.UniqueConstraint(
                name="network_organisation_name_once",
                fields=["county", "kind", "name"],
                violation_error_message=_lazy("本区县已经有同名同类的机构。"),
            ),
            models.UniqueConstraint(
                name="network_one_office_per_division",
                fields=["kind", "division"],
                condition=Q(kind__in=["station", "village_committee"]) & ~Q(status="struck_off"),
                violation_error_message=_lazy("这个地方已经有社工站或村（居）委会，一处一个。"),
            ),
            models.CheckConstraint(
                name="network_suspension_has_an_end",
                condition=Q(status=OrganisationStatus.SUSPENDED, suspended_until__isnull=False)
                | (~Q(status=OrganisationStatus.SUSPENDED) & Q(suspended_until__isnull=True)),
                violation_error_message=_lazy("暂停接单要写明到哪一天。"),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def can_take_orders(self, on: datetime.date) -> bool:
        return can_take_orders(self.status, self.suspended_until, on)


class StatusChange(models.Model):
    """Why an organisation was suspended, restored or struck off; written with the change, never edited."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=12, choices=OrganisationStatus)
    to_status = models.CharField(max_length=12, choices=OrganisationStatus)
    until = models.DateField(null=True, blank=True)
    reason = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.TextField()

    class Meta:
        verbose_name = _lazy("机构状态变更")
        verbose_name_plural = _lazy("机构状态变更")
        constraints = [
            models.CheckConstraint(
                name="network_status_change_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_lazy("改变机构状态要写明原因。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.from_status}→{self.to_status}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, reach: Reach) -> AssignmentQuerySet:
        """County offices and administrators see the county's; others their own house's and their own."""
        if not reach.hats:
            return self.none()
        offices = sorted({hat.county for hat in reach.hats if hat.role in _OFFICE})
        houses = sorted(hat.organisation_id for hat in reach.hats if hat.organisation_id is not None)
        return self.filter(
            Q(organisation__county__in=offices) | Q(organisation_id__in=houses) | Q(user_id=reach.user_id)
        )

    def current(self, on: datetime.date) -> AssignmentQuerySet:
        """In force on the day: started, and not over."""
        return self.not_over(on).filter(starts_on__lte=on)

    def not_over(self, on: datetime.date) -> AssignmentQuerySet:
        """In force on the day or later. The last day counts, unless it was ended on that very day: then it
        is over at once, because whoever was sent away at ten may not look at files at eleven."""
        sent_away = Q(ends_on__lte=on, ended_at__isnull=False, ended_at__date__gte=F("ends_on"))
        return self.filter(Q(ends_on__isnull=True) | (Q(ends_on__gte=on) & ~sent_away))


class Assignment(models.Model):
    """A person serves somewhere in a role, from a day to a day (the last day included)."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in Role if r not in ADMINS])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, default="")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("任职")
        verbose_name_plural = _lazy("任职")
        indexes = [models.Index(fields=["organisation", "role"], name="network_assignment_by_role")]
        constraints = [  # "no two overlapping" is an exclusion constraint in triggers.py: it needs btree_gist
            models.CheckConstraint(
                name="network_assignment_is_of_service",
                condition=~Q(role__in=sorted(ADMINS)),
                violation_error_message=_lazy("管理员不是业务岗位，请用管理员授权。"),
            ),
            models.CheckConstraint(
                name="network_assignment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_lazy("任职的结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="network_assignment_end_has_a_name",
                condition=Q(ended_at__isnull=True, ended_by="") | Q(ended_at__isnull=False, ended_by__gt=""),
                violation_error_message=_lazy("结束任职要写明由谁、何时结束。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class LicenceQuerySet(models.QuerySet["Licence"]):
    def visible_to(self, reach: Reach) -> LicenceQuerySet:
        """County offices see the county's licences, a house those of its own people, everybody their own."""
        if not reach.hats:
            return self.none()
        colleagues = Assignment.objects.visible_to(reach).values("user_id")
        return self.filter(Q(user_id__in=colleagues) | Q(user_id=reach.user_id))

    def valid(self, on: datetime.date) -> LicenceQuerySet:
        return self.filter(valid_from__lte=on, verified_at__isnull=False).exclude(valid_to__lt=on)


class Licence(models.Model):
    """A professional certificate of a person (A3-05); counts once somebody has verified it."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=LicenceKind)
    number = models.TextField()
    level = models.CharField(max_length=16, choices=LicenceLevel)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.TextField(blank=True, default="")

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("证书")
        verbose_name_plural = _lazy("证书")
        constraints = [
            models.UniqueConstraint(
                name="network_licence_number_once",
                fields=["kind", "number"],
                violation_error_message=_lazy("这个证书编号已经登记过。"),
            ),
            models.CheckConstraint(
                name="network_licence_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_lazy("证书的失效日期不能早于生效日期。"),
            ),
            models.CheckConstraint(
                name="network_licence_verification_has_a_name",
                condition=Q(verified_at__isnull=True, verified_by="")
                | Q(verified_at__isnull=False, verified_by__gt=""),
                violation_error_message=_lazy("核验证书要写明由谁、何时核验。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class FrameworkContractQuerySet(models.QuerySet["FrameworkContract"]):
    def visible_to(self, reach: Reach) -> FrameworkContractQuerySet:
        """County offices see the county's contracts, a provider its own; stations see none of the money."""
        if not reach.hats:
            return self.none()
        offices = sorted({hat.county for hat in reach.hats if hat.role in COUNTY})
        return self.filter(
            Q(purchaser__county__in=offices) | Q(provider_id__in=sorted(reach.organisations(*PROVIDER)))
        )

    def current(self, on: datetime.date) -> FrameworkContractQuerySet:
        return self.filter(starts_on__lte=on, ends_on__gte=on)


class FrameworkContract(models.Model):
    """What a purchaser and a provider agreed: which types, how long, up to how much."""

    purchaser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contracts_as_purchaser"
    )
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contracts_as_provider")
    number = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    ceiling_fen = FenField()
    type_codes = ArrayField(models.CharField(max_length=8), default=list)
    signed_at = models.DateTimeField()
    signed_by = models.TextField()

    objects = FrameworkContractQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("框架合同")
        verbose_name_plural = _lazy("框架合同")
        constraints = [
            models.UniqueConstraint(
                name="network_contract_number_once",
                fields=["purchaser", "number"],
                violation_error_message=_lazy("这个合同编号已经登记过。"),
            ),
            models.CheckConstraint(
                name="network_contract_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_lazy("合同的结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="network_contract_ceiling_is_positive",
                condition=Q(ceiling_fen__gt=0),
                violation_error_message=_lazy("合同金额应大于零。"),
            ),
            models.CheckConstraint(
                name="network_contract_has_two_parties",
                condition=~Q(purchaser=F("provider")),
                violation_error_message=_lazy("购买方和承接方不能是同一家。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class VillagePostQuerySet(models.QuerySet["VillagePost"]):
    def visible_to(self, reach: Reach) -> VillagePostQuerySet:
        """The village, its town's station, the county's offices: who answers there is no secret to them."""
        return self.filter(reach.within("division__code", *VILLAGE, *STATION, *COUNTY))

    def running(self) -> VillagePostQuerySet:
        return self.filter(ended_at=None)


class VillagePost(models.Model):
    """Somebody who answers for people in a village or natural village and needs no account (A0-02, A0-09)."""

    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=16, choices=Post)
    name = models.TextField()
    phone = EncryptedTextField(blank=True, default="")
    since = models.DateField()
    named_at = models.DateTimeField()
    named_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, default="")

    objects = VillagePostQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("村里的负责人")
        verbose_name_plural = _lazy("村里的负责人")
        constraints = [
            models.CheckConstraint(
                name="network_post_end_has_a_name",
                condition=Q(ended_at__isnull=True, ended_by="") | Q(ended_at__isnull=False, ended_by__gt=""),
                violation_error_message=_lazy("结束要写明由谁、何时结束。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.division_id}"


class DeclaredRelationQuerySet(models.QuerySet["DeclaredRelation"]):
    def visible_to(self, reach: Reach) -> DeclaredRelationQuerySet:
        """Reviewers, business and leaders of a county weigh relations; others see what names them."""
        if not reach.hats:
            return self.none()
        weighing = {Role.COUNTY_REVIEWER, Role.COUNTY_BUSINESS, Role.COUNTY_LEADER}
        offices = sorted({hat.county for hat in reach.hats if hat.role in weighing})
        ours = Assignment.objects.filter(organisation__county__in=offices).values("user_id")
        mine = Q(user_a_id=reach.user_id) | Q(user_b_id=reach.user_id)
        return self.filter(mine | Q(user_a_id__in=ours) | Q(user_b_id__in=ours))


class DeclaredRelation(models.Model):
    """Two people who said they are related, so that neither decides about the other (E7)."""

    user_a = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    user_b = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=16, choices=Relation)
    declared_at = models.DateTimeField()
    declared_by = models.TextField()

    objects = DeclaredRelationQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("亲属关系申报")
        verbose_name_plural = _lazy("亲属关系申报")
        constraints = [
            models.CheckConstraint(
                name="network_relation_smaller_id_first",
                condition=Q(user_a__lt=F("user_b")),
                violation_error_message=_lazy("关系申报要写两个不同的人。"),
            ),
            models.UniqueConstraint(
                name="network_relation_declared_once",
                fields=["user_a", "user_b", "relation"],
                violation_error_message=_lazy("这段关系已经申报过。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_a_id}–{self.user_b_id} {self.relation}"

"""Accounts: who may sign in, the three separated administrators, and tokens of the field client."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.fields import BlindIndexField
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import ADMINS, Language, Role


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, reach: Reach) -> UserQuerySet:
        """Administrators of accounts see every account; anybody else sees their own only."""
        if reach.has(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
            return self
        return self.filter(pk=reach.user_id) if reach.user_id else self.none()

    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)


# Lookup only: accounts are made by `actions.create_user`, so that each has its audit event.
UserManager = BaseUserManager.from_queryset(UserQuerySet, class_name="UserManager")


class User(AbstractBaseUser):
    """A person who signs in. What they may do stands in assignments and grants, never here."""

    username = models.CharField(_lazy("用户名"), max_length=64, unique=True)
    phone = models.CharField(_lazy("手机号"), max_length=11, unique=True, null=True, blank=True)
    display_name = models.TextField(_lazy("姓名"))
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    deactivated_by = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8, choices=Language, default=Language.CHINESE)
    large_type = models.BooleanField(default=False)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    terms_accepted_by = models.TextField(blank=True, default="")  # the person; nobody else can
    is_demo = models.BooleanField(default=False)
    # Part of the session hash: raising it signs the person out everywhere at once.
    session_epoch = models.PositiveIntegerField(default=0)
    last_login = None  # no log-in statistics (B1)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _lazy("账号")
        verbose_name_plural = _lazy("账号")
        constraints = [
            models.CheckConstraint(
                name="accounts_user_phone_is_mobile",
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^1[3-9][0-9]{9}$"),
                violation_error_message=_lazy("手机号应为 11 位数字，以 1 开头。"),
            ),
            models.CheckConstraint(
                name="accounts_user_name_is_not_a_phone",
                condition=~Q(username__regex=r"^1[3-9][0-9]{9}$"),
                violation_error_message=_lazy(
                    "用户名不能是手机号：手机号填在“手机号”一栏，两者都可用来登录。"
                ),
            ),
            models.CheckConstraint(
                name="accounts_user_terms_have_a_name",
                condition=Q(terms_accepted_at__isnull=True, terms_accepted_by="")
                | Q(terms_accepted_at__isnull=False, terms_accepted_by__gt=""),
                violation_error_message=_lazy("确认使用条款要写明由谁、何时确认。"),
            ),
            models.CheckConstraint(
                name="accounts_user_deactivation_has_a_name",
                condition=Q(is_active=True, deactivated_at__isnull=True, deactivated_by="")
                | Q(is_active=False, deactivated_at__isnull=False, deactivated_by__gt=""),
                violation_error_message=_lazy("停用账号要写明由谁、何时停用。"),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def audit_name(self) -> str:
        """The account's name, never the person's: audit details hold no personal data."""
        return self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    # Django and allauth ask these of a user. There is no Django admin and no superuser in this house.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's session hash, widened by the epoch; a session with another hash is signed out."""
        return salted_hmac(
            "yimi.accounts.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class AdminGrant(models.Model):
    """One of the three separated administrators (system, security, audit), held for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="admin_grants")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in Role if r in ADMINS])
    county = models.CharField(max_length=6)
    granted_at = models.DateTimeField()
    granted_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _lazy("管理员授权")
        verbose_name_plural = _lazy("管理员授权")
        constraints = [
            models.UniqueConstraint(
                name="accounts_one_administrator_role_each",
                fields=["user"],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_lazy("三员分立：一个人只能担任系统、安全、审计管理员中的一种。"),
            ),
            models.CheckConstraint(
                name="accounts_grant_is_of_an_administrator",
                condition=Q(role__in=sorted(ADMINS)),
                violation_error_message=_lazy("这里只授予三种管理员；业务岗位请用任职。"),
            ),
            models.CheckConstraint(
                name="accounts_grant_end_has_a_name",
                condition=Q(ended_at__isnull=True, ended_by="") | Q(ended_at__isnull=False, ended_by__gt=""),
                violation_error_message=_lazy("结束授权要写明由谁、何时结束。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class ApiToken(models.Model):
    """A key of the field client. Only its digest is kept; the key is shown once, on issue."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    device = models.TextField()
    # RFC 7638 thumbprint of the device's key: such a token opens nothing without that key's proof (RFC 9449)
    device_key = models.CharField(max_length=43, blank=True, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _lazy("接口令牌")
        verbose_name_plural = _lazy("接口令牌")
        constraints = [
            models.CheckConstraint(
                name="accounts_token_revocation_has_a_name",
                condition=Q(revoked_at__isnull=True, revoked_by="")
                | Q(revoked_at__isnull=False, revoked_by__gt=""),
                violation_error_message=_lazy("撤销令牌要写明由谁、何时撤销。"),
            ),
            models.CheckConstraint(
                name="accounts_token_expires_after_creation",
                condition=Q(expires_at__gt=models.F("created_at")),
                violation_error_message=_lazy("令牌的到期时间应晚于签发时间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"


class WeChatLink(models.Model):
    """A WeChat that may sign in as this account. Its name for the person is kept as a keyed digest only."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="wechat_links")
    openid_bidx = BlindIndexField()
    linked_at = models.DateTimeField()
    linked_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _lazy("微信绑定")
        verbose_name_plural = _lazy("微信绑定")
        constraints = [
            models.UniqueConstraint(
                name="accounts_one_wechat_each",
                fields=["user"],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_lazy("一个账号只能绑定一个微信。"),
            ),
            models.UniqueConstraint(
                name="accounts_one_account_a_wechat",
                fields=["openid_bidx"],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_lazy("这个微信已经绑定了另一个账号，请先在那个账号里解除。"),
            ),
            models.CheckConstraint(
                name="accounts_wechat_end_has_a_name",
                condition=Q(ended_at__isnull=True, ended_by="") | Q(ended_at__isnull=False, ended_by__gt=""),
                violation_error_message=_lazy("解除微信绑定要写明由谁、何时解除。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.linked_at}"

"""The verbs of accounts. The system administrator keeps accounts, the security administrator keeps grants."""

from __future__ import annotations

import datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, System, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.kernel.outbox import tell
from yimi.rooms.accounts import rules
from yimi.rooms.accounts.models import AdminGrant, ApiToken, User, WeChatLink
from yimi.rooms.accounts.queries import WECHAT, administrator_roles, locked_until, names_of
from yimi.rooms.accounts.states import Language, ResetReason, Role


@action(private=("display_name", "phone", "password"))
def create_user(
    *,
    username: str,
    display_name: str,
    by: Actor,
    phone: str = "",
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """Open an account, by the system administrator (B11). Without a password it cannot sign in yet."""
    _only(by, Role.SYSTEM_ADMIN)
    if not display_name.strip():
        raise Refusal(_("请填写姓名。"), field="display_name")
    user = User(
        username=rules.clean_username(username),
        phone=rules.clean_phone(phone),
        display_name=display_name.strip(),
        is_demo=is_demo,
    )
    _set_password(user, password)
    user.save()
    return user


@action(private=("new_password",))
def change_password(*, user: User, new_password: str, by: Actor) -> User:
    """Set a new password and sign the person out everywhere; their own, or by the system administrator."""
    if by.pk != user.pk:
        _only(by, Role.SYSTEM_ADMIN)
    locked = User.objects.select_for_update().get(pk=user.pk)
    _set_password(locked, new_password)
    locked.session_epoch += 1
    locked.save(update_fields=["password", "session_epoch"])
    _revoke_all(locked, by)
    user.password, user.session_epoch = locked.password, locked.session_epoch
    return user


@action
def deactivate(*, user: User, by: Actor) -> User:
    """Lock an account: sessions end and tokens stop at once. Nobody locks their own (B11)."""
    _only(by, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    if by.pk == user.pk:
        raise NotYours(_("不能停用自己的账号，请另一位管理员来做。"))
    changed = (
        User.objects.active()
        .filter(pk=user.pk)
        .update(
            is_active=False,
            deactivated_at=clock.now(),
            deactivated_by=by.audit_name,
            session_epoch=F("session_epoch") + 1,
        )
    )
    if not changed:
        raise Stale(_("这个账号已经停用。"))
    _revoke_all(user, by)
    user.refresh_from_db()
    return user


@action
def reactivate(*, user: User, by: Actor) -> User:
    """Open a locked account again. Old sessions and tokens stay ended."""
    _only(by, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    changed = User.objects.filter(pk=user.pk, is_active=False).update(
        is_active=True, deactivated_at=None, deactivated_by=""
    )
    if not changed:
        raise Stale(_("这个账号没有停用。"))
    user.refresh_from_db()
    return user


@action
def unlock(*, user: User, by: Actor) -> User:
    """Open an account that wrong passwords have shut for a while (axes); by the system administrator.

    Refused: anybody else (NotYours), an account that is not shut (Stale).
    """
    _only(by, Role.SYSTEM_ADMIN)
    if locked_until(user) is None:
        raise Stale(_("这个账号没有被锁住。"))
    AccessAttempt.objects.filter(username__in=names_of(user)).delete()
    return user


@action
def reset_second_factor(*, user: User, reason: ResetReason | str, by: Actor) -> User:
    """Take a lost second factor away; the person sets up a new one at the next sign-in (B11).

    By the security administrator, nobody their own (NotYours). Ends the person's sessions and tokens, and
    tells them. Refused: an unknown reason (Refusal), somebody who has set up none (Stale).
    """
    _only(by, Role.SECURITY_ADMIN)
    if by.pk == user.pk:
        raise NotYours(_("不能重置自己的二次验证，请另一位安全管理员来做。"))
    if reason not in ResetReason.values:
        raise Refusal(_("请选择重置的原因。"), field="reason")
    locked = User.objects.select_for_update().get(pk=user.pk)
    removed, _each = Authenticator.objects.filter(user=locked).delete()
    if not removed:
        raise Stale(_("这个账号没有绑定二次验证，下次登录时会要求绑定。"))
    locked.session_epoch += 1
    locked.save(update_fields=["session_epoch"])
    _revoke_all(locked, by)
    said = _("你的二次验证已由安全管理员重置（%(why)s）。如果不是你要求的，请马上联系安全管理员。")
    tell(
        user_ids=[locked.pk],
        topic="second_factor_reset",
        text=said % {"why": ResetReason(reason).label},
    )
    user.session_epoch = locked.session_epoch
    return user


@action
def grant_administrator(*, user: User, role: str, by: Actor, county: str = "") -> AdminGrant:
    """Make somebody one of the three administrators; by the security administrator, never oneself.

    Service roles are known above: doors call `network.actions.appoint_administrator`, which minds them.
    """
    _only(by, Role.SECURITY_ADMIN)
    if by.pk == user.pk:
        raise NotYours(_("不能给自己授权，请另一位安全管理员来做。"))
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise Refusal(_("这个账号已停用，不能授权。"))
    held = administrator_roles(locked)
    if role in held:
        raise Stale(_("这个人已经是%(role)s。") % {"role": Role(role).label})
    if why := rules.cannot_administer(role, held):
        raise Refusal(why, field="role")
    return AdminGrant.objects.create(
        user=user,
        role=role,
        county=county or settings.COUNTY,
        granted_at=clock.now(),
        granted_by=by.audit_name,
    )


@action
def end_administrator(*, grant: AdminGrant, by: Actor) -> AdminGrant:
    """End a grant and the sessions opened under it; by the security administrator, never one's own."""
    _only(by, Role.SECURITY_ADMIN)
    if by.pk == grant.user_id:
        raise NotYours(_("不能结束自己的授权，请另一位安全管理员来做。"))
    changed = AdminGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(
        ended_at=clock.now(), ended_by=by.audit_name
    )
    if not changed:
        raise Stale(_("这项授权已经结束。"))
    User.objects.filter(pk=grant.user_id).update(session_epoch=F("session_epoch") + 1)
    grant.refresh_from_db()
    return grant


@action
def accept_terms(*, user: User, by: Actor) -> User:
    """Record that the person read and accepted the terms; only they can."""
    if by.pk != user.pk:
        raise NotYours(_("使用条款要由本人确认。"))
    user.terms_accepted_at, user.terms_accepted_by = clock.now(), by.audit_name
    user.save(update_fields=["terms_accepted_at", "terms_accepted_by"])
    return user


@action
def set_preferences(
    *, user: User, by: Actor, language: str | None = None, large_type: bool | None = None
) -> User:
    """Choose the language and large type; each person for themselves."""
    if by.pk != user.pk:
        raise NotYours(_("显示设置由本人选择。"))
    if language is not None:
        if language not in Language.values:
            raise Refusal(_("没有这种界面语言，请选中文或 English。"), field="language")
        user.language = language
    if large_type is not None:
        user.large_type = large_type
    user.save(update_fields=["language", "large_type"])
    return user


@action(private=("device",))
def issue_token(*, user: User, device: str, by: Actor, days: int | None = None, device_key: str = "") -> str:
    """Issue a key for one device and return it: the only time it can be read; a digest is stored.

    `days` until it expires, at most `rules.TOKEN_DAYS`; only for oneself. With `device_key` (the thumbprint of a
    key that never leaves the device) it lasts `rules.DEVICE_DAYS` and is nothing without that key's proof.
    """
    if by.pk != user.pk and not isinstance(by, System):
        raise NotYours(_("令牌只能为自己签发。"))
    if not user.is_active:
        raise Refusal(_("这个账号已停用，不能签发令牌。"))
    if days is not None and not 1 <= days <= rules.TOKEN_DAYS:
        raise Refusal(_("令牌的有效期应在 1 到 %(most)d 天之间。") % {"most": rules.TOKEN_DAYS}, field="days")
    key, now = rules.new_key(), clock.now()
    token = ApiToken.objects.create(
        user=user,
        digest=rules.digest_of(key),
        device=device.strip() or _("未命名设备"),
        device_key=device_key,
        created_at=now,
        expires_at=now
        + datetime.timedelta(days=days or (rules.DEVICE_DAYS if device_key else rules.TOKEN_DAYS)),
    )
    note(token=token.pk)
    return key


@action
def revoke_token(*, token: ApiToken, by: Actor) -> ApiToken:
    """Stop a key at once; its owner's, or by the security administrator."""
    if by.pk != token.user_id:
        _only(by, Role.SECURITY_ADMIN)
    changed = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        revoked_at=clock.now(), revoked_by=by.audit_name
    )
    if not changed:
        raise Stale(_("这个令牌已经撤销。"))
    token.refresh_from_db()
    return token


@action(private=("openid",))
def link_wechat(*, user: User, openid: str, by: Actor) -> WeChatLink:
    """Let this WeChat sign in as oneself; it replaces the one linked before. Raises NotYours, Refusal (taken).

    Only a keyed digest of WeChat's name for the person is kept.
    """
    _only_oneself(user, by)
    index = blind_index(openid, WECHAT)
    known = WeChatLink.objects.filter(openid_bidx=index, ended_at__isnull=True).first()
    if known and known.user_id == user.pk:
        return known
    if known:
        raise Refusal(_("这个微信已经绑定了另一个账号，请先在那个账号里解除。"), code="wechat_taken")
    _end_links(user, by)
    return WeChatLink.objects.create(
        user=user, openid_bidx=index, linked_at=clock.now(), linked_by=by.audit_name
    )


@action
def unlink_wechat(*, user: User, by: Actor) -> User:
    """No WeChat signs in as this account any more; one's own, or by the security administrator."""
    if by.pk != user.pk:
        _only(by, Role.SECURITY_ADMIN)
    _end_links(user, by)
    return user


def _only_oneself(user: User, by: Actor) -> None:
    if by.pk != user.pk:
        raise NotYours(_("微信只能由本人绑定。"))


def _end_links(user: User, by: Actor) -> None:
    live = WeChatLink.objects.filter(user=user, ended_at__isnull=True)
    live.update(ended_at=clock.now(), ended_by=by.audit_name)


def _only(by: Actor, *roles: Role) -> None:
    """Let the house itself pass, and administrators of these roles; refuse anybody else."""
    if isinstance(by, System):
        return
    if not (isinstance(by, User) and by.is_active and administrator_roles(by) & set(roles)):
        names = _("、").join(str(role.label) for role in roles)
        raise NotYours(_("这件事只有%(roles)s能做。") % {"roles": names})


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        # One sentence of ours: Django's own are not all translated.
        raise Refusal(
            _("密码至少 10 个字符，不能是常见的密码，也不能和用户名、姓名相近。请换一个。"), field="password"
        ) from error
    user.set_password(password)


def _revoke_all(user: User, by: Actor) -> None:
    live = ApiToken.objects.filter(user=user, revoked_at__isnull=True)
    live.update(revoked_at=clock.now(), revoked_by=by.audit_name)

"""What the doors ask about accounts."""

from __future__ import annotations

import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q, QuerySet, Sum

from yimi.kernel import clock
from yimi.kernel.fields import blind_index
from yimi.kernel.prepared import Columns, Prepared
from yimi.rooms.accounts.models import AdminGrant, ApiToken, User, WeChatLink
from yimi.rooms.accounts.rules import digest_of, wants_second_factor
from yimi.rooms.accounts.states import Role

WECHAT = "accounts.wechat"


def administrator_roles(user: User) -> frozenset[Role]:
    """The administrator role held now; at most one, by constraint."""
    held = AdminGrant.objects.filter(user=user, ended_at__isnull=True).values_list("role", flat=True)
    return frozenset(Role(role) for role in held)


def needs_second_factor(user: User) -> bool:
    """Whether an administrator's grant asks for it; `network.queries.roles_of` adds the service roles."""
    return wants_second_factor(administrator_roles(user))


def token_of(key: str) -> ApiToken | None:
    """The token behind a key of the field client, with its active user; None as for `user_of_token`."""
    return _held(_BY_DIGEST.rows(digest_of(key), clock.now()))


def holding(pk: int) -> ApiToken | None:
    """A token by its number, while it holds: not revoked, not over, of an active user."""
    return _held(_BY_NUMBER.rows(pk, clock.now()))


def _holding(now: datetime.datetime) -> QuerySet[ApiToken, tuple[Any, ...]]:
    known = ApiToken.objects.filter(revoked_at__isnull=True, expires_at__gt=now, user__is_active=True)
    return known.values_list(*_TOKEN.names, *_USER.names)


def _held(rows: list[tuple[Any, ...]]) -> ApiToken | None:
    if not rows:
        return None
    cells = iter(rows[0])
    token = _TOKEN.record(cells)
    token.user = _USER.record(cells)
    return token


# asked with every request of every phone
_TOKEN, _USER = Columns(ApiToken), Columns(User, "user__")
_BY_DIGEST = Prepared(lambda digest, now: _holding(now).filter(digest=digest))
_BY_NUMBER = Prepared(lambda pk, now: _holding(now).filter(pk=pk))


def user_of_wechat(openid: str) -> User | None:
    """The active account linked to this WeChat, if any."""
    index = blind_index(openid, WECHAT)
    found = WeChatLink.objects.select_related("user").filter(openid_bidx=index, ended_at__isnull=True)
    link = found.filter(user__is_active=True).first()
    return link.user if link else None


def find_exact(text: str) -> User | None:
    """The active account with exactly this user name or phone: enough to appoint somebody one knows, and no
    way to leaf through everybody."""
    asked = text.strip()
    if not asked:
        return None
    return User.objects.active().filter(Q(username=asked) | Q(phone=asked)).first()


def locked_until(user: User) -> datetime.datetime | None:
    """Until when wrong passwords keep this account shut (axes), or None when it is open."""
    since = clock.now() - datetime.timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(username__in=names_of(user), attempt_time__gte=since).order_by()
    each = tries.values("username").annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    shut = [row["last"] for row in each if row["failures"] >= settings.AXES_FAILURE_LIMIT]
    return max(shut) + datetime.timedelta(hours=settings.AXES_COOLOFF_TIME) if shut else None


def second_factor_since(user: User) -> datetime.datetime | None:
    """Since when the person has a second factor; None when none is set up."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    since: datetime.datetime | None = found.created_at if found else None
    return since


def names_of(user: User) -> list[str]:
    """What the person may type to sign in."""
    return [user.username, user.phone] if user.phone else [user.username]


def user_of_token(key: str) -> User | None:
    """The active user behind a key of the field client, or None when it is unknown, expired or revoked."""
    token = token_of(key)
    return token.user if token else None


def tokens_of(user: User) -> list[ApiToken]:
    """The user's keys that still open the door, newest first."""
    live = ApiToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=clock.now())
    return list(live.order_by("-created_at"))

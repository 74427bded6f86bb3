"""What the doors ask about accounts."""

from __future__ import annotations

from yimi.kernel import clock
from yimi.rooms.accounts.models import AdminGrant, ApiToken, User
from yimi.rooms.accounts.rules import digest_of, wants_second_factor
from yimi.rooms.accounts.states import Role


def administrator_roles(user: User) -> frozenset[Role]:
    """The administrator role held now; at most one, by constraint."""
    held = AdminGrant.objects.filter(user=user, ended_at__isnull=True).values_list("role", flat=True)
    return frozenset(Role(role) for role in held)


def needs_second_factor(user: User) -> bool:
    """Whether an administrator's grant asks for it; `network.queries.roles_of` adds the service roles."""
    return wants_second_factor(administrator_roles(user))


def user_of_token(key: str) -> User | None:
    """The active user behind a key of the field client, or None when it is unknown, expired or revoked."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(
            digest=digest_of(key), revoked_at__isnull=True, expires_at__gt=clock.now(), user__is_active=True
        )
        .first()
    )
    return token.user if token else None


def tokens_of(user: User) -> list[ApiToken]:
    """The user's keys that still open the door, newest first."""
    live = ApiToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=clock.now())
    return list(live.order_by("-created_at"))

"""Sign-in by phone or by name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.http import HttpRequest

from yimi.rooms.accounts.models import User


class PhoneOrNameBackend(BaseBackend):
    """One field takes either; usernames never look like phones, so the two cannot be mistaken."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The active user with this name or phone and this password, else None.

        An unknown or inactive user costs one hash as well: the time of the answer tells nobody who exists.
        """
        if not username or password is None:
            return None
        asked = username.strip()
        user = User.objects.filter(Q(username=asked) | Q(phone=asked)).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The user of a session while the account is active; a deactivated one is signed out at once."""
        return User.objects.active().filter(pk=user_id).first()

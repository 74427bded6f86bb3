"""Who asks: a bearer token and nothing else. A cookie opens nothing here, so there is nothing to forge."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from yimi.doors.api import limits, proofs
from yimi.doors.api.problems import Trouble
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import ApiToken, User
from yimi.rooms.accounts.queries import token_of
from yimi.rooms.accounts.states import SECOND_FACTOR


class Asked(HttpRequest):
    """A request whose token was recognised, as the operations see it."""

    user: User
    reach: Reach
    token: ApiToken


class Bearer(HttpBearer):
    """`Authorization: Bearer <token>`, as POST /api/tokens gave it; `DPoP <token>` for a device's own (RFC 9449)."""

    def __call__(self, request: HttpRequest) -> Any:
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, key) if scheme.lower() in ("bearer", "dpop") and key else None

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = token_of(token)
        if found is None:
            limits.admit("stranger", limits.address_of(request))
            return None
        request.user = found.user
        request.token = found  # type: ignore[attr-defined]
        carries = request.content_type == "application/offset+octet-stream"
        limits.admit("part" if carries else "token", found.device_key or str(found.pk))
        proofs.of_token(request, found, token)
        if request.reach.has(*SECOND_FACTOR) and not _shown_twice(found):  # type: ignore[attr-defined]
            raise Trouble(
                401,
                "second_factor_required",
                _("你的岗位需要二次验证，这个令牌签发时没有验证过，请重新登录。"),
                headers={"WWW-Authenticate": 'Bearer realm="yimi"'},
            )
        return found


def _shown_twice(token: ApiToken) -> bool:
    """A sign-in asks for the second factor whenever one is set up: a token younger than it has shown it."""
    mine = Authenticator.objects.filter(user=token.user_id, type=Authenticator.Type.TOTP)
    return bool(mine.filter(created_at__lte=token.created_at).exists())

"""Proof of possession (RFC 9449): each request of a device is signed by its key and works once.

A phone's clock is often wrong, so a proof is dated by a nonce of ours, not by its own `iat`.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from yimi.doors.api import tickets
from yimi.doors.api.models import Proof
from yimi.doors.api.problems import Trouble
from yimi.kernel import clock
from yimi.kernel.prepared import planned
from yimi.kernel.readonly import after_reading, is_reading
from yimi.rooms.accounts.models import ApiToken

LONGEST = 4096
USED = "INSERT INTO api_proof (digest, minute) VALUES (%s, %s) ON CONFLICT DO NOTHING"
SWEPT_ONCE_IN = 16  # proofs; fewer than one sweep takes away
SWEEP = """
DELETE FROM api_proof WHERE digest IN (
    SELECT digest FROM api_proof WHERE minute < %s LIMIT 50 FOR UPDATE SKIP LOCKED)
"""
MINUTES_KEPT = 2 * int(tickets.GOOD_FOR.total_seconds() // 60)


class Unproven(Exception):
    """A signature that does not hold, or is of another kind."""


def signed(text: str, kind: str) -> tuple[dict[str, Any], str]:
    """Claims and key thumbprint (RFC 7638) of a compact JWS that carries its own P-256 key. Raises Unproven."""
    if len(text) > LONGEST:
        raise Unproven
    try:
        found = jws.extract_compact(text.encode("ascii"))
        header = found.headers()
        given = header.get("jwk")
        if header.get("typ") != kind or not isinstance(given, dict) or "d" in given:
            raise Unproven
        key, thumbprint = _key(*(str(given.get(name)) for name in ("kty", "crv", "x", "y")))
        holds = jws.validate_compact(found, key, algorithms=["ES256"])
        claims = json.loads(found.payload)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Unproven from error
    if not holds or key.curve_name != "P-256" or not isinstance(claims, dict):
        raise Unproven
    return claims, thumbprint


@lru_cache(maxsize=4096)
def _key(kty: str, crv: str, x: str, y: str) -> tuple[ECKey, str]:
    """A phone's key and its thumbprint: the same few come with every request."""
    key = ECKey.import_key({"kty": kty, "crv": crv, "x": x, "y": y})
    return key, key.thumbprint()


def of_sign_in(request: HttpRequest) -> str:
    """The thumbprint of the device that signs in, empty when it shows no key. Raises Trouble 401."""
    return _checked(request, "") if "DPoP" in request.headers else ""


def of_token(request: HttpRequest, token: ApiToken, key: str) -> None:
    """Raise Trouble 401 unless a token bound to a device comes with that device's proof for this request."""
    if not token.device_key:
        return
    if "DPoP" not in request.headers or _checked(request, key) != token.device_key:
        raise _refusal("proof_wrong", _("这个登录只能在原来的手机上使用。请在本机重新登录。"))


def _checked(request: HttpRequest, key: str) -> str:
    try:
        claims, thumbprint = signed(request.headers["DPoP"], "dpop+jwt")
    except Unproven as error:
        raise _refusal("proof_wrong", _("请求的设备签名不对，请重新登录。")) from error
    # a mini program has no PATCH: it signs what it means, and the override header says the same
    here = (request.headers.get("X-HTTP-Method-Override") or request.method, request.path)
    if (claims.get("htm"), urlsplit(str(claims.get("htu"))).path) != here or claims.get("ath", "") != _hash(
        key
    ):
        raise _refusal("proof_wrong", _("请求的设备签名不对，请重新登录。"))
    if not tickets.is_fresh(str(claims.get("nonce", ""))):
        raise _refusal("proof_nonce", _("请求的签名已过时，请用新的时间凭据再试一次。"), "use_dpop_nonce")
    _spend(hashlib.sha256(f"{thumbprint}:{claims.get('jti')}".encode()).hexdigest())
    return thumbprint


def _spend(digest: str) -> None:
    """Note that it was used. A GET is noted afterwards: replayed in the same instant it tells the same again."""
    minute = int(clock.now().timestamp()) // 60
    if is_reading():
        used = Proof.objects.filter(digest=digest).exists()
        after_reading(partial(_note, digest, minute))
    else:
        used = not _note(digest, minute)
    if used:
        raise _refusal("proof_used", _("同一个请求只能发一次，请重新发送。"))


def _note(digest: str, minute: int) -> bool:
    with planned() as cursor:
        cursor.execute(USED, [digest, minute])
        noted = bool(cursor.rowcount == 1)
        if int(digest[:8], 16) % SWEPT_ONCE_IN == 0:
            cursor.execute(SWEEP, [minute - MINUTES_KEPT])
    return noted


def _hash(key: str) -> str:
    """`ath` of RFC 9449; nothing at sign-in, where there is no token yet."""
    return urlsafe_b64encode(hashlib.sha256(key.encode()).digest()).rstrip(b"=").decode() if key else ""


def _refusal(code: str, detail: str, error: str = "invalid_dpop_proof") -> Trouble:
    return Trouble(401, code, detail, headers={"WWW-Authenticate": f'DPoP error="{error}", algs="ES256"'})

"""The second factor: who needs one, whether this session has shown it, and its QR picture."""

from __future__ import annotations

from io import BytesIO

import segno
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import SECOND_FACTOR

SHOWN = "second_factor_shown"


def still_wanted(request: HttpRequest, reach: Reach) -> str | None:
    """The name of the page to visit first: set-up, entry, or None when nothing is missing (B11)."""
    if request.session.get(SHOWN) == request.user.pk or not reach.has(*SECOND_FACTOR):
        return None
    if any(record["method"] == "mfa" for record in get_authentication_records(request, request.user)):
        request.session[SHOWN] = request.user.pk
        return None
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return "mfa_reauthenticate"
    return "mfa_activate_totp"


class SetUp(ActivateTOTPView):
    """allauth's page; whoever has just typed a right code has shown the factor for this session too."""

    def form_valid(self, form: object) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        self.request.session[SHOWN] = self.request.user.pk
        return answer


@never_cache
@login_required
def qr_picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the secret being set up; at its own address: pages carry no inline pictures."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    drawing = BytesIO()
    picture = segno.make(get_adapter().build_totp_url(request.user, secret), error="m")
    picture.save(drawing, kind="svg", scale=6, border=2, xmldecl=False, dark="#1f2a2e")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@never_cache
@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes for a lost phone. allauth's own page writes in its GET that it was seen; ours shows."""
    raise_if_reauthentication_required(request, app="allauth.mfa")
    kept = get_object_or_404(Authenticator, user=request.user, type=Authenticator.Type.RECOVERY_CODES)
    codes = kept.wrap().get_unused_codes()
    context = {"unused_codes": codes, "total_count": app_settings.RECOVERY_CODE_COUNT}
    return render(request, "mfa/recovery_codes/index.html", context)

"""The field for the code: said as the phone says it, and a number pad on a phone."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _lazy


class _Numbers:
    """Words and keyboard of the code; a spare code has letters, so only the set-up asks for digits alone."""

    label = _lazy("验证码")
    keyboard = "text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]  # type: ignore[attr-defined]
        code.label = self.label
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs |= {"inputmode": self.keyboard, "autofocus": True}


class SetUpForm(_Numbers, ActivateTOTPForm):  # type: ignore[misc]
    label = _lazy("手机上的 6 位验证码")
    keyboard = "numeric"


class EnterForm(_Numbers, AuthenticateForm):  # type: ignore[misc]
    pass


class AgainForm(_Numbers, ReauthenticateForm):  # type: ignore[misc]
    pass

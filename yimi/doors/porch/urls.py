"""Sign-in, second factor, settings and files. allauth's own names are kept, since it looks them up."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from yimi.doors.porch import demo_clock, files, preferences, second_factor, sign_in

SECOND = "sign-in/second-factor/"

own = (
    [
        path("look/", preferences.choose, name="choose"),
        path("desk/preferences/", preferences.page, name="preferences"),
        path("desk/demo-clock/", demo_clock.move, name="demo_clock"),
        path("files/<slug:kind>/<str:key>", files.serve, name="file"),
        path(f"{SECOND}picture.svg", second_factor.qr_picture, name="second_factor_picture"),
    ],
    "porch",
)

urlpatterns = [
    path("", include(own)),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/password/", account.password_change, name="account_change_password"),
    path(SECOND, mfa.index, name="mfa_index"),
    path(f"{SECOND}enter/", mfa.authenticate, name="mfa_authenticate"),
    path(f"{SECOND}again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(f"{SECOND}set-up/", login_required(second_factor.SetUp.as_view()), name="mfa_activate_totp"),
    path(f"{SECOND}remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{SECOND}codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{SECOND}codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

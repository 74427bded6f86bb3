"""Accounts: opened, closed, unlocked, given a new password; the three administrators (B11)."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yimi.doors.desk import searching
from yimi.doors.desk.answers import done
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import ascending, counted
from yimi.kernel import clock
from yimi.rooms.accounts import actions, queries
from yimi.rooms.accounts.models import AdminGrant, ApiToken, User, UserQuerySet
from yimi.rooms.accounts.states import ADMINS, ResetReason, Role
from yimi.rooms.network.actions import appoint_administrator
from yimi.rooms.network.models import Assignment

KEEPERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
# Without letters and digits that look alike: somebody reads it out over the telephone.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class FindUserForm(forms.Form):
    q = forms.CharField(
        label=_lazy("姓名、用户名或手机号"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_lazy("状态"),
        required=False,
        choices=[("", _lazy("全部")), ("active", _lazy("启用")), ("closed", _lazy("停用"))],
    )

    def narrow(self, rows: UserQuerySet) -> UserQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        text = asked.get("q", "").strip()
        if text:
            rows = rows.filter(Q(username__contains=text) | Q(display_name__contains=text) | Q(phone=text))
        return rows.filter(is_active=asked["state"] == "active") if asked.get("state") else rows


class UserForm(forms.Form):
    display_name = forms.CharField(label=_lazy("姓名"), max_length=40)
    username = forms.CharField(
        label=_lazy("用户名"), max_length=64, help_text=_lazy("登录用，建好后不改。汉字、字母、数字都可以。")
    )
    phone = forms.CharField(
        label=_lazy("手机号"), required=False, max_length=24, help_text=_lazy("填了也可以用手机号登录。")
    )


class GrantForm(forms.Form):
    role = forms.ChoiceField(
        label=_lazy("哪一种管理员"),
        choices=[(each.value, each.label) for each in Role if each in ADMINS],
        widget=forms.RadioSelect,
    )


class ResetForm(forms.Form):
    reason = forms.ChoiceField(
        label=_lazy("为什么重置"), choices=ResetReason.choices, widget=forms.RadioSelect
    )


def users(request: Asked) -> HttpResponse:
    reach = only_for(request, *KEEPERS)
    form = FindUserForm(searching.given(request))
    rows = form.narrow(User.objects.visible_to(reach))
    shown = ascending(rows, request.GET.get("after", ""), by="username")
    held = Assignment.objects.visible_to(reach).not_over(clock.today())
    grants = AdminGrant.objects.filter(user__in=shown.rows, ended_at=None).order_by("pk")
    roles: dict[int, list[str]] = {}
    for each in [*held.filter(user__in=shown.rows).order_by("pk"), *grants]:
        roles.setdefault(each.user_id, []).append(str(Role(each.role).label))
    context = {
        "form": form,
        "rows": [(each, list(dict.fromkeys(roles.get(each.pk, [])))) for each in shown.rows],
        "onward": searching.following(request, shown.next),
        "total": counted(rows),
        "may_open": reach.has(Role.SYSTEM_ADMIN),
    }
    part = f"desk/users/{'rows' if request.htmx else 'users'}.html"
    return searching.answered(request, render(request, part, context))


def user(request: Asked, pk: int) -> HttpResponse:
    reach, account = only_for(request, *KEEPERS), _account(request, pk)
    assignments = Assignment.objects.visible_to(reach).not_over(clock.today()).filter(user=account)
    context = {
        "account": account,
        "own": account.pk == request.user.pk,
        "grants": list(account.admin_grants.order_by("-granted_at", "-pk")),
        "assignments": list(assignments.select_related("organisation").order_by("pk")),
        "tokens": queries.tokens_of(account),
        "locked_until": queries.locked_until(account),
        "second_factor_since": queries.second_factor_since(account),
        "reset_form": ResetForm(),
        "system": reach.has(Role.SYSTEM_ADMIN),
        "security": reach.has(Role.SECURITY_ADMIN),
    }
    return render(request, "desk/users/user.html", context)


def user_new(request: Asked) -> HttpResponse:
    """Open an account; the first password is set with the button of its page, where it is shown once."""
    only_for(request, Role.SYSTEM_ADMIN)
    lead = _("建好后，在账号页“重设密码”，把密码当面交给本人；岗位由安全管理员、站长或机构负责人安排。")
    return fill(
        request,
        UserForm(request.POST or None),
        lambda data: actions.create_user(by=request.user, **data),
        Sheet(_("新建账号"), _("建立账号"), reverse("desk:users"), _("用户"), lead),
        then=lambda made: reverse("desk:user", args=[made.pk]),
        said=_("账号已建立，还没有密码。"),
    )


@never_cache
@require_POST
def user_password(request: Asked, pk: int) -> HttpResponse:
    """A random password, shown on this one answer and kept nowhere."""
    account = _account(request, pk)
    password = "-".join("".join(secrets.choice(ALPHABET) for _each in range(4)) for _part in range(4))
    actions.change_password(user=account, new_password=password, by=request.user)
    return render(request, "desk/users/password.html", {"account": account, "password": password})


@require_POST
def user_switch(request: Asked, pk: int) -> HttpResponse:
    """Close or open an account, or open it before the lock runs out."""
    account = _account(request, pk)
    verbs = {
        "deactivate": (actions.deactivate, _("账号已停用，登录和令牌立即失效。")),
        "reactivate": (actions.reactivate, _("账号已重新启用。")),
        "unlock": (actions.unlock, _("已解锁，可以马上登录。")),
    }
    verb, said = verbs.get(request.POST.get("verb", ""), verbs["unlock"])
    back = reverse("desk:user", args=[pk])
    return done(request, lambda: verb(user=account, by=request.user), to=back, said=said)


@require_POST
def user_second_factor(request: Asked, pk: int) -> HttpResponse:
    """A lost phone: the second factor is taken away, and set up anew at the next sign-in."""
    account, form = _account(request, pk), ResetForm(request.POST)
    return done(
        request,
        lambda: actions.reset_second_factor(
            user=account, reason=form.cleaned_data["reason"], by=request.user
        ),
        to=reverse("desk:user", args=[pk]),
        said=_("二次验证已重置，本人下次登录时重新绑定。"),
        form=form,
    )


def user_appoint(request: Asked, pk: int) -> HttpResponse:
    only_for(request, Role.SECURITY_ADMIN)
    account = _account(request, pk)
    back = reverse("desk:user", args=[pk])

    def appoint(data: dict[str, Any]) -> AdminGrant:
        return appoint_administrator(user=account, role=data["role"], by=request.user)

    lead = _("三员分立：一个人只担任一种，也不能同时有业务岗位。")
    title = _("授权%(who)s为管理员") % {"who": account.display_name}
    sheet = Sheet(title, _("授权"), back, account.display_name, lead)
    return fill(request, GrantForm(request.POST or None), appoint, sheet, then=back, said=_("已授权。"))


@require_POST
def grant_end(request: Asked, pk: int) -> HttpResponse:
    only_for(request, Role.SECURITY_ADMIN)
    users = User.objects.visible_to(request.reach)
    grant = get_object_or_404(AdminGrant.objects.filter(user__in=users), pk=pk)
    back = reverse("desk:user", args=[grant.user_id])
    return done(
        request,
        lambda: actions.end_administrator(grant=grant, by=request.user),
        to=back,
        said=_("授权已结束。"),
    )


@require_POST
def token_revoke(request: Asked, pk: int) -> HttpResponse:
    users = User.objects.visible_to(request.reach)
    token = get_object_or_404(ApiToken.objects.filter(user__in=users), pk=pk)
    back = reverse("desk:user", args=[token.user_id])
    return done(
        request, lambda: actions.revoke_token(token=token, by=request.user), to=back, said=_("令牌已撤销。")
    )


def _account(request: Asked, pk: int) -> User:
    only_for(request, *KEEPERS)
    return get_object_or_404(User.objects.visible_to(request.reach), pk=pk)


urlpatterns = [
    path("users/", users, name="users"),
    path("users/new/", user_new, name="user_new"),
    path("users/<int:pk>/", user, name="user"),
    path("users/<int:pk>/password/", user_password, name="user_password"),
    path("users/<int:pk>/switch/", user_switch, name="user_switch"),
    path("users/<int:pk>/second-factor/", user_second_factor, name="user_second_factor"),
    path("users/<int:pk>/appoint/", user_appoint, name="user_appoint"),
    path("grants/<int:pk>/end/", grant_end, name="grant_end"),
    path("tokens/<int:pk>/revoke/", token_revoke, name="token_revoke"),
]

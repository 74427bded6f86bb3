"""Money taken back for sessions found false after they were settled."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from yimi.doors.desk.asked import Asked
from yimi.doors.desk.filling import Sheet, fill, only_for
from yimi.doors.desk.paging import counted, newest
from yimi.kernel.figures import figure
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import SessionFilter, find_sessions
from yimi.rooms.settlement import actions
from yimi.rooms.settlement.models import COUNTY_READERS, PROVIDER_READERS, Clawback

FOUND_BY = (Role.COUNTY_BUSINESS,)


class ClawbackForm(forms.Form):
    """The session by its number, and what was found."""

    number = forms.CharField(
        label=_lazy("场次编号"), help_text=_lazy("完整编号，或最后六位数字。"), max_length=24
    )
    reason = forms.CharField(
        label=_lazy("查实了什么"),
        help_text=_lazy("写明事实和依据。机构会看到，也会留在它的记录里。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, reach: Reach, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.reach = reach

    def clean_number(self) -> Session:
        text = self.cleaned_data["number"].strip()
        looks_right = text.isdigit() or text.upper().startswith("S-")
        found = list(find_sessions(self.reach, SessionFilter(text=text))[:2]) if looks_right else []
        if len(found) != 1:
            raise forms.ValidationError(
                _("有几场的编号以此结尾，请填完整编号。")
                if found
                else _("没有这个编号的场次，请对照结算单再填一次。")
            )
        return found[0]


@require_safe
def clawbacks(request: Asked) -> HttpResponse:
    reach = only_for(request, *COUNTY_READERS, *PROVIDER_READERS)
    rows = Clawback.objects.visible_to(reach).select_related(
        "session__type", "provider", "found_by", "statement"
    )
    found = newest(rows.defer("statement__content"), request.GET.get("after", ""))
    context = {"page": found, "count": counted(rows), "may_claw_back": reach.has(*FOUND_BY)}
    return render(request, "desk/clawbacks/clawbacks.html", context)


def clawback_new(request: Asked) -> HttpResponse:
    reach = only_for(request, *FOUND_BY)
    start = {"number": request.GET.get("session", "")}
    return fill(
        request,
        ClawbackForm(reach, request.POST or None, initial=start),
        lambda data: actions.claw_back(session=data["number"], reason=data["reason"], by=request.user),
        Sheet(
            _("追回一场的款项"),
            _("追回款项"),
            reverse("desk:clawbacks"),
            _("追回"),
            danger=True,
            template="desk/clawbacks/new.html",
        ),
        then=reverse("desk:clawbacks"),
        said=_("已登记追回，机构收到了消息。"),
        percent=figure("clawback_percent"),
        months=figure("stop_orders_months"),
        times=figure("strike_off_after_fakes"),
    )


urlpatterns = [
    path("clawbacks/", clawbacks, name="clawbacks"),
    path("clawbacks/new/", clawback_new, name="clawback_new"),
]

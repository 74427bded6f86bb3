"""The demonstration's clock: one sitting must be long enough to close a response window, a week and a quarter."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from yimi.doors.porch.middleware import LAST_SEEN
from yimi.doors.porch.preferences import back
from yimi.kernel import clock
from yimi.kernel.errors import Refusal
from yimi.kernel.periods import Month, Quarter, Week

STEPS = {
    "hour": _lazy("一小时"),
    "day": _lazy("一天"),
    "week": _lazy("到下周一"),
    "month": _lazy("到下月 6 日"),
    "quarter": _lazy("到下季初"),
}


def step(name: str, now: datetime) -> timedelta:
    """How far the clock goes: from `now` to nine in the morning of the day the step names."""
    if name == "hour":
        return timedelta(hours=1)
    if name == "day":
        return timedelta(days=1)
    starts: dict[str, date] = {
        "week": Week.containing(now.date()).next().start,
        "month": Month.containing(now.date()).next().start + timedelta(days=5),
        "quarter": Quarter.containing(now.date()).next().start,
    }
    if name not in starts:
        raise Refusal(_("请从列表里选往前拨多久。"))
    return timezone.make_aware(datetime.combine(starts[name], time(9))) - now


@login_required
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Put the demonstration forward for everybody; whoever does it stays signed in."""
    moment = clock.move_ahead(step(request.POST.get("step", ""), clock.now()))
    request.session[LAST_SEEN] = int(moment.timestamp())
    messages.success(request, _("演示时间已拨到 %(at)s。") % {"at": f"{moment:%Y-%m-%d %H:%M}"})
    return HttpResponseRedirect(back(request, "/desk/"))

"""One's own messages: unread first, opened in one tap."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yimi.doors.desk.answers import go
from yimi.doors.desk.asked import Asked
from yimi.doors.desk.paging import newest
from yimi.kernel import outbox
from yimi.kernel.outbox import OutboxMessage

MOST_UNREAD = 50


def notices(request: Asked) -> HttpResponse:
    """Unread ones above, read ones below."""
    mine = OutboxMessage.objects.filter(recipient_id=request.user.pk)
    after = request.GET.get("after", "")
    unread = [] if after else list(mine.filter(read_at=None).order_by("-pk")[:MOST_UNREAD])
    shown = newest(mine.exclude(read_at=None), after)
    context = {
        "unread": unread,
        "more": len(unread) == MOST_UNREAD,
        "rows": shown.rows,
        "after": shown.next,
    }
    return render(request, "desk/notices/notices.html", context)


@require_POST
def notice_open(request: Asked, pk: int) -> HttpResponse:
    """Read it, and go where it leads."""
    message = get_object_or_404(OutboxMessage.objects.filter(recipient_id=request.user.pk), pk=pk)
    outbox.mark_read(user_id=request.user.pk, message_id=message.pk)
    ours = url_has_allowed_host_and_scheme(message.link, None) and message.link.startswith("/")
    return redirect(message.link if ours else reverse("desk:notices"))


@require_POST
def notices_read(request: Asked) -> HttpResponse:
    count = outbox.mark_read(user_id=request.user.pk)
    return go(request, reverse("desk:notices"), _("%(n)d 条已标为已读。") % {"n": count})


urlpatterns = [
    path("notices/", notices, name="notices"),
    path("notices/read/", notices_read, name="notices_read"),
    path("notices/<int:pk>/", notice_open, name="notice_open"),
]

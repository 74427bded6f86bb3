"""What waits in reports: a bulletin to draw up or to publish, sessions ready for the wall."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.periods import Month
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import Role
from yimi.rooms.projects.queries.today import Waiting
from yimi.rooms.reports.models import Bulletin
from yimi.rooms.reports.queries.publication import PUBLISHERS, publishable, without_copies
from yimi.rooms.reports.states import BulletinState

DRAFTERS = (Role.COUNTY_BUSINESS, Role.COUNTY_EDITOR, Role.COUNTY_REVIEWER)
SIGNERS = (Role.COUNTY_LEADER, Role.COUNTY_BUSINESS)
MOST = 20


def waiting_for(reach: Reach) -> list[Waiting]:
    """Lines of today for county staff; nothing for anybody else."""
    found: list[Waiting] = []
    month = Month.containing(clock.today()).previous()
    drafting = reach.counties(*DRAFTERS)
    if drafting:
        done = set(
            Bulletin.objects.filter(county__in=drafting, month=str(month)).values_list("county", flat=True)
        )
        for _county in sorted(drafting - done):
            title = _("编制 %(month)s的通报") % {"month": month.label}
            found.append(Waiting("draw_up_bulletin", title, None, "desk:bulletins", ()))
    drafts = Bulletin.objects.filter(county__in=reach.counties(*SIGNERS), state=BulletinState.DRAFT)
    for draft in drafts.exclude(drawn_up_by=reach.user_id).order_by("month").defer("figures")[:MOST]:
        title = _("审核并发布 %(month)s的通报") % {"month": Month.parse(draft.month).label}
        found.append(Waiting("publish_bulletin", title, None, "desk:bulletin", (draft.pk,)))
    if reach.counties(*PUBLISHERS):
        count = publishable(reach).count()
        if count:
            title = _("可以上公示墙的场次")
            found.append(Waiting("publish_session", title, None, "desk:publishing", (), count))
    if reach.has(Role.COUNTY_EDITOR) and (count := without_copies(reach).count()):
        title = _("新通过、画面还没有打码的场次")
        found.append(Waiting("copies", title, None, "desk:blur", (), count))
    return found

"""Draw up and publish the month's bulletin (月通报, A4-03)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock, files
from yimi.kernel.action import Actor, action, note
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.kernel.periods import Month
from yimi.rooms.accounts.models import User
from yimi.rooms.projects.queries.who import require_county
from yimi.rooms.public.actions import publish_notice
from yimi.rooms.public.states import NoticeKind
from yimi.rooms.reports.document import MEDIA_TYPE, blocks_of, document_of, title_of
from yimi.rooms.reports.models import Bulletin
from yimi.rooms.reports.queries.bulletin import figures_of
from yimi.rooms.reports.queries.waiting import DRAFTERS, SIGNERS
from yimi.rooms.reports.states import BulletinState


@action
def draw_up_bulletin(*, county: str, month: str, by: Actor) -> Bulletin:
    """Freeze a month's figures (B13) and write the document a clerk can edit; `month` as "2026-11".

    By county business, editor or reviewer, after the month's end. A draft is drawn up anew with today's
    figures; a published bulletin never is (late verdicts go to the next one, decision 5).
    """
    require_county(by, county, DRAFTERS, what=_("编制通报"))
    if not isinstance(by, User):
        raise NotYours(_("通报要由本人署名编制。"))
    period = Month.parse(str(month))
    if clock.today() <= period.end:
        raise Refusal(_("%(month)s还没有结束，月底之后才能编制通报。") % {"month": period.label})
    known = Bulletin.objects.select_for_update().filter(county=county, month=str(period)).first()
    if known is not None and known.state == BulletinState.PUBLISHED:
        raise Stale(_("%(month)s的通报已经发布，不能再改；之后的结论计入下一期。") % {"month": period.label})
    bulletin = known or Bulletin(county=county, month=str(period))
    bulletin.figures = figures_of(county, period)
    bulletin.document = files.store(document_of(bulletin.figures), media_type=MEDIA_TYPE, by=by)
    bulletin.drawn_up_at, bulletin.drawn_up_by = clock.now(), by
    bulletin.save()
    note(again=known is not None)
    return bulletin


@action
def publish_bulletin(*, bulletin: Bulletin, by: Actor) -> Bulletin:
    """A leader or county business, never whoever drew it up, releases the bulletin to everybody (B13)."""
    require_county(by, bulletin.county, SIGNERS, what=_("发布通报"))
    if not isinstance(by, User):
        raise NotYours(_("通报要由本人署名发布。"))
    held = Bulletin.objects.select_for_update(of=("self",)).select_related("document").get(pk=bulletin.pk)
    if held.state != BulletinState.DRAFT:
        raise Stale(_("这一期通报已经发布。"))
    if held.drawn_up_by_id == by.pk:
        raise NotYours(_("编制和发布要由两个人完成，请由分管领导或另一位业务同事发布。"))
    title = title_of(held.figures)
    notice = publish_notice(
        county=held.county,
        kind=NoticeKind.BULLETIN,
        title=title,
        body=blocks_of(held.figures),
        file=held.document,
        file_name=f"{title}.docx",
        by=by,
    )
    held.state, held.slug = BulletinState.PUBLISHED, notice.slug
    held.published_at, held.published_by = clock.now(), by
    held.save(update_fields=["state", "slug", "published_at", "published_by"])
    return held

"""The station looks first: is everything there, was it here (D8: by Tuesday)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import action
from yimi.kernel.errors import NotYours, Refusal, Stale
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION
from yimi.rooms.projects import actions as projects
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import related_to_provider
from yimi.rooms.projects.queries.who import require_place
from yimi.rooms.review.actions.writing import _locked, _require_submitted
from yimi.rooms.review.models import PreCheck
from yimi.rooms.review.queries import round_of
from yimi.rooms.review.states import AskedAgain, PreCheckResult


@action
def pre_check(
    *, session: Session, result: str, by: User, note: str = "", asked: Sequence[str] = ()
) -> PreCheck:
    """Pass a submitted session on to the county, or return it with a reason and what is asked for again (D8).

    By station staff of its town without a declared relation to the provider. Raises Refusal without a reason,
    Stale when it is not submitted or was checked in this round, NotYours.
    """
    require_place(by, session.town_id, STATION, what=_("初核"))
    if related_to_provider(by.pk, session.provider_id, clock.today()):
        raise NotYours(_("你申报过与这家承接机构人员的关系，请由站里其他人初核。"))
    if result not in PreCheckResult.values:
        raise Refusal(_("初核只有“通过”和“退回补充”两种结果。"), field="result")
    if not set(asked) <= set(AskedAgain.values):
        raise Refusal(_("要补的只能从照片、视频、经过、名单里选，其他的写在说明里。"), field="asked")
    held = _locked(session)
    _require_submitted(held)
    lap = round_of(held)
    if PreCheck.objects.filter(session=held, round=lap).exists():
        raise Stale(_("场次 {number} 本轮已经初核过。").format(number=held.number))
    if result == PreCheckResult.RETURNED and not note.strip():
        raise Refusal(_("退回时请写明要补充什么，例如：缺一张能看清场地的照片。"), field="note")
    checked = PreCheck.objects.create(
        session=held,
        round=lap,
        result=result,
        note=note.strip(),
        asked=list(dict.fromkeys(asked)) if result == PreCheckResult.RETURNED else [],
        checked_at=clock.now(),
        checked_by=by,
    )
    if result == PreCheckResult.RETURNED:
        projects.reopen_submission(session=held, by=by)
    return checked

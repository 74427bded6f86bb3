"""Who may judge: a county reviewer who is not of the house, not related to it, and has not looked before."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.errors import NotYours
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import Role
from yimi.rooms.network.models import Assignment, DeclaredRelation
from yimi.rooms.network.queries import holders_in
from yimi.rooms.projects.models import Session
from yimi.rooms.projects.queries import related_to_provider
from yimi.rooms.projects.queries.who import require_county
from yimi.rooms.review.models import PreCheck, Verdict


def require_reviewer(by: User, session: Session, *, besides: Iterable[int] = ()) -> None:
    """Raise NotYours unless `by` may judge this session; `besides` are people who judged it before."""
    require_county(by, session.county, (Role.COUNTY_REVIEWER,), what=_("评审场次"))
    why = bias_of(by.pk, session)
    if why is None and by.pk in set(besides):
        why = _("你评过这一场次，要由另一位评审员来看。")
    if why:
        raise NotYours(why)


def bias_of(user_id: int, session: Session) -> str | None:
    """Why this person must not judge the session, as a sentence, or None (law 4, E7)."""
    houses = [pk for pk in (session.provider_id, session.station_id, session.host_id) if pk is not None]
    days = {clock.today(), timezone.localtime(session.starts_at).date()}
    served = Assignment.objects.filter(user=user_id, organisation__in=houses)
    if any(served.current(day).exists() for day in days):
        return _("这一场次由你所在的机构承办或初核，不能自己评审自己。")
    if related_to_provider(user_id, session.provider_id, clock.today()) or _related_to_staff(
        user_id, session
    ):
        return _("你申报过与这家承接机构人员的关系，请由其他评审员来看。")
    if PreCheck.objects.filter(session=session, checked_by=user_id).exists():
        return _("你初核过这一场次，要由另一个人评审。")
    return None


def second_readers(session: Session, first: Verdict) -> list[int]:
    """The reviewers who may look at a session again without having judged it before."""
    everybody = holders_in(session.county, Role.COUNTY_REVIEWER)
    return [pk for pk in everybody if pk != first.given_by_id and bias_of(pk, session) is None]


def _related_to_staff(user_id: int, session: Session) -> bool:
    staff = session.staff.values("user")
    declared = DeclaredRelation.objects
    return (
        declared.filter(user_a=user_id, user_b__in=staff).exists()
        or declared.filter(user_b=user_id, user_a__in=staff).exists()
    )

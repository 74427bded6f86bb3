"""Lists of cases: mine, everybody's, one person's, what is due."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q, QuerySet

from yimi.kernel import clock
from yimi.kernel.reach import Reach
from yimi.rooms.accounts.models import User
from yimi.rooms.casework.models import Case, CaseQuerySet, FollowUp, Paper, Referral
from yimi.rooms.casework.states import PaperState, ReferralState
from yimi.rooms.people import queries as people
from yimi.rooms.people.models import Person
from yimi.rooms.people.queries.rights import every_file_of


def found(reach: Reach, text: str) -> CaseQuerySet:
    """Cases of one's own by number, by a group's title, or by whom the register finds under a name."""
    rows = Case.objects.visible_to(reach)
    asked = text.strip()
    if not asked:
        return rows
    if "-" in asked:
        return rows.filter(number__icontains=asked)
    return rows.filter(Q(title__icontains=asked) | Q(person__in=people.search(reach, asked).values("pk")))


def of_person(person: Person, reach: Reach) -> list[Case]:
    """A person's cases and groups that the asker may see, of every file merged into this one, the newest first."""
    files = every_file_of(person)
    rows = Case.objects.visible_to(reach).filter(
        Q(person__in=files) | Q(members__person__in=files, members__left_at=None)
    )
    return list(rows.select_related("worker").distinct().order_by("-pk")[:20])


def reviews_due(reach: Reach, day: date | None = None) -> CaseQuerySet:
    """Open cases whose plan is to be looked at again, the oldest day first."""
    rows = Case.objects.visible_to(reach).open().filter(review_on__lte=day or clock.today())
    return rows.select_related("person", "worker").order_by("review_on", "pk")


def to_approve(reach: Reach) -> QuerySet[Paper]:
    """Forms that wait for somebody else's word: not one's own, not of one's own case."""
    rows = Paper.objects.visible_to(reach).filter(state=PaperState.WAITING)
    rows = rows.exclude(case__worker=reach.user_id).exclude(filed_by=reach.user_id)
    return rows.select_related("case").order_by("filed_at", "pk")


def to_receive(reach: Reach) -> QuerySet[Referral]:
    """Transfers that wait for the asker's answer."""
    if reach.user_id is None:
        return Referral.objects.none()
    rows = Referral.objects.filter(to_worker=reach.user_id, state=ReferralState.SENT)
    return rows.select_related("case").order_by("pk")


def follow_ups_due(reach: Reach, day: date | None = None) -> QuerySet[FollowUp]:
    """Clients of closed cases who are to be looked at again."""
    rows = FollowUp.objects.visible_to(reach).filter(met_at=None, due_on__lte=day or clock.today())
    return rows.select_related("case").order_by("due_on", "pk")


def loads(reach: Reach) -> list[tuple[User, int, int]]:
    """Open cases and overdue reviews of each worker, by name. For sharing the work out, never for ranking (E1)."""
    late = Q(review_on__lt=clock.today())
    rows = Case.objects.visible_to(reach).open().values_list("worker").order_by()
    counted = {
        pk: (cases, overdue)
        for pk, cases, overdue in rows.annotate(n=Count("pk"), late=Count("pk", filter=late))
    }
    workers = User.objects.filter(pk__in=counted).order_by(F("display_name"), "pk")
    return [(each, *counted[each.pk]) for each in workers]

"""What changed in the register and is a warning (D7 AL03, AL04): each finding with a key, so that it is raised once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.figures import figure
from yimi.rooms.care.models import Standing
from yimi.rooms.care.queries.breaches import Breach
from yimi.rooms.care.states import Colour, Rule
from yimi.rooms.people.models import Membership, Person, PersonCategory
from yimi.rooms.people.states import Came, Category, Left

#: Losing one of these is losing income; being given the last means medical or other bills eat the income (B5).
BENEFITS = (Category.DIBAO, Category.TEKUN, Category.NEAR_POOR, Category.RIGID_EXPENSE)
#: Who goes or comes in life; a household split, merged or mended on paper is no news.
WENT = (Left.DIED, Left.MARRIED, Left.MOVED, Left.OTHER)
CAME = (Came.BORN, Came.MARRIED)


def left_behind(household: int, other: int) -> Person | None:
    """Whom a change of a household is about: of those who stay, the one with the gravest colour."""
    rows = Standing.objects.present().filter(person__household=household).exclude(person=other)
    found = list(rows.select_related("person__division").order_by("pk"))
    worst = min(found, key=lambda each: Colour(each.colour).rank, default=None)
    return worst.person if worst else None


def family(people: Collection[int] | None = None) -> list[Breach]:
    """AL03: somebody of the household died, married, left or was born lately; of `people` alone, when they are given."""
    since = timezone.make_aware(datetime.combine(_since(), time.min))
    looked_after = Standing.objects.present().filter(person__household__isnull=False)
    rows = Membership.objects.filter(
        Q(left__in=WENT, ended_at__gte=since) | Q(came__in=CAME, entered_at__gte=since, ended_at=None),
        household__in=looked_after.values("person__household"),
    )
    found = []
    for each in (rows if people is None else rows.filter(person__in=people)).order_by("pk"):
        stays = left_behind(each.household_id, each.person_id)
        if stays is not None:
            said, key = _moved(each)
            found.append(Breach(Rule.MEMBER, stays, key, said))
    return found


def _moved(each: Membership) -> tuple[str, str]:
    if each.ended_at is not None:
        said = _("同户有人%(why)s（%(on)s）") % {"why": Left(each.left).label, "on": each.until}
        return said, f"AL03:left:{each.pk}"
    on = each.since or timezone.localtime(each.entered_at).date()
    return _("同户添了人：%(why)s（%(on)s）") % {
        "why": Came(each.came).label,
        "on": on,
    }, f"AL03:came:{each.pk}"


def poorer(people: Collection[int] | None = None) -> list[Breach]:
    """AL04: a benefit of somebody who is looked after ended lately and nothing came instead, or bills were found to
    eat the income (rigid expenditure). Income itself is asked by the survey.
    """
    today, since = clock.today(), _since()
    looked_after = PersonCategory.objects.filter(
        person__in=Standing.objects.present().values("person"), category__in=BENEFITS
    )
    if people is not None:
        looked_after = looked_after.filter(person__in=people)
    looked_after = looked_after.select_related("person__division").order_by("pk")
    ended = looked_after.filter(valid_to__range=(since, today - timedelta(days=1)))
    rigid = looked_after.filter(category=Category.RIGID_EXPENSE, valid_from__range=(since, today))
    still = _holding(ended, today)
    lost = [
        Breach(Rule.INCOME, each.person, f"AL04:ended:{each.pk}", _ended(each))
        for each in ended
        if each.person_id not in still
    ]
    new = [
        Breach(Rule.INCOME, each.person, f"AL04:rigid:{each.pk}", _rigid(each))
        for each in rigid
        if each.valid_to is None or each.valid_to >= today
    ]
    return lost + new


def _holding(ended: QuerySet[PersonCategory], today: date) -> set[int]:
    """Of these people, those who hold a benefit today: one ended, another took its place."""
    rows = PersonCategory.objects.filter(person__in=ended.values("person"), category__in=BENEFITS)
    running = rows.filter(valid_from__lte=today).exclude(valid_to__lt=today)
    return set(running.values_list("person_id", flat=True))


def _ended(each: PersonCategory) -> str:
    return _("%(what)s到 %(on)s 止，没有别的救助接上") % {
        "what": Category(each.category).label,
        "on": each.valid_to,
    }


def _rigid(each: PersonCategory) -> str:
    return _("%(on)s 起认定为刚性支出困难：医疗等支出占收入太多") % {"on": each.valid_from}


def _since() -> date:
    return clock.today() - timedelta(days=figure("member_change_days"))

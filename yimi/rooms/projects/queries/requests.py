"""Requests that are alike, and what a sentence should remind of."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from yimi.rooms.people.models import Person
from yimi.rooms.people.queries import consented
from yimi.rooms.people.states import ConsentUse
from yimi.rooms.projects.models import Request, RequestPerson


def similar_requests(request: Request) -> QuerySet[Request]:
    """Open requests of the town that one call-out could answer: same type, overlapping wishes."""
    same = Q(type=request.type_id) if request.type_id else Q(service_item=request.service_item_id)
    near = Case(
        When(division=request.division_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return (
        Request.objects.unanswered()
        .filter(same, town=request.town_id)
        .filter(wished_from__lte=request.wished_to, wished_to__gte=request.wished_from)
        .exclude(pk=request.pk)
        .select_related("division", "type", "service_item")
        .order_by(near, "created_at", "id")
    )


def family_of(requests: Collection[Request]) -> QuerySet[Request]:
    """The requests and everything merged into them."""
    ids = [request.pk for request in requests]
    return Request.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids))


def persons_of(requests: QuerySet[Request]) -> list[Person]:
    """Everybody named in these requests, once."""
    named = RequestPerson.objects.filter(request__in=requests).values("person")
    return list(Person.objects.filter(pk__in=named).order_by("id"))


def consent_reminder(persons: Collection[Person]) -> str | None:
    """Consent is not needed to order; a sentence reminds of who has not agreed to pictures (E4)."""
    agreed = consented([person.pk for person in persons], ConsentUse.PHOTO)
    missing = [person.masked_name for person in persons if person.pk not in agreed]
    if not missing:
        return None
    return _("%(names)s 还没有登记拍照同意。可以先下单，服务前请征得同意；不同意的不拍人像。") % {
        "names": "、".join(missing[:10]) + (_(" 等") if len(missing) > 10 else "")
    }

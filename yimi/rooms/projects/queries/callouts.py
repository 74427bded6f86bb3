"""What the station weighs before it awards: who may answer, who answered, and signals of collusion."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from yimi.kernel import clock
from yimi.rooms.network.models import Assignment, DeclaredRelation, FrameworkContract, Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.projects.models import Award, CallOut, Response
from yimi.rooms.projects.rules import Bidder, Signal
from yimi.rooms.projects.rules import callouts as weigh
from yimi.rooms.projects.states import AwardState, CallOutState, ResponseKind

LOOK_BACK = 10


def holds_contract(provider: Organisation, type_code: str, day: date) -> bool:
    """Whether the provider's contracts allow this order; without any on file there is no limit."""
    contracts = FrameworkContract.objects.filter(provider=provider)
    current = contracts.current(day).filter(Q(type_codes__contains=[type_code]) | Q(type_codes=[]))
    return current.exists() or not contracts.exists()


def invited(callout: CallOut) -> list[Organisation]:
    """Providers of the county that may answer this call-out today (two queries)."""
    today = clock.today()
    providers = list(
        Organisation.objects.filter(county=callout.county)
        .of_kind(OrganisationKind.PROVIDER)
        .taking_orders(today)
        .order_by("id")
    )
    contracts = FrameworkContract.objects.filter(provider__in=providers)
    bound = set(contracts.values_list("provider_id", flat=True))
    fitting = contracts.current(today).filter(Q(type_codes__contains=[callout.type_id]) | Q(type_codes=[]))
    allowed = set(fitting.values_list("provider_id", flat=True))
    return [provider for provider in providers if provider.pk in allowed or provider.pk not in bound]


def offers_of(callout: CallOut) -> QuerySet[Response]:
    """The offers, earliest first, with provider and staff."""
    return (
        Response.objects.offers()
        .filter(callout=callout)
        .select_related("provider")
        .prefetch_related("staff__user")
        .order_by("responded_at", "id")
    )


def related_to_provider(user_id: int, provider_id: int, day: date) -> bool:
    """Whether the person declared a relation to anybody who works for the provider (E7)."""
    staff = Assignment.objects.current(day).filter(organisation=provider_id).values("user_id")
    return DeclaredRelation.objects.filter(
        Q(user_a=user_id, user_b__in=staff) | Q(user_b=user_id, user_a__in=staff)
    ).exists()


def signals(callout: CallOut) -> list[Signal]:
    """Everything worth a second look before awarding; shown, never blocking (mission 2)."""
    providers = [offer.provider for offer in offers_of(callout)]
    bidders = [
        Bidder(p.pk, p.short_name or p.name, p.account_index or "", p.address, p.phone) for p in providers
    ]
    found = [
        weigh.same_pair(bidders, _earlier_bidders(callout)),
        weigh.same_winner(bidders, _winners(callout)),
        *weigh.shared_details(bidders),
        *weigh.relatives(_relatives(callout, providers)),
    ]
    if callout.state == CallOutState.OPEN:
        found.append(weigh.closed_early(now=clock.now(), respond_by=callout.respond_by))
    return [signal for signal in found if signal is not None]


def _earlier_bidders(callout: CallOut) -> list[frozenset[int]]:
    """Who offered in the last call-outs of the town, newest first."""
    earlier = list(
        CallOut.objects.filter(county=callout.county, town=callout.town_id, opened_at__lt=callout.opened_at)
        .filter(awards__isnull=False)
        .distinct()
        .order_by("-opened_at")
        .values_list("pk", flat=True)[:LOOK_BACK]
    )
    offered: dict[int, set[int]] = {pk: set() for pk in earlier}
    rows = Response.objects.filter(callout__in=earlier, kind=ResponseKind.OFFER)
    for pk, provider in rows.values_list("callout_id", "provider_id"):
        offered[pk].add(provider)
    return [frozenset(offered[pk]) for pk in earlier]


def _winners(callout: CallOut) -> list[int]:
    """Who won the last call-outs of the town, newest first."""
    won = Award.objects.filter(
        callout__county=callout.county, callout__town=callout.town_id, state=AwardState.CONFIRMED
    ).exclude(callout=callout)
    return list(won.order_by("-awarded_at").values_list("response__provider_id", flat=True)[:LOOK_BACK])


def _relatives(callout: CallOut, providers: Collection[Organisation]) -> list[tuple[str, str]]:
    """Pairs of people who declared a relation and stand on two different sides of this call-out."""
    sides = [callout.station_id, *(provider.pk for provider in providers)]
    serving = Assignment.objects.current(clock.today()).filter(organisation__in=sides)
    homes: dict[int, set[int]] = {}
    names: dict[int, str] = {}
    for user, home, name, house in serving.values_list(
        "user_id", "organisation_id", "user__display_name", "organisation__short_name"
    ):
        homes.setdefault(user, set()).add(home)
        names[user] = f"{house} {name}"
    declared = DeclaredRelation.objects.filter(user_a__in=homes, user_b__in=homes).order_by("id")
    return [
        (names[a], names[b])
        for a, b in declared.values_list("user_a_id", "user_b_id")
        if homes[a].isdisjoint(homes[b])
    ]

"""The figures of a month's bulletin (B13), each with the filter that lists its sessions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yimi.kernel import clock
from yimi.kernel.audit import AuditSeal
from yimi.kernel.periods import Month
from yimi.rooms.catalogue.models import MicroType
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.places.models import Division
from yimi.rooms.projects.models import Session
from yimi.rooms.reports.queries import tallies
from yimi.rooms.reports.queries.tallies import Decided, Voices
from yimi.rooms.reports.rules import share, tenths
from yimi.rooms.review.states import Reason

Where = dict[str, str]
Figure = dict[str, Any]


def figures_of(county: str, month: Month) -> dict[str, Any]:
    """Everything the bulletin says, as plain JSON: a dozen queries, however many sessions there were."""
    span, text = month.bounds(), str(month)
    sessions = Session.objects.filter(county=county)
    submitted = tallies.submitted_by("station", sessions, span)
    decided = tallies.decided_by("station", sessions, county, span)
    returned = tallies.returned_by("station", county, span)
    voices = tallies.voices_by("station", county, span)
    houses = stations_in(county, {*submitted, *decided, *returned, *voices})
    rows = [
        {
            "station": house.pk,
            "name": house.name,
            "short_name": house.short_name or house.name,
            "town": house.division.name,
            **_cells(
                submitted.get(house.pk, 0),
                decided.get(house.pk, {}),
                returned.get(house.pk, 0),
                voices.get(house.pk, Voices()),
                text,
                {"station": str(house.pk)},
            ),
        }
        for house in houses
    ]
    totals = _cells(
        sum(submitted.values()),
        _added(decided.values()),
        sum(returned.values()),
        _voices_added(voices.values()),
        text,
        {},
    )
    return {
        "format": 1,
        "county": county,
        "county_name": _county_name(county),
        "month": text,
        "label": month.label,
        "drawn_on": clock.today().isoformat(),
        "stations": rows,
        "totals": totals,
        "types": _types(sessions, county, month),
        "reasons": _reasons(county, month),
        "chain": _daily_root(month),
    }


def stations_in(county: str, besides: Iterable[int] = ()) -> list[Organisation]:
    """The county's stations by name, those with work in the period even if they are closed by now."""
    active = Organisation.objects.filter(county=county, kind=OrganisationKind.STATION)
    found = active.exclude(status="struck_off") | active.filter(pk__in=list(besides))
    return list(found.select_related("division").order_by("name", "pk"))


def _cells(
    submitted: int, decided: dict[str, Decided], returned: int, voices: Voices, month: str, where: Where
) -> dict[str, Figure]:
    none = Decided()
    paid = [decided.get("accept", none), decided.get("partial", none)]
    accepted = {**where, "decided": month, "result": "accept,partial"}
    results: dict[str, Figure] = {
        result: _figure(decided.get(result, none).sessions, {**where, "decided": month, "result": result})
        for result in ("accept", "partial", "reject")
    }
    called = {**where, "called": month}
    return {
        "submitted": _figure(submitted, {**where, "submitted": month}),
        **results,
        "returned": _figure(returned, {**where, "returned": month}),
        "people": _figure(sum(each.people for each in paid), accepted),
        "fen": _figure(sum(each.fen for each in paid), accepted),
        "satisfaction": {
            **_figure(tenths(voices.satisfaction_sum, voices.satisfaction_n), called),
            "sample": voices.satisfaction_n,
        },
        "confirmed": {**_figure(share(voices.confirmed, voices.heard), called), "sample": voices.heard},
    }


def _figure(value: int | None, where: Where) -> Figure:
    return {"value": value, "where": where}


def _added(several: Iterable[dict[str, Decided]]) -> dict[str, Decided]:
    found: dict[str, Decided] = {}
    for results in several:
        for result, each in results.items():
            so_far = found.get(result, Decided())
            found[result] = Decided(
                so_far.sessions + each.sessions, so_far.people + each.people, so_far.fen + each.fen
            )
    return found


def _voices_added(several: Iterable[Voices]) -> Voices:
    all_of_them = list(several)
    return Voices(
        *(sum(getattr(each, field) for each in all_of_them) for field in Voices.__dataclass_fields__)
    )


def _types(sessions: Any, county: str, month: Month) -> list[dict[str, Any]]:
    """Accepted sessions and people by type, by the type's code."""
    decided = tallies.decided_by("type", sessions, county, month.bounds())
    names = dict(MicroType.objects.filter(pk__in=list(decided)).values_list("code", "name"))
    rows = []
    for code in sorted(decided):
        paid = [decided[code].get(result, Decided()) for result in ("accept", "partial")]
        where = {"type": code, "decided": str(month), "result": "accept,partial"}
        count = sum(each.sessions for each in paid)
        if count:
            rows.append(
                {
                    "type": code,
                    "name": names[code],
                    "sessions": _figure(count, where),
                    "people": _figure(sum(each.people for each in paid), where),
                    "fen": _figure(sum(each.fen for each in paid), where),
                }
            )
    return rows


def _reasons(county: str, month: Month) -> list[dict[str, Any]]:
    counts = tallies.reasons_of_returns(county, month.bounds())
    where = {"returned": str(month)}
    return [
        {"code": code, "name": str(Reason(code).label), "sessions": _figure(count, where)}
        for code, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def _daily_root(month: Month) -> dict[str, Any] | None:
    """The last seal of the audit chain in the month: who keeps the bulletin can hold the chain against it."""
    _start, after = month.bounds()
    seal = AuditSeal.objects.filter(sealed_at__lt=after).order_by("-number").first()
    if seal is None:
        return None
    return {"number": seal.number, "digest": seal.digest, "sealed_at": seal.sealed_at.isoformat()}


def _county_name(county: str) -> str:
    place = Division.objects.filter(pk=f"{county}000000").first()
    return place.name if place else county

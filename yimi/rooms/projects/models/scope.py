"""The rows a reach opens, for every table of this room. No hats, no rows."""

from __future__ import annotations

from django.db.models import Q

from yimi.kernel.reach import Reach
from yimi.rooms.accounts.states import COUNTY, PROVIDER, STATION, Role
from yimi.rooms.places.rules import pad

# Everybody who works a place: they see what happens in their town or village.
LOCAL = (*STATION, Role.VILLAGE_MEMBER)
WHOLE_COUNTY = (*COUNTY, Role.SUPERVISOR)
NOTHING = Q(pk__in=[])


def of_place(reach: Reach, *roles: str, town: str = "town", village: str = "village") -> Q:
    """Rows in the places of these roles, as equalities where possible so that the indexes serve.

    A stem of 6 digits is a county, 9 a town, 12 and more a village (contract of `kernel.reach`).
    """
    found = NOTHING
    for stem in reach.stems(*roles):
        if len(stem) < 6:
            found |= Q(county__startswith=stem)
        elif len(stem) == 6:
            found |= Q(county=stem)
        elif len(stem) == 9:
            found |= Q(**{town: pad(stem)})
        else:
            found |= Q(**{village: stem[:12]})
    return found


def of_county(reach: Reach) -> Q:
    """Rows of the counties in which somebody holds a county role."""
    counties = reach.counties(*WHOLE_COUNTY)
    return Q(county__in=counties) if counties else NOTHING


def of_provider(reach: Reach, field: str = "provider") -> Q:
    """Rows of the provider organisations somebody works for."""
    organisations = reach.organisations(*PROVIDER)
    return Q(**{f"{field}__in": organisations}) if organisations else NOTHING

"""How far somebody's hands go: a plain value computed once a request by `network.queries.reach(user)`.

Every `visible_to(reach)` is built from these words. They fail closed: no hats, no rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Hat:
    """One role somebody wears for one organisation and one area.

    `stem` is the division code without the trailing zeros of its level: county 500114, town 500114109,
    village 500114109203, natural village 15 digits. An empty stem covers nothing.
    """

    role: str
    organisation_id: int | None
    organisation_kind: str
    stem: str
    county: str


@dataclass(frozen=True)
class Reach:
    """The hats of one person; falsy when there are none. Without roles, a method asks about every hat."""

    user_id: int | None
    hats: tuple[Hat, ...] = ()

    @classmethod
    def nothing(cls, user_id: int | None = None) -> Reach:
        """The reach of a stranger: it sees no row."""
        return cls(user_id=user_id, hats=())

    def __bool__(self) -> bool:
        return bool(self.hats)

    def worn(self, *roles: str) -> tuple[Hat, ...]:
        """The hats of these roles."""
        return tuple(hat for hat in self.hats if not roles or hat.role in roles)

    def has(self, *roles: str) -> bool:
        """Is at least one of these roles worn?"""
        return bool(self.worn(*roles))

    def stems(self, *roles: str) -> tuple[str, ...]:
        """The areas of these roles, sorted; an area inside another one of them is left out."""
        shortest: list[str] = []
        for stem in sorted({hat.stem for hat in self.worn(*roles) if hat.stem}):
            if not any(stem.startswith(wider) for wider in shortest):
                shortest.append(stem)
        return tuple(shortest)

    def organisations(self, *roles: str) -> frozenset[int]:
        """The organisations for which these roles are worn."""
        return frozenset(hat.organisation_id for hat in self.worn(*roles) if hat.organisation_id is not None)

    def counties(self, *roles: str) -> frozenset[str]:
        """The counties in which these roles are worn."""
        return frozenset(hat.county for hat in self.worn(*roles) if hat.county)

    def within(self, field: str, *roles: str) -> Q:
        """Rows whose division code in `field` lies in an area of these roles; none when there is no area."""
        stems = self.stems(*roles)
        if not stems:
            return Q(pk__in=[])
        inside = Q()
        for stem in stems:
            inside |= Q(**{f"{field}__startswith": stem})
        return inside

    def covers(self, code: str, *roles: str) -> bool:
        """Does the division `code` lie in an area of these roles?"""
        return any(code.startswith(stem) for stem in self.stems(*roles))

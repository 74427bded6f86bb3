"""Everybody who serves somewhere else: each role in villages, towns and counties that are not the ones with the rows."""

from __future__ import annotations

from dataclasses import dataclass

from tests.cast import BY, Cast
from yimi.kernel import clock
from yimi.rooms.accounts.models import AdminGrant, User
from yimi.rooms.accounts.states import ADMINS, COUNTY, PROVIDER, VILLAGE, Role
from yimi.rooms.network.actions import register_organisation
from yimi.rooms.network.models import Assignment, Organisation
from yimi.rooms.places.actions import add_division
from yimi.rooms.places.models import Division


@dataclass(frozen=True)
class Foreigner:
    role: str
    place: str
    user: User


def foreigners(cast: Cast) -> list[Foreigner]:
    """Six of each role, in another town and in other counties; three of a role that spans a county."""
    villages = _villages(cast)
    made = []
    for role in Role:
        wide = role in COUNTY | ADMINS | {Role.SUPERVISOR}
        for number, village in enumerate(villages[3:] if wide else villages):
            user = User.objects.create(username=f"f-{role}-{number}", display_name=f"外地{role}{number}")
            _serve(user, role, village, number)
            made.append(Foreigner(role, village.code, user))
    return made


def _villages(cast: Cast) -> list[Division]:
    near = [
        _village("500114112211", "马尾村"),
        _village("500114112212", "五福村"),
        _village("500114112213", "双石村"),
    ]
    for code, name in (("510105000000", "青羊区"), ("510106000000", "金牛区")):
        add_division(code=code, name=name, by=BY)
        add_division(code=f"{code[:6]}001000", name=f"{name}一街道", by=BY)
    far = [
        _village("510104017211", "水井村"),
        _village("510105001211", "杜甫村"),
        _village("510106001211", "茶店村"),
    ]
    return near + far


def _village(code: str, name: str) -> Division:
    return add_division(code=code, name=name, by=BY)


def _serve(user: User, role: str, village: Division, number: int) -> None:
    county = village.county_code
    if role in ADMINS:
        AdminGrant.objects.create(
            user=user, role=role, county=county, granted_at=clock.now(), granted_by="test"
        )
        return
    kind, stem = (
        ("village_committee", village.code) if role in VILLAGE else ("station", f"{village.code[:9]}000")
    )
    if role in PROVIDER:
        kind = "provider"
    if role in COUNTY:
        kind, stem = "bureau", f"{county}000000"
    place = Division.objects.get(pk=stem)
    house = Organisation.objects.filter(kind=kind, division=place).first()
    if house is None:
        house = register_organisation(kind=kind, name=f"外地{kind}{number}{role}", division=place, by=BY)
    Assignment.objects.create(
        user=user, role=role, organisation=house, division=place, starts_on=clock.today().replace(month=1, day=1),
        granted_at=clock.now(), granted_by="test",
    )  # fmt: skip

"""Choosing a village: those of the asker's reach, by town."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from yimi.kernel.reach import Reach
from yimi.rooms.places.models import Division
from yimi.rooms.places.rules import stem_of
from yimi.rooms.places.states import Level

Groups = list[tuple[str, list[tuple[str, str]]]]


def towns_and_villages(reach: Reach, *roles: str) -> list[Division]:
    """Current towns and villages that the roles cover, and the towns around them; by code, one query."""
    codes = {f"{stem[:9]:0<12}" for stem in reach.stems(*roles) if len(stem) > 9}
    rows = Division.objects.visible_to(reach).current().filter(level__in=(Level.TOWN, Level.VILLAGE))
    wanted = rows.filter(reach.within("code", *roles)) | rows.filter(pk__in=codes)
    return list(wanted.order_by("code").only("code", "name", "level"))


def by_town(places: list[Division]) -> Groups:
    """Options of a select: the villages under their town's name."""
    groups: Groups = []
    for place in places:
        if place.level == Level.TOWN:
            groups.append((place.name, []))
        elif groups:
            groups[-1][1].append((place.code, place.name))
    return [group for group in groups if group[1]]


class VillageField(forms.ChoiceField):
    """A village of the asker's reach; cleans to the Division. The only one there is stands chosen."""

    def __init__(self, reach: Reach, *roles: str, towns: bool = False, **kwargs: Any) -> None:
        places = towns_and_villages(reach, *roles)
        groups = by_town(places)
        if towns:
            covered = [
                each for each in places if each.level == Level.TOWN and reach.covers(each.code, *roles)
            ]
            own = [(each.code, each.name) for each in covered]
            groups = [(str(_("乡镇（街道）")), own), *groups] if own else groups
        options = [option for _town, group in groups for option in group]
        if len(options) == 1:
            kwargs.setdefault("initial", options[0][0])
        choices = options if len(options) == 1 else [("", _("请选择")), *groups]
        super().__init__(**{"label": _lazy("村（社区）"), "choices": choices, **kwargs})

    def clean(self, value: Any) -> Division | None:
        code = super().clean(value)
        return Division.objects.get(pk=code) if code else None


def stem_or_nothing(code: str) -> str:
    """The stem of a code from an address line; what is no code matches nothing."""
    return stem_of(code) if code.isascii() and code.isdigit() and len(code) in (12, 15) else "-"

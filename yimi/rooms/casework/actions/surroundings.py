"""What stands around a client, for the eco-map."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal
from yimi.rooms.casework.actions.moving import _locked
from yimi.rooms.casework.models import Case, Surrounding
from yimi.rooms.casework.rules.ecomap.words import Around, Flow, Strength

MOST = 14  # more do not fit on a sheet


@action(private=("name", "kind", "strength", "flow"))
def add_surrounding(
    *, case: Case, kind: str, name: str, strength: str, by: Actor, flow: str = Flow.BOTH
) -> Surrounding:
    """One tie in the eco-map (F2). Refused: not one's case or a closed one (NotYours, Stale), no name, too many."""
    case = _locked(case, by)
    if (
        case.is_group
        or kind not in Around.values
        or strength not in Strength.values
        or flow not in Flow.values
    ):
        raise Refusal(_("请在表上的选项里选择。"), field="kind")
    if not name.strip():
        raise Refusal(_("请写是谁、哪一家，例如“隔壁老陈”“镇卫生院”。"), field="name")
    if case.surroundings.count() >= MOST:
        raise Refusal(_("生态图最多画 %(n)d 处。") % {"n": MOST})
    return Surrounding.objects.create(case=case, kind=kind, name=name.strip(), strength=strength, flow=flow)


@action
def remove_surrounding(*, surrounding: Surrounding, by: Actor) -> Case:
    """Take one tie out of the eco-map. Refused: not one's case (NotYours)."""
    case = _locked(surrounding.case, by)
    Surrounding.objects.filter(pk=surrounding.pk).delete()
    return case

"""The roster of a station."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.kernel import clock
from yimi.kernel.action import Actor, action
from yimi.kernel.errors import Refusal, Stale
from yimi.kernel.fields import blind_index
from yimi.rooms.accounts.models import User
from yimi.rooms.accounts.states import STATION
from yimi.rooms.network.models import Organisation
from yimi.rooms.network.states import OrganisationKind
from yimi.rooms.projects.queries import who
from yimi.rooms.volunteers.models import PHONE, Volunteer
from yimi.rooms.volunteers.states import VolunteerState


@action(private=("name", "phone"))
def register_volunteer(
    *, name: str, station: Organisation, by: Actor, phone: str = "", user: User | None = None
) -> Volunteer:
    """Enter somebody on a station's roster (A2-04); one active entry a phone. Raises Refusal, NotYours."""
    who.require_organisation(by, station.pk, STATION, what=_("登记志愿者"))
    if station.kind != OrganisationKind.STATION or not name.strip():
        raise Refusal(_("志愿者登记在社工站名下，并且要有姓名。"), field="name")
    phone = "".join(phone.split())
    return Volunteer.objects.create(
        county=station.county,
        user=user,
        name=name.strip(),
        phone=phone,
        phone_index=blind_index(phone, PHONE) if phone else "",
        station=station,
        registered_at=clock.now(),
        registered_by=who.name_of(by),
    )


@action
def leave(*, volunteer: Volunteer, by: Actor) -> Volunteer:
    """Take a volunteer off the roster; what was helped stays. Raises Stale, NotYours."""
    own = who.user_of(by) is not None and volunteer.user_id == by.pk
    if not own:
        who.require_organisation(by, volunteer.station_id, STATION, what=_("退出登记"))
    locked = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if locked.state != VolunteerState.ACTIVE:
        raise Stale(_("这名志愿者已经退出。"))
    locked.state, locked.left_at, locked.left_by = VolunteerState.LEFT, clock.now(), who.name_of(by)
    locked.save(update_fields=["state", "left_at", "left_by"])
    return locked

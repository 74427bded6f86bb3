"""Who belongs into which group, and when the health sector looks again (A1-09, A1-10, B8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from yimi.rooms.care.states import DoctorClass, GroupKind, Seat

#: The seats of a group: seat → at least, at most.
SEATS: dict[str, dict[str, tuple[int, int]]] = {
    GroupKind.FIVE: dict.fromkeys(
        (Seat.POLICE, Seat.DOCTOR, Seat.FEDERATION, Seat.FAMILY, Seat.WORKER), (1, 2)
    ),
    GroupKind.PAIR: {Seat.PARTY: (1, 1), Seat.VOLUNTEER: (1, 20)},
    GroupKind.PARENT: {Seat.PARENT: (1, 2)},
    GroupKind.VISITORS: {Seat.VISITOR: (1, 5)},
}
#: The follow-up cycle of the health sector by the doctor's class, as figures in days (B8).
CYCLE = {
    DoctorClass.UNSTABLE: "follow_unstable_days",
    DoctorClass.BASICALLY_STABLE: "follow_basically_days",
    DoctorClass.STABLE: "follow_stable_days",
    DoctorClass.UNKNOWN: "follow_unstable_days",
}
#: A pairing is looked at every quarter, as its colour is (D6).
PAIRED = "follow_stable_days"


def missing(kind: str, seats: Iterable[str]) -> list[Seat]:
    """Seats nobody takes yet."""
    held = Counter(seats)
    return [Seat(seat) for seat, (least, _most) in SEATS[kind].items() if held[seat] < least]


def is_full(kind: str, seat: str, seats: Iterable[str]) -> bool:
    """Has this seat as many people as it may, or does the group not know it?"""
    return Counter(seats)[seat] >= SEATS[kind].get(seat, (0, 0))[1]


def cycle_key(kind: str, doctor_class: str) -> str:
    """The figure that says after how many days the next look is due."""
    return CYCLE[DoctorClass(doctor_class)] if kind == GroupKind.FIVE and doctor_class else PAIRED

"""What is believed before two lists are seen; a few rows are judged by this, a million by themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yimi.rooms.people.linkage.levels import BORN, GIVEN, HOME, WHO, Given, Number, is_household, of_home

Table = NDArray[np.float64]

#: Of pairs of one person: number unknown, equal, a slip, alike, other, slips · likewise for the birth date and so on.
NUMBER_OF_ONE = (0.45, 0.5, 0.04, 0.001, 0.004, 0.005)
BORN_OF_ONE = (0.02, 0.88, 0.02, 0.03, 0.03, 0.02)
GIVEN_OF_ONE = (0.005, 0.9, 0.03, 0.05, 0.015)
PHONE_OF_ONE = (0.4, 0.38, 0.02, 0.2)
PLACE_OF_ONE = (0.02, 0.85, 0.13)
SURNAME_OF_ONE = (0.005, 0.965, 0.03)
#: Of any two people. Rare things get their weight from the lists, these are floors.
NUMBER_OF_TWO = (0.45, 1e-9, 1e-9, 1e-6, 0.55, 1e-6)
BORN_OF_TWO = (0.02, 3.3e-5, 3e-4, 8e-4, 4e-3, 0.975)
GIVEN_OF_TWO = (0.005, 1e-3, 1e-3, 0.03, 0.963)
PHONE_OF_TWO = (0.4, 1e-7, 1e-7, 0.6)
#: Of two people under one roof: twins have one birth date, brothers share a character of their names.
BORN_OF_KIN = (0.02, 0.004, 0.002, 0.003, 0.006, 0.965)
GIVEN_OF_KIN = (0.005, 1e-3, 2e-3, 0.1, 0.892)
PHONE_OF_KIN = (0.4, 0.3, 0.001, 0.299)
KIN_A_ROW = 2.5
#: An equal number is another person's only by a mistake of a clerk; a slip on top of an equal day needs luck as well.
NUMBER_OF_TWO_FLOOR = {Number.EQUAL: 1e-8, Number.SLIP: 1e-7}
NUMBER_OF_KIN_FLOOR = {Number.EQUAL: 2e-5, Number.SLIP: 2e-5}


def product(*parts: tuple[float, ...] | Table) -> Table:
    """The table of all combinations, the last part running fastest."""
    out = np.ones(1)
    for part in parts:
        share = np.asarray(part) / np.sum(part)
        out = np.multiply.outer(out, share).ravel()
    return out


def one_person() -> tuple[Table, Table, Table]:
    """Tables over who, given name and home for pairs that are one person."""
    who = product(NUMBER_OF_ONE, BORN_OF_ONE)
    home = product(PHONE_OF_ONE, PLACE_OF_ONE, PLACE_OF_ONE, SURNAME_OF_ONE)
    # whoever moved has another village and another house: half of what differs, differs together
    _, village, house, _ = of_home(np.arange(HOME))
    home = home * np.where((village == 2) & (house == 2), 4.0, 1.0)
    return who, np.array(GIVEN_OF_ONE), home / home.sum()


def two_people(places: tuple[Table, Table, Table], rows: int) -> Table:
    """Home levels of any two people: strangers, and those few who live together. `places`: village, house, surname."""
    village, house, surname = places
    strangers = product(PHONE_OF_TWO, village, house, surname)
    shared = np.array([village[0], 1 - village[0], 0.0]), np.array([house[0], 1 - house[0], 0.0])
    kin = product(PHONE_OF_KIN, *(np.maximum(each, 1e-4) for each in shared), (surname[0], 0.55, 0.45))
    kin = np.where(is_household(np.arange(HOME)), kin, 0)
    together = min(KIN_A_ROW / max(rows, 1), 0.1)
    mixed: Table = (1 - together) * strangers + together * kin / max(kin.sum(), 1e-9)
    return mixed


WHO_OF_TWO = product(NUMBER_OF_TWO, BORN_OF_TWO)
WHO_OF_KIN = product((0.45, 1e-6, 1e-6, 1e-3, 0.55, 1e-4), BORN_OF_KIN)
assert len(WHO_OF_TWO) == WHO and len(BORN_OF_KIN) == BORN and len(Given) == GIVEN

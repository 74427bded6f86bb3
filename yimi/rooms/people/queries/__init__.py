"""What pages and the rooms above ask of the register."""

from __future__ import annotations

from yimi.rooms.people.queries.cards import card_of, cards_of, holder_of, marks_of, without_card
from yimi.rooms.people.queries.likely import Alike, Likely, said_of, who_is_alike
from yimi.rooms.people.queries.names import how
from yimi.rooms.people.queries.register import (
    Contact,
    acceptance_lock,
    agreed_uses,
    answers_of,
    being_accepted,
    categories_of,
    consented,
    contact_of,
    holders_of,
    is_sensitive,
    minors_among,
    next_household_codes,
    running_categories,
    search,
    sensitive_among,
    waiting_for,
)

__all__ = [
    "Alike",
    "Contact",
    "Likely",
    "acceptance_lock",
    "agreed_uses",
    "answers_of",
    "being_accepted",
    "card_of",
    "cards_of",
    "categories_of",
    "consented",
    "contact_of",
    "holder_of",
    "holders_of",
    "how",
    "is_sensitive",
    "marks_of",
    "minors_among",
    "next_household_codes",
    "running_categories",
    "said_of",
    "search",
    "sensitive_among",
    "waiting_for",
    "who_is_alike",
    "without_card",
]

"""The verbs of the network: organisations, assignments, licences, contracts, relations."""

from __future__ import annotations

from yimi.rooms.network.actions.agreements import declare_relation, sign_contract
from yimi.rooms.network.actions.assignments import appoint_administrator, assign, end_assignment
from yimi.rooms.network.actions.licences import record_licence, verify_licence
from yimi.rooms.network.actions.organisations import (
    correct_organisation,
    lift_suspension,
    register_organisation,
    strike_off,
    suspend,
)
from yimi.rooms.network.actions.posts import end_post, name_post

__all__ = [
    "appoint_administrator",
    "assign",
    "correct_organisation",
    "declare_relation",
    "end_assignment",
    "end_post",
    "lift_suspension",
    "name_post",
    "record_licence",
    "register_organisation",
    "sign_contract",
    "strike_off",
    "suspend",
    "verify_licence",
]

"""The only writers of casework."""

from __future__ import annotations

from yimi.rooms.casework.actions.cases import open_case, open_group, reopen_case
from yimi.rooms.casework.actions.deciding import decide_paper
from yimi.rooms.casework.actions.erasing import answer_right, decide_retention, propose_retention
from yimi.rooms.casework.actions.following import record_follow_up, review_plan
from yimi.rooms.casework.actions.goals import drop_goal, measure_goal, set_goal
from yimi.rooms.casework.actions.groups import join_group, leave_group, score_member
from yimi.rooms.casework.actions.handing import hand_over
from yimi.rooms.casework.actions.kin import add_relative, remove_relative, take_household
from yimi.rooms.casework.actions.referring import (
    answer_referral,
    follow_referral,
    refer_case,
    withdraw_client_consent,
)
from yimi.rooms.casework.actions.reporting import report_harm
from yimi.rooms.casework.actions.surroundings import add_surrounding, remove_surrounding
from yimi.rooms.casework.actions.writing import write_paper

__all__ = [
    "add_relative",
    "add_surrounding",
    "answer_referral",
    "answer_right",
    "decide_paper",
    "decide_retention",
    "drop_goal",
    "follow_referral",
    "hand_over",
    "join_group",
    "leave_group",
    "measure_goal",
    "open_case",
    "open_group",
    "propose_retention",
    "record_follow_up",
    "refer_case",
    "remove_relative",
    "remove_surrounding",
    "reopen_case",
    "report_harm",
    "review_plan",
    "score_member",
    "set_goal",
    "take_household",
    "withdraw_client_consent",
    "write_paper",
]

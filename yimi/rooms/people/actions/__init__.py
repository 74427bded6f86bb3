"""The only writers of the register."""

from __future__ import annotations

from yimi.rooms.people.actions.acceptance import accept_batch
from yimi.rooms.people.actions.agreements import add_guardian, answer_consent, give_consent, withdraw_consent
from yimi.rooms.people.actions.cards import issue_card, issue_cards, replace_card, withdraw_card
from yimi.rooms.people.actions.carers import add_carer, correct_carer, end_carer
from yimi.rooms.people.actions.changes import ask_change, decide_change
from yimi.rooms.people.actions.crosschecks import (
    choose_columns,
    compare_later,
    decide_line,
    erase_crosscheck,
    erase_old_crosschecks,
    export_lines,
    fail_crosscheck,
    free_stalled_crosschecks,
    hand_over,
    keep_lines,
    start_crosscheck,
    tell_share,
)
from yimi.rooms.people.actions.entitling import confirm_category, end_category, set_category
from yimi.rooms.people.actions.exporting import export_register
from yimi.rooms.people.actions.hearing import hear_names
from yimi.rooms.people.actions.households import (
    add_household,
    correct_household,
    locate_household,
)
from yimi.rooms.people.actions.imports import discard_batch, discard_stale_batches, stage_sheet
from yimi.rooms.people.actions.later import accept_batch_later
from yimi.rooms.people.actions.members import join_household, leave_household, set_kin
from yimi.rooms.people.actions.parting import merge_person, unmerge_person
from yimi.rooms.people.actions.persons import add_person, correct_person, record_death
from yimi.rooms.people.actions.rights import answer_right, ask_right, decide_retention, propose_retention
from yimi.rooms.people.actions.splitting import merge_households, split_household
from yimi.rooms.people.actions.surveys import (
    answer_survey,
    close_round,
    complete_rounds,
    note_nobody_home,
    start_round,
)
from yimi.rooms.people.actions.undoing import leave_out_row, undo_batch

__all__ = [
    "accept_batch",
    "accept_batch_later",
    "add_carer",
    "add_guardian",
    "add_household",
    "add_person",
    "answer_consent",
    "answer_right",
    "answer_survey",
    "ask_change",
    "ask_right",
    "choose_columns",
    "close_round",
    "compare_later",
    "complete_rounds",
    "confirm_category",
    "correct_carer",
    "correct_household",
    "correct_person",
    "decide_change",
    "decide_line",
    "decide_retention",
    "discard_batch",
    "discard_stale_batches",
    "end_carer",
    "end_category",
    "erase_crosscheck",
    "erase_old_crosschecks",
    "export_lines",
    "export_register",
    "fail_crosscheck",
    "free_stalled_crosschecks",
    "give_consent",
    "hand_over",
    "hear_names",
    "issue_card",
    "issue_cards",
    "join_household",
    "keep_lines",
    "leave_household",
    "leave_out_row",
    "locate_household",
    "merge_households",
    "merge_person",
    "note_nobody_home",
    "propose_retention",
    "record_death",
    "replace_card",
    "set_category",
    "set_kin",
    "split_household",
    "stage_sheet",
    "start_crosscheck",
    "start_round",
    "tell_share",
    "undo_batch",
    "unmerge_person",
    "withdraw_card",
    "withdraw_consent",
]

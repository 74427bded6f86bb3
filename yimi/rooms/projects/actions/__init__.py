"""The verbs of projects, one file a noun."""

from __future__ import annotations

from yimi.rooms.projects.actions.awards import award, confirm_award, decline_award, pass_on
from yimi.rooms.projects.actions.callouts import cancel_callout, close_callout, open_callout
from yimi.rooms.projects.actions.carding import admit_by_card
from yimi.rooms.projects.actions.consenting import take_consent
from yimi.rooms.projects.actions.delivery import (
    deliver_session,
    mark_submitted,
    name_participants,
    remove_participant,
    reopen_submission,
    restore_submission,
)
from yimi.rooms.projects.actions.funds import allot, change_allotment, set_up_fund, sign_programme
from yimi.rooms.projects.actions.hosting import answer_as_host
from yimi.rooms.projects.actions.lapse import lapse_overdue
from yimi.rooms.projects.actions.left_open import give_back_open_sessions, schedule_session
from yimi.rooms.projects.actions.money import release_commitment, restore_commitment
from yimi.rooms.projects.actions.requests import (
    decline_request,
    merge_requests,
    place_request,
    withdraw_request,
)
from yimi.rooms.projects.actions.responses import decline_response, respond
from yimi.rooms.projects.actions.sessions import (
    cancel_session,
    record_no_show,
    reschedule_session,
)
from yimi.rooms.projects.actions.tasks import complete_station_task
from yimi.rooms.projects.actions.themes import (
    close_theme,
    join_theme,
    record_lesson,
    start_series,
    start_theme,
)

__all__ = [
    "admit_by_card",
    "allot",
    "answer_as_host",
    "award",
    "cancel_callout",
    "cancel_session",
    "change_allotment",
    "close_callout",
    "close_theme",
    "complete_station_task",
    "confirm_award",
    "decline_award",
    "decline_request",
    "decline_response",
    "deliver_session",
    "give_back_open_sessions",
    "join_theme",
    "lapse_overdue",
    "mark_submitted",
    "merge_requests",
    "name_participants",
    "open_callout",
    "pass_on",
    "place_request",
    "record_lesson",
    "record_no_show",
    "release_commitment",
    "remove_participant",
    "reopen_submission",
    "reschedule_session",
    "respond",
    "restore_commitment",
    "restore_submission",
    "schedule_session",
    "set_up_fund",
    "sign_programme",
    "start_series",
    "start_theme",
    "take_consent",
    "withdraw_request",
]

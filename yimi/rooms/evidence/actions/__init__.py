"""The only writers of evidence, one file a phase: capturing, processing, handing in, going public."""

from __future__ import annotations

from yimi.rooms.evidence.actions.capture import (
    Where,
    issue_challenge,
    issue_offline_seed,
    receive_media,
    take_in_upload,
    withdraw_media,
)
from yimi.rooms.evidence.actions.checking import check_media, record_media
from yimi.rooms.evidence.actions.flags import raise_flags
from yimi.rooms.evidence.actions.handing_in import submit_session, write_narrative
from yimi.rooms.evidence.actions.hazards import add_hazard_photo, clear_hazard, report_hazard
from yimi.rooms.evidence.actions.processing import process_media, read_code
from yimi.rooms.evidence.actions.register import allow_reuse, withdraw_allowed_reuse
from yimi.rooms.evidence.actions.release import (
    approve_public_copy,
    ask_public_copies,
    make_public_copy,
    refuse_public_copy,
)
from yimi.rooms.evidence.actions.uploads import (
    begin_upload,
    drop_upload,
    receive_at_once,
    receive_upload,
    sweep_uploads,
)

__all__ = [
    "Where",
    "add_hazard_photo",
    "allow_reuse",
    "approve_public_copy",
    "ask_public_copies",
    "begin_upload",
    "check_media",
    "clear_hazard",
    "drop_upload",
    "issue_challenge",
    "issue_offline_seed",
    "make_public_copy",
    "process_media",
    "raise_flags",
    "read_code",
    "receive_at_once",
    "receive_media",
    "receive_upload",
    "record_media",
    "refuse_public_copy",
    "report_hazard",
    "submit_session",
    "sweep_uploads",
    "take_in_upload",
    "withdraw_allowed_reuse",
    "withdraw_media",
    "write_narrative",
]

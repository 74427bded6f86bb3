"""The only writers of care."""

from __future__ import annotations

from yimi.rooms.care.actions.alerting import dispose_alert, raise_alert, take_alert, verify_alert
from yimi.rooms.care.actions.assessing import assess, confirm_colour
from yimi.rooms.care.actions.crosschecks import decide_line, settle_crosscheck
from yimi.rooms.care.actions.following import follow_changes
from yimi.rooms.care.actions.groups import (
    close_group,
    look_at_group,
    open_group,
    seat_member,
    unseat_member,
)
from yimi.rooms.care.actions.handing import name_worker
from yimi.rooms.care.actions.hazards import find_hazard, remove_hazard
from yimi.rooms.care.actions.joint import (
    ask_partner,
    finish_joint_task,
    name_joint_lead,
    open_joint_task,
    verify_joint_task,
)
from yimi.rooms.care.actions.overriding import end_override, expire_overrides, override_colour
from yimi.rooms.care.actions.planning import plan_windows
from yimi.rooms.care.actions.policies import (
    end_policy,
    follow_match,
    match_policies,
    release_policy,
    write_policy,
)
from yimi.rooms.care.actions.promising import end_part, escalate_joint_parts, promise_part
from yimi.rooms.care.actions.recounting import recount
from yimi.rooms.care.actions.sheets import draft_sheet, load_sheets, revise_draft
from yimi.rooms.care.actions.simulating import release_sheet, simulate_sheet
from yimi.rooms.care.actions.surveying import record_survey
from yimi.rooms.care.actions.visiting import record_visit
from yimi.rooms.care.actions.watching import escalate_alerts, find_alerts
from yimi.rooms.care.actions.weather import lift_weather, warn_of_weather

__all__ = [
    "ask_partner",
    "assess",
    "close_group",
    "confirm_colour",
    "decide_line",
    "dispose_alert",
    "draft_sheet",
    "end_override",
    "end_part",
    "end_policy",
    "escalate_alerts",
    "escalate_joint_parts",
    "expire_overrides",
    "find_alerts",
    "find_hazard",
    "finish_joint_task",
    "follow_changes",
    "follow_match",
    "lift_weather",
    "load_sheets",
    "look_at_group",
    "match_policies",
    "name_joint_lead",
    "name_worker",
    "open_group",
    "open_joint_task",
    "override_colour",
    "plan_windows",
    "promise_part",
    "raise_alert",
    "record_survey",
    "record_visit",
    "recount",
    "release_policy",
    "release_sheet",
    "remove_hazard",
    "revise_draft",
    "seat_member",
    "settle_crosscheck",
    "simulate_sheet",
    "take_alert",
    "unseat_member",
    "verify_alert",
    "verify_joint_task",
    "warn_of_weather",
    "write_policy",
]

"""Tables of care, one file a noun."""

from __future__ import annotations

from yimi.rooms.care.models.alerts import Alert, AlertStep
from yimi.rooms.care.models.changes import RegisterChange
from yimi.rooms.care.models.colours import Assessment, ColourChange, Standing
from yimi.rooms.care.models.groups import CareGroup, CareMember, GroupLook, Hazard
from yimi.rooms.care.models.joint import JointPart, JointStep, JointTask
from yimi.rooms.care.models.policies import Policy, PolicyMatch
from yimi.rooms.care.models.sheets import Sheet, SimulatedChange
from yimi.rooms.care.models.tallies import Tally, Unassessed
from yimi.rooms.care.models.visits import Visit, Window
from yimi.rooms.care.models.weather import WeatherNotice

__all__ = [
    "Alert",
    "AlertStep",
    "Assessment",
    "CareGroup",
    "CareMember",
    "ColourChange",
    "GroupLook",
    "Hazard",
    "JointPart",
    "JointStep",
    "JointTask",
    "Policy",
    "PolicyMatch",
    "RegisterChange",
    "Sheet",
    "SimulatedChange",
    "Standing",
    "Tally",
    "Unassessed",
    "Visit",
    "WeatherNotice",
    "Window",
]

"""The desk: staff pages. Every module named here brings its own `urlpatterns`."""

from __future__ import annotations

from django.urls import include, path

from yimi.doors.desk.navigation import PLACES
from yimi.doors.porch import navigation

app_name = "desk"

MODULES = (
    # from the order to the session held
    "today",
    "picker",
    "requests",
    "callouts",
    "schedule",
    "sessions",
    "themes",
    "allotments",
    # the weekly review
    "capture",
    "precheck",
    "callbacks",
    "review",
    "samples",
    "appeals",
    "blur",
    "reuses",
    # the county's office
    "settlement",
    "statements",
    "clawbacks",
    "acceptance",
    "bulletins",
    "comparison",
    "publishing",
    "complaints",
    "village_cards",
    # the register
    "people",
    "agreements",
    "waiting_categories",
    "carers",
    "source_documents",
    "households",
    "household_changes",
    "village_page",
    "merging",
    "rights",
    "service_cards",
    "imports",
    "register_export",
    "crosschecks",
    "crosscheck_lines",
    "catalogue",
    "organisations",
    "staff",
    "sites",
    "maps",
    "figures",
    "calendar",
    "users",
    "audit",
    "notices",
    # care
    "colours",
    "assessing",
    "tier_sheets",
    "visits",
    "surveys",
    "survey_form",
    "policies",
    "around",
    "hazards",
    "alerts",
    "joint",
    "joint_parts",
    "weather",
    "care_board",
    # paper
    "prints.views",
    # casework
    "cases",
    "case_sheet",
    "case_papers",
    "case_goals",
    "case_referrals",
    "case_groups",
    "case_family",
    "case_surroundings",
    "handing_over",
)

urlpatterns = [path("", include(f"yimi.doors.desk.{module}")) for module in MODULES]

navigation.offer(PLACES)

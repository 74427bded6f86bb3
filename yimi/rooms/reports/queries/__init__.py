"""What a page of reports needs."""

from __future__ import annotations

from yimi.rooms.reports.queries.acceptance import Totals, acceptance, totals_of
from yimi.rooms.reports.queries.bulletin import figures_of
from yimi.rooms.reports.queries.comparison import Outcome, compare_stations, compare_theme
from yimi.rooms.reports.queries.coverage import Coverage, coverage
from yimi.rooms.reports.queries.obstacles import may_publish, obstacles
from yimi.rooms.reports.queries.publication import (
    awaiting_copies,
    on_show,
    publishable,
    shown_media,
    shown_of,
)
from yimi.rooms.reports.queries.sheets import acceptance_list_xlsx
from yimi.rooms.reports.queries.tallies import listed
from yimi.rooms.reports.queries.waiting import waiting_for

__all__ = [
    "Coverage",
    "Outcome",
    "Totals",
    "acceptance",
    "acceptance_list_xlsx",
    "awaiting_copies",
    "compare_stations",
    "compare_theme",
    "coverage",
    "figures_of",
    "listed",
    "may_publish",
    "obstacles",
    "on_show",
    "publishable",
    "shown_media",
    "shown_of",
    "totals_of",
    "waiting_for",
]

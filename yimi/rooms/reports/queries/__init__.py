"""What a page of reports needs."""

from __future__ import annotations

from yimi.rooms.reports.queries.bulletin import figures_of
from yimi.rooms.reports.queries.comparison import Outcome, compare_stations, compare_theme
from yimi.rooms.reports.queries.coverage import Coverage, coverage
from yimi.rooms.reports.queries.publication import may_publish, publishable, shown_of
from yimi.rooms.reports.queries.sheets import acceptance_list_xlsx
from yimi.rooms.reports.queries.tallies import listed
from yimi.rooms.reports.queries.waiting import waiting_for

__all__ = [
    "Coverage",
    "Outcome",
    "acceptance_list_xlsx",
    "compare_stations",
    "compare_theme",
    "coverage",
    "figures_of",
    "listed",
    "may_publish",
    "publishable",
    "shown_of",
    "waiting_for",
]

"""Every figure of the rules is a dated row (house law 8): change it from a day on, the past keeps its own."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, NamedTuple

from django.db import models

from yimi.kernel import clock

EPOCH = date(2024, 1, 1)  # the day from which the shipped figures hold


class Default(NamedTuple):
    value: int
    unit: str
    source: str


DEFAULTS: dict[str, Default] = {
    # Orders and answers
    "response_window_days": Default(3, "working days", "decision 3"),
    "confirm_window_days": Default(2, "working days", "decision 3"),
    "same_type_village_day_max": Default(1, "sessions", "D1 common rules"),
    "bathing_gap_days": Default(7, "days", "D1 common rules"),
    # Evidence
    "submit_hours": Default(72, "hours", "D1 common rules"),
    "geofence_m": Default(500, "metres", "D9 time and place"),
    "accuracy_max_m": Default(100, "metres", "D9 time and place"),
    "challenge_minutes": Default(3, "minutes", "decision 11, D9"),
    "challenge_digits": Default(4, "digits", "D9"),
    "capture_slack_minutes": Default(30, "minutes", "design: before the start and after the end"),
    "exif_time_minutes": Default(60, "minutes", "design"),
    "clock_minutes": Default(5, "minutes", "D9: a phone's clock may be off by that much"),
    "travel_kmh_max": Default(80, "kilometres an hour", "evidence.md 4.3 impossible travel"),
    "photos_most": Default(12, "photos", "E3: more are refused"),
    "clips_most": Default(3, "clips", "E3: more are refused"),
    "documents_most": Default(10, "documents", "E3: more are refused"),
    "person_gap_minutes": Default(60, "minutes", "D9 people"),
    "min_photos": Default(3, "photos", "decision 9, A4"),
    "clip_min_s": Default(10, "seconds", "decision 9"),
    "clip_max_s": Default(60, "seconds", "decision 9"),
    # Review
    "precheck_weekday": Default(2, "ISO weekday", "D8 sessions: Tuesday"),
    "review_weekday": Default(5, "ISO weekday", "D8 sessions: Friday"),
    "partial_percent": Default(80, "percent of the price", "D8 sessions"),
    "partial_floor_percent": Default(80, "percent of the minimum", "D8 sessions"),
    "return_days": Default(5, "days", "D8 sessions"),
    "returns_max": Default(1, "times", "D8 sessions"),
    "appeal_days": Default(5, "working days", "D8 sessions"),
    "retract_seconds": Default(10, "seconds", "decision 8"),
    "rereview_min": Default(3, "sessions", "D9 sampling"),
    "rereview_percent": Default(10, "percent", "D9 sampling"),
    "satisfaction_least": Default(3, "of 5", "B9: the recipients' opinion counts"),
    "callback_min": Default(2, "beneficiaries", "decision 7"),
    "callback_percent": Default(5, "percent", "decision 7"),
    # Settlement
    "session_price_fen": Default(30_000, "fen", "D1: 300 + 50 a flag"),
    "session_flag_fen": Default(5_000, "fen", "D1: 300 + 50 a flag"),
    "session_price_max_fen": Default(50_000, "fen", "A4 unit price 300-500 yuan"),
    "publish_days": Default(7, "days", "D8 sessions"),
    "bulletin_day": Default(5, "working day of the month", "D8 sessions"),
    "clawback_percent": Default(100, "percent", "D8 sessions"),
    "stop_orders_months": Default(3, "months", "D8 sessions"),
    "strike_off_after_fakes": Default(2, "times", "D8 sessions"),
    "complaint_reply_days": Default(3, "working days", "E17"),
    "complaint_answer_days": Default(10, "working days", "E17"),
    # Care
    "visits_red_week": Default(1, "times", "D6: weekly, all in person"),
    "visits_yellow_month": Default(2, "times", "D6: 2 a month"),
    "visits_blue_month": Default(1, "times", "D6: monthly"),
    "visits_green_quarter": Default(1, "times", "D6: quarterly"),
    "capacity_station_month": Default(80, "contacts", "design: four a working day, twenty days"),
    "capacity_village_month": Default(20, "contacts", "design: a committee member beside other work"),
    "festival_days": Default(
        7, "days", "D6 overlays, design: the festival's window is the week that ends with it"
    ),
    "change_hours": Default(24, "hours", "D6 overlays: after a major change at home"),
    "follow_window_days": Default(7, "days", "D6 overlays, design: the last days before a follow-up is due"),
    "member_change_days": Default(
        30, "days", "D7 AL03, design: changes in the register older than that are known"
    ),
    "first_visit_working_days": Default(5, "working days", "D6 overlays: a new child's first visit"),
    "visit_late_hours": Default(48, "hours", "design: recorded later than this is labelled"),
    "visit_oldest_days": Default(60, "days", "design: older contacts are not entered any more"),
    "visit_grace_red_days": Default(1, "days", "D7 AL01"),
    "visit_grace_yellow_days": Default(3, "days", "D7 AL01"),
    "visit_grace_blue_days": Default(7, "days", "D7 AL01"),
    "visit_grace_green_days": Default(15, "days", "D7 AL01"),
    "not_home_times": Default(3, "times", "D7 AL02"),
    "benefit_notice_days": Default(30, "days", "D7 AL08, AL09"),
    "repeated_requests": Default(3, "times", "D7 AL11"),
    "repeated_requests_days": Default(30, "days", "D7 AL11"),
    "alert_p0_minutes": Default(30, "minutes", "D6: acknowledged within 30 minutes"),
    "alert_p1_hours": Default(24, "hours", "D7 P1"),
    "alert_p2_working_days": Default(3, "working days", "D7 P2"),
    "alert_p3_days": Default(7, "days", "D7 P3"),
    "hazard_photos_most": Default(3, "photos", "design: of each hazard, before and after"),
    "hazard_open_days": Default(7, "days", "D7 AL07"),
    "joint_escalation_days": Default(
        2, "days", "design: a partner's promise is told to the head and the county"
    ),
    "follow_notice_days": Default(3, "days", "D7 AL15"),
    "follow_unstable_days": Default(14, "days", "B8: unstable within two weeks"),
    "follow_basically_days": Default(30, "days", "B8: basically stable within a month"),
    "follow_stable_days": Default(90, "days", "B8: stable every three months"),
    "respond_red_hours": Default(24, "hours", "D6 response time to an alert"),
    "respond_yellow_working_days": Default(3, "working days", "D6 response time to an alert"),
    "respond_blue_days": Default(7, "days", "D6 response time to an alert"),
    "respond_green_days": Default(15, "days", "D6 response time to an alert"),
    # Casework
    "case_record_hours": Default(24, "hours", "B2: written within 24 hours, later is labelled"),
    "case_follow_up_days": Default(30, "days", "B2 F7: one month after the closure"),
    "case_second_follow_up_days": Default(90, "days", "B2 F7: three months after the closure"),
    # Canteen
    "meal_elder_age": Default(60, "years", "A0, D8 canteen"),
    "meal_elder_fen": Default(500, "fen", "A0, D8 canteen"),
    "meal_poor_fen": Default(200, "fen", "A0, D8 canteen"),
    "meal_full_fen": Default(1_200, "fen", "D8 canteen"),
    "noodles_plain_fen": Default(200, "fen", "A4, D8 canteen"),
    "noodles_sauce_fen": Default(300, "fen", "A4, D8 canteen"),
    # Home adaptation
    "adaptation_cap_fen": Default(200_000, "fen", "A4, D8 home adaptation"),
    "adaptation_age": Default(60, "years", "D8 home adaptation"),
    "adaptation_onsite_percent": Default(10, "percent", "D8 home adaptation"),
    "adaptation_third_party_percent": Default(5, "percent", "D8 home adaptation"),
    # Points (stored in half-points)
    "points_unit_minutes": Default(30, "minutes", "D3 calculation"),
    "points_day_minutes": Default(480, "minutes", "D3 calculation"),
    "points_day_minutes_county": Default(720, "minutes", "D3 calculation"),
    "student_progress_half_points": Default(1_000, "half-points", "A0-12, S01: +500"),
    "student_university_half_points": Default(6_000, "half-points", "A0-12, S02: +3,000"),
    "student_deduct_min_half_points": Default(40, "half-points", "S03: 20"),
    "student_deduct_max_half_points": Default(400, "half-points", "S03: 200, also the most in a year"),
    "student_visit_half_points": Default(600, "half-points", "D3 calculation: 300 a visit"),
    "volunteer_visit_half_points": Default(200, "half-points", "D3 calculation: 100 a visit"),
    "volunteer_year_half_points": Default(1_200, "half-points", "D3 calculation: 600 a year"),
    # Keeping
    "rights_answer_days": Default(15, "working days", "PIPL 50, design: as long as an objection may take"),
    "deceased_keep_years": Default(10, "years", "B11 retention: case files"),
    "merged_keep_years": Default(3, "years", "B11 retention: as long as the log that tells of the merge"),
    "audit_keep_years": Default(3, "years", "B11 retention"),
    "evidence_keep_years": Default(15, "years", "B11 retention"),
    "crosscheck_kept_days": Default(30, "days", "B11: the shortest keeping of another department's list"),
    "crosscheck_stalled_minutes": Default(
        30, "minutes", "design: no sign of life from the worker for that long"
    ),
    "unused_evidence_keep_days": Default(90, "days", "B11 retention"),
}


class UnknownFigure(KeyError):
    """A rule asked for a figure nobody defined: a mistake in the program."""


class Figure(models.Model):
    """The value a figure has from a day on."""

    key = models.CharField(max_length=60)
    value = models.BigIntegerField()
    unit = models.TextField()
    effective_from = models.DateField()
    source = models.TextField()

    class Meta:
        verbose_name = "规则数值"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "effective_from"],
                name="kernel_figure_once_a_day",
                violation_error_message="这个数值在同一天已经有一条记录，请换一个生效日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} {self.unit} ({self.effective_from})"


def figure(key: str, on: date | None = None) -> int:
    """The value of `key` on a day (today when none is given); the shipped default when no row holds yet."""
    if key not in DEFAULTS:
        raise UnknownFigure(key)
    day = on or clock.today()
    rows = Figure.objects.filter(key=key, effective_from__lte=day).order_by("-effective_from")
    value = rows.values_list("value", flat=True).first()
    return DEFAULTS[key].value if value is None else value


def load_figures() -> int:
    """Write the shipped figures as rows from EPOCH on, where there are none; returns how many were added."""
    before = Figure.objects.count()
    Figure.objects.bulk_create(
        [
            Figure(key=key, value=each.value, unit=each.unit, effective_from=EPOCH, source=each.source)
            for key, each in DEFAULTS.items()
        ],
        ignore_conflicts=True,
    )
    return Figure.objects.count() - before

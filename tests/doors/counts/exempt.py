"""What the counting of questions leaves out, each with its reason."""

from __future__ import annotations

# Addresses that show nothing of their own when they are looked at.
NOT_A_PAGE = {
    "me": "leads to one's own page",
    "review_week": "leads to the week's queue",
    "notice_open": "leads to what the notice is about",
    "import_progress": "a fragment while a sheet is being read; one row of the batch",
    "assess": "refused here, where no sheet is released; with one it is a form",
    "override": "refused here, where nobody's colour rests on an assessment; a form",
    "card": "one village's card, which wants a code that this county was not given",
    "card_picture": "the code of that card as a picture",
    "bulletin_document": "the file drawn up beside the bulletin, one row",
}

# Pages that look the same in a county three times as large. Their questions are counted all the same.
FORMS = [
    "alert_dispose",
    "alert_new",
    "allotment_change",
    "appeal_new",
    "assign",
    "assignment_end",
    "callback",
    "callback_witness",
    "callout_reckoning",
    "callout_schedule",
    "case_new",
    "case_reopen",
    "case_review",
    "category_end",
    "clawback_new",
    "client_consent_withdraw",
    "follow_up",
    "fund_new",
    "goal_drop",
    "goal_measure",
    "goal_new",
    "group_new",
    "household_correct",
    "household_new",
    "import_template",
    "licence_new",
    "member_leave",
    "member_score",
    "members",
    "organisation_correct",
    "organisation_move",
    "organisation_new",
    "paper_blank",
    "paper_write",
    "person_category",
    "person_consent",
    "person_correct",
    "person_death",
    "person_guardian",
    "person_new",
    "person_purpose",
    "points",
    "price_new",
    "refer",
    "relation_new",
    "request_done",
    "series_new",
    "session_reschedule",
    "site_change",
    "site_equipment",
    "site_new",
    "site_point",
    "spec_revise",
    "survey_form",
    "survey_new",
    "theme_join",
    "tier_sheet_draft",
    "tier_sheet_numbers",
    "theme_lesson",
    "theme_new",
    "user_appoint",
    "user_new",
    "visit_new",
]  # a form about one record, or about none
PAPERS = [
    "alert",
    "appeal",
    "assessment",
    "bulletin",
    "complaint",
    "paper",
    "paper_print",
    "referral",
    "statement",
    "statement_xlsx",
    "tier_sheet",
]  # one record, or a paper as it was frozen
LEVEL = {
    **dict.fromkeys(FORMS, "a form"),
    **dict.fromkeys(PAPERS, "one paper"),
    "audit_log": "a full page of fifty already",
    "calendar": "the days of one year",
    "calendar_year": "the days of one year",
    "cards": "the county's villages, the same number however much is done for them",
    "tier_sheets": "three sheets, one line for each version that was ever released",
    "catalogue": "the types of the service list, the same number in every county",
    "figures": "the county's figures, a fixed set of keys",
    "figure": "the versions of one figure",
    "service_list": "the 31 items",
}

# Public addresses that answer 404 here, and why.
NOT_OPEN = {
    "poster": 404,  # the wall's picture is a photo, not a clip
    "notice_file": 404,  # the notice carries no file; with one it is one row
    "complaint": 404,  # opened with the code that was handed out, not by its number
}
PORTAL_LEVEL = {
    "complain": "a form",
    "track": "a form",
    "ordered": "says thank you",
    "notice": "one notice",
    "picture": "a file",
}

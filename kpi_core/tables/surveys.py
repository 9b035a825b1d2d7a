"""The tables of surveys: rounds, what is graded, who may answer, and one row per rater and item.

A rater is a sheet: a random number that nothing links to a person, a code or a moment.
"""

from kpi_core.tables.column import ID, TEXT, Column, Table

SURVEY_KINDS = ("forces",)
ROUND_EVENTS = ("opened", "closed", "reopened")
GRADES = (1, 2, 3, 4, 5)
# Fewer raters, or fewer new ones, are not shown at all.
LEAST_RATERS = 5

SURVEY_TABLES = {
    "survey": Table(
        "one row per round of a survey",
        {
            "survey_id": Column(ID, "number"),
            "kind": Column(TEXT, "what is asked", SURVEY_KINDS),
            "title": Column(TEXT, "title of the round"),
            "subject": Column(TEXT, "the company graded: our own or a competitor"),
            "period": Column("date", "first day of the month the round belongs to"),
            "scale": Column(TEXT, "wording of the grades, fixed for the round"),
            "who": Column(TEXT, "who opened it"),
            "moment": Column("timestamp", "when, UTC"),
            "teams": Column(TEXT, "groups a rater may choose from, one a line"),
        },
    ),
    "survey_code": Table(
        "one row per code of a round",
        {
            "survey_id": Column(ID, "survey.survey_id"),
            "digest": Column(TEXT, "SHA-256 of the code; the code itself is not kept"),
            "team": Column(TEXT, "group of the raters it was made for, null without one"),
            "used": Column("boolean", "whether it was answered with; not when, nor on which sheet"),
        },
    ),
    "survey_answers": Table(
        "one row per round, replaced at each answer without a moment",
        {
            "survey_id": Column(ID, "survey.survey_id"),
            "sheets": Column(ID, "raters who answered"),
            "ratings": Column(TEXT, "digest of the round's rating rows"),
            "codes": Column(TEXT, "digest of the round's survey_code rows"),
        },
    ),
    "survey_item": Table(
        "one row per item of a round",
        {
            "survey_id": Column(ID, "survey.survey_id"),
            "place": Column(ID, "order on the radar, from 1"),
            "item": Column(TEXT, "short name, the same in every round of a model"),
            "name": Column(TEXT, "name"),
            "name_en": Column(TEXT, "English name"),
            "meaning": Column(TEXT, "what is graded"),
            "meaning_en": Column(TEXT, "what is graded, in English"),
        },
    ),
    "survey_event": Table(
        "one row per step of a round",
        {
            "event_id": Column(ID, "number"),
            "survey_id": Column(ID, "survey.survey_id"),
            "what": Column(TEXT, "the step", ROUND_EVENTS),
            "who": Column(TEXT, "who"),
            "moment": Column("timestamp", "when, UTC"),
            "sheets": Column(ID, "when it was closed: raters who had answered"),
        },
    ),
    "rating": Table(
        "one row per sheet and item graded",
        {
            "survey_id": Column(ID, "survey.survey_id"),
            "sheet": Column("bigint", "random number of one rater's answers"),
            "team": Column(TEXT, "group of raters, null without one"),
            "item": Column(TEXT, "survey_item.item"),
            "grade": Column(ID, "grade on the scale", tuple(str(grade) for grade in GRADES)),
        },
    ),
}

"""Every stored table once: grain, columns, type, unit and allowed values.

`schema/*.sql` creates exactly these columns (tests/test_tables.py compares them).
Types are the portable names used in the schema files.
"""

from kpi_core.tables.column import ID as ID
from kpi_core.tables.column import NUMBER as NUMBER
from kpi_core.tables.column import TEXT as TEXT
from kpi_core.tables.column import Column as Column
from kpi_core.tables.column import Table as Table
from kpi_core.tables.surveys import SURVEY_TABLES

GRAINS = ("day", "week", "month", "quarter", "year")
DIRECTIONS = ("higher", "lower", "band", "none")
AGGREGATIONS = ("sum", "mean", "ratio", "last", "max", "min")
FORMS = ("universal", "inverse", "baseline", "floor_target_stretch", "band", "zero_target", "binary", "milestone")
FREQUENCIES = ("month", "quarter", "year")
STATUSES = ("good", "watch", "miss", "none")
REASONS = ("ok", "missing", "no_cases", "no_target", "zero_target", "small_target", "unbounded", "bad_config",
           "low_coverage")  # fmt: skip
SAYS = ("value", "withdrawn")
SPANS = ("month", "quarter", "ytd", "r12")
# What a statement of the register rests on where nobody and no file stated it: the KPI's name, or a yes to that.
BASES = ("guessed", "confirmed")
KINDS = ("facts", "units", "kpis")
MODES = ("upsert", "replace")
REMARKS = ("comment", "cause")
STEPS = ("started", "implemented", "verified", "closed", "reopened", "cancelled")
PERSPECTIVES = ("财务", "顾客", "内部流程", "学习成长")

# Measures whose months and departments are averaged where nothing else was stated.
MEAN_MEASURES = ("%", "ratio", "分")
DEFAULT_CAP = 1.2
DEFAULT_GOOD = 1.0
DEFAULT_WATCH = 0.9
MIN_COVERAGE = 0.7
# Grades of a score in points of 100, best first; below the last it is D.
SCORE_GRADES = (("A", 95.0), ("B", 85.0), ("C", 70.0))
DEFAULT_SETTINGS = {"fiscal_start": "1"}

# Words of the long tables are stored as numbers: that halves the time a bulk load spends on writing.
WORD_TYPES = {"judgement": STATUSES, "judgement_reason": REASONS, "statement_kind": SAYS}

VALUES = {
    "actual": Column(NUMBER, "what was reached, in the KPI's measure"),
    "numerator": Column(NUMBER, "numerator of a ratio KPI"),
    "denominator": Column(NUMBER, "denominator of a ratio KPI"),
    "target": Column(NUMBER, "what was wanted, in the KPI's measure"),
    "floor": Column(NUMBER, "value worth 60 points"),
    "stretch": Column(NUMBER, "value worth 120 points"),
}
KEY = {
    "unit_id": Column(ID, "unit.unit_id"),
    "kpi_id": Column(ID, "kpi.kpi_id"),
    "grain": Column(TEXT, "length of the period", GRAINS),
    "period": Column("date", "first day of the period"),
}

NUMBERED = Column(ID, "number")
SIGNED = {"who": Column(TEXT, "who"), "moment": Column("timestamp", "when, UTC")}

# What a person may set for a KPI, in the order of the catalogue.
KPI_FIELDS = {
    "name": Column(TEXT, "name, unique in the company"),
    "name_en": Column(TEXT, "English name"),
    "definition": Column(TEXT, "what is counted"),
    "formula": Column(TEXT, "how it is calculated"),
    "measure": Column(TEXT, "unit of measure; % holds points, ratio holds fractions"),
    "measure_en": Column(TEXT, "unit of measure in English"),
    "decimals": Column(ID, "decimals shown"),
    "direction": Column(TEXT, "which way is better", DIRECTIONS),
    "form": Column(TEXT, "attainment form", FORMS),
    "aggregation": Column(TEXT, "how months combine", AGGREGATIONS),
    "cap": Column(NUMBER, "largest attainment that is scored, fraction"),
    "good": Column(NUMBER, "attainment from which the status is good, fraction"),
    "watch": Column(NUMBER, "attainment from which the status is watch, fraction"),
    "low": Column(NUMBER, "lower end of the band"),
    "high": Column(NUMBER, "upper end of the band"),
    "tol_low": Column(NUMBER, "distance below the band that is worth 0"),
    "tol_high": Column(NUMBER, "distance above the band that is worth 0"),
    "tolerance": Column(NUMBER, "distance from a zero or small target that is worth 0"),
    "materiality": Column(NUMBER, "targets smaller than this are judged by tolerance"),
    "baseline": Column(NUMBER, "where improvement starts"),
    "floor": Column(NUMBER, "value worth 60 points"),
    "stretch": Column(NUMBER, "value worth 120 points"),
    "late_penalty": Column(NUMBER, "share of a milestone lost per day late"),
    "perspective": Column(TEXT, "scorecard perspective"),
    "kra": Column(TEXT, "key result area"),
    "source": Column(TEXT, "where the figures come from"),
    "frequency": Column(TEXT, "how often it is due", FREQUENCIES),
    "owner": Column(TEXT, "who answers for it"),
    "supervisor": Column(TEXT, "who checks it"),
}
UNIT_FIELDS = {
    "name": Column(TEXT, "name"),
    "name_en": Column(TEXT, "English name"),
    "parent": Column(ID, "unit_id of the unit above; null for the company"),
    "weight": Column(NUMBER, "weight in the score of the unit above"),
}

TABLES = {
    "setting": Table("one row per setting", {"name": Column(TEXT, "name"), "value": Column(TEXT, "value")}),
    "calendar": Table("one row per month from 1990 to 2100", {"period": Column("date", "first day of the month")}),
    "upload": Table(
        "one row per file taken in",
        {
            "upload_id": Column(ID, "number, in the order of first upload"),
            "name": Column(TEXT, "file name"),
            "sha256": Column(TEXT, "of the bytes as they came"),
            "kind": Column(TEXT, "what the file says", KINDS),
            "mode": Column(TEXT, "how it is merged", MODES),
            "left_out": Column(TEXT, "lines left out, as 3,7-9"),
            "who": Column(TEXT, "who uploaded it"),
            "moment": Column("timestamp", "when, UTC"),
            "line_count": Column(ID, "data lines in the file"),
            "accepted": Column(ID, "lines taken in"),
            "encoding": Column(TEXT, "encoding read"),
            "layout": Column(TEXT, "layout recognised"),
            "covers": Column(
                TEXT, "what a replacing file ends: figures, own_targets (of KPIs with one), or both; before: targets"
            ),
        },
    ),
    "upload_file": Table(
        "one row per file taken in",
        {
            "upload_id": Column(ID, "upload.upload_id"),
            "codec": Column(TEXT, "compression of the bytes", ("zstd",)),
            "size": Column("bigint", "length of the bytes as they came"),
            "bytes": Column("blob", "the file, compressed"),
        },
    ),
    "upload_event": Table(
        "one row per undo or redo",
        {
            "event_id": NUMBERED,
            "upload_id": Column(ID, "upload.upload_id"),
            "what": Column(TEXT, "what was done", ("undo", "redo")),
            **SIGNED,
        },
    ),
    "entry": Table(
        "one row per accepted line of a facts file",
        {
            "upload_id": Column(ID, "upload.upload_id"),
            "line": Column(ID, "line in the file, header is 1"),
            **KEY,
            **VALUES,
            "says": Column("statement_kind", "a value, or that earlier ones no longer hold", SAYS),
        },
    ),
    "register_entry": Table(
        "one row per statement about a unit, a KPI or an assignment",
        {
            "seq": Column(ID, "order of the statement"),
            "upload_id": Column(ID, "upload.upload_id; 0 when typed in"),
            "unit_id": Column(ID, "the unit spoken of, null for a KPI"),
            "kpi_id": Column(ID, "the KPI spoken of, null for a unit"),
            "field": Column(TEXT, "field set"),
            "value": Column(TEXT, "value as text, null clears it"),
            "valid_from": Column("date", "first month of an assignment's weight"),
            "basis": Column(TEXT, "guessed from the name, or that guess confirmed; null where it was stated", BASES),
        },
    ),
    "fact": Table("one row per unit, KPI, grain and period: what the ledger says now", {**KEY, **VALUES}),
    "result": Table(
        "one row per unit, KPI, grain and period that has a fact or was due",
        {
            **KEY,
            **VALUES,
            "attainment": Column(NUMBER, "raw attainment, fraction"),
            "scored": Column(NUMBER, "attainment clipped to 0..cap, fraction"),
            "met": Column("boolean", "actual against target by direction"),
            "status": Column("judgement", "judgement", STATUSES),
            "reason": Column("judgement_reason", "why there is or is no attainment", REASONS),
            "weight": Column(NUMBER, "weight in the unit's score; null when it has none"),
            "tile": Column("boolean", "shown on the unit's wall"),
            "cells": Column(ID, "unit cells that have an actual"),
            "due": Column(ID, "unit cells that should have one"),
            "approximate": Column("boolean", "a mean of means"),
            "planned": Column(NUMBER, "the target of all that is owed at or below the unit"),
            "planned_floor": Column(NUMBER, "the same for the floor"),
            "planned_stretch": Column(NUMBER, "the same for the stretch"),
            "over_gap": Column("boolean", "an own target stands over missing cells"),
        },
    ),
    "score": Table(
        "one row per unit, grain and period",
        {
            "unit_id": KEY["unit_id"],
            "grain": KEY["grain"],
            "period": KEY["period"],
            "score": Column(NUMBER, "weighted mean of scored attainments, fraction"),
            "coverage": Column(NUMBER, "share of the weight that has data, fraction"),
            "own_weight": Column(NUMBER, "sum of the weights of the unit's own KPIs"),
            "good": Column(ID, "tiles on target"),
            "watch": Column(ID, "tiles to watch"),
            "miss": Column(ID, "tiles missed"),
            "blank": Column(ID, "tiles without judgement"),
        },
    ),
    "unit": Table(
        "one row per unit of the company",
        {
            "unit_id": Column(ID, "number"),
            "parent_id": Column(ID, "unit above"),
            "depth": Column(ID, "0 for the company"),
            "name": Column(TEXT, "name"),
            "name_en": Column(TEXT, "English name"),
            "weight": Column(NUMBER, "weight in the score of the unit above"),
            "standing": Column("boolean", "used by a standing upload or typed in"),
        },
    ),
    "kpi": Table(
        "one row per KPI",
        {
            "kpi_id": Column(ID, "number"),
            **KPI_FIELDS,
            "standing": Column("boolean", "used by a standing upload or typed in"),
            "unconfirmed": Column(
                TEXT, "fields that are guessed from the name, as direction,aggregation; null for none"
            ),
        },
    ),
    "assignment": Table(
        "one row per unit, KPI and first month of a weight",
        {
            "unit_id": KEY["unit_id"],
            "kpi_id": KEY["kpi_id"],
            "weight": Column(NUMBER, "weight in the unit's score; 0 ends the assignment"),
            "valid_from": Column("date", "first month it holds for"),
        },
    ),
    "milestone": Table(
        "one row per milestone of a unit's KPI",
        {
            "unit_id": KEY["unit_id"],
            "kpi_id": KEY["kpi_id"],
            "item": Column(TEXT, "what is to be done"),
            "weight": Column(NUMBER, "share of the KPI"),
            "due": Column("date", "when it should be done"),
            "done": Column("date", "when it was done"),
        },
    ),
    "baseline": Table(
        "one row per decision where the limits of a unit's KPI start anew",
        {"baseline_id": NUMBERED, **KEY, "reason": Column(TEXT, "why"), **SIGNED},
    ),
    "remark": Table(
        "one row per thing said about a unit's KPI in a period",
        {
            "remark_id": NUMBERED,
            **KEY,
            "kind": Column(TEXT, "what it is", REMARKS),
            "text": Column(TEXT, "in the person's words"),
            **SIGNED,
        },
    ),
    "action": Table(
        "one row per countermeasure agreed for a unit's KPI in a period",
        {
            "action_id": NUMBERED,
            **KEY,
            "text": Column(TEXT, "what will be done"),
            "owner": Column(TEXT, "who does it, exactly one"),
            "due": Column("date", "by when; never changed"),
            **SIGNED,
        },
    ),
    "action_event": Table(
        "one row per step of a countermeasure",
        {
            "event_id": NUMBERED,
            "action_id": Column(ID, "action.action_id"),
            "what": Column(TEXT, "the step; started and reopened keep it live", STEPS),
            "note": Column(TEXT, "in the person's words"),
            **SIGNED,
        },
    ),
    "audit": Table(
        "one row per deed",
        {
            "seq": Column(ID, "number"),
            "moment": Column("timestamp", "when, UTC"),
            "who": Column(TEXT, "who"),
            "what": Column(TEXT, "deed"),
            "detail": Column(TEXT, "JSON: values before and after"),
            "previous": Column(TEXT, "hash of the row before"),
            "hash": Column(TEXT, "sha256 of this row and the hash before"),
            "seals": Column(TEXT, "JSON: digests of the rows that the deed wrote; null before there were any"),
        },
    ),
    "identity": Table("one row", {"store_id": Column(TEXT, "what tells this store from every other, given once")}),
    **SURVEY_TABLES,
}

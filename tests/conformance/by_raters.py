"""The ten forces and the agreement of raters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kpi_core.measures import agreement, trend
from kpi_core.text import t
from tests.conformance.shapes import Answer, only


def grid(inputs: dict[str, Any]) -> trend.Numbers:
    """Ratings (items, raters): those of the inputs, else those of the table that the example points to."""
    found = inputs.get("ratings", "ten.table")
    if isinstance(found, str):
        examples = json.loads(Path(__file__).with_name("worked_examples.json").read_text(encoding="utf-8"))["examples"]
        found = next(example for example in examples if example["id"] == "ten.table")["inputs"]["ratings"]
    return np.array([[np.nan if grade is None else grade for grade in row] for row in found], dtype=np.float64)


def anchor(mean: float) -> str:
    return t(f"anchor.a{agreement.position(mean)}", "zh")


def force_table(inputs: dict[str, Any]) -> Answer:
    found = agreement.levels(grid(inputs))
    return {
        "mean": found.mean.tolist(), "sd": found.sd.tolist(), "proportion": found.proportion.tolist(), "rank": found.rank.tolist(),
        "position_label": [anchor(mean) for mean in found.mean], "ci95_lo": found.low.tolist(), "ci95_hi": found.high.tolist(),
        "overall_mean": found.overall, "overall_label": anchor(found.overall), "sum_prop": sum(found.proportion.tolist()),
    }  # fmt: skip


def concordance(inputs: dict[str, Any]) -> Answer:
    ratings = grid(inputs)
    found = agreement.concordance(agreement.without(ratings, inputs["drop"]) if "drop" in inputs else ratings)
    return {"W": found.w, "chi2": found.chi2, "df": found.df, "p": found.p}


def intra_class(inputs: dict[str, Any]) -> Answer:
    found = agreement.intra_class(grid(inputs))
    return {"ICC(2,1)": found.one, "ICC(2,k)": found.mean, "ICC(3,k)": found.consistency}


def alpha(inputs: dict[str, Any]) -> Answer:
    return {"alpha_raters_as_items": agreement.intra_class(grid(inputs)).consistency,
            "alpha_forces_as_items": agreement.intra_class(grid(inputs).T).consistency}  # fmt: skip


def within_group(inputs: dict[str, Any]) -> Answer:
    return {"rwg": agreement.within_group(grid(inputs), inputs["scale_points"]).tolist()}


def within_one(inputs: dict[str, Any]) -> Answer:
    return {"rwg": only(agreement.within_group(trend.as_series(inputs["ratings"])))}


def outlying_raters(inputs: dict[str, Any]) -> Answer:
    found = agreement.raters(grid(inputs))
    return {
        "corrected_rater_total_r": found.correlation.tolist(),
        "mean_shift": found.shift.tolist(),
        "flag_below_0": found.against,
    }


def resampled(inputs: dict[str, Any]) -> Answer:
    found = agreement.bootstrap(grid(inputs))
    return {
        "lo": found.low.tolist(),
        "hi": found.high.tolist(),
        "rank_lo": found.best.tolist(),
        "rank_hi": found.worst.tolist(),
    }


def anonymity(inputs: dict[str, Any]) -> Answer:
    return {"show": agreement.shown_groups(inputs["groups"], inputs["min_group"])}


ANSWERS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "ten.table": force_table,
    "ten.kendall_w": concordance,
    "ten.kendall_w_without_rater20": concordance,
    "ten.icc": intra_class,
    "ten.icc_shrout_fleiss": intra_class,
    "ten.cronbach": alpha,
    "ten.rwg": within_group,
    "ten.rwg.edge": within_one,
    "ten.outlier_rater": outlying_raters,
    "ten.bootstrap_ci": resampled,
    "ten.rank_ci": resampled,
    "ten.anonymity": anonymity,
}

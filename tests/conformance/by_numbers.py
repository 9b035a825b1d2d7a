"""Trends, signals, forecasts and comparison: the numbers alone."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kpi_core.measures import change as changes
from kpi_core.measures import comparison, forecast, landing, signals, trend
from tests.conformance.shapes import Answer, only, vector, vectors


def series(inputs: dict[str, Any]) -> trend.Numbers:
    return trend.as_series(vector(inputs["y"]))


def theil_sen(inputs: dict[str, Any]) -> Answer:
    found = trend.slope_interval(vector(inputs["y"]), inputs["alpha"])
    assert found is not None
    return {
        "slope": found.slope,
        "intercept_separate": found.intercept,
        "low": found.low,
        "high": found.high,
        "n_pairs": found.pairs,
    }


def mann_kendall(inputs: dict[str, Any]) -> Answer:
    found = trend.mann_kendall(series(inputs))
    s, n = only(found.s), only(found.n)
    said = only(trend.verdict(series(inputs)).said)
    return {"S": s, "varS": only(found.variance), "z": only(found.z), "p": only(found.p), "tau": only(found.tau),
            "tau_b": only(found.tau), "kendalltau_exact_p": trend.exact_p(s, int(n)),
            "trend": {"constant": "no variation"}.get(said, said)}  # fmt: skip


def least_p(inputs: dict[str, Any]) -> Answer:
    return {"min_two_sided_p": [only(trend.verdict(trend.as_series(range(n))).p) for n in inputs["n"]]}


def seasonal(inputs: dict[str, Any]) -> Answer:
    found, slope = trend.seasonal_mann_kendall(series(inputs), inputs["period"])
    return {"S": only(found.s), "varS": only(found.variance), "z": only(found.z), "p": only(found.p),
            "seasonal_sen_slope_per_year": only(slope), "plain_mk_p": only(trend.mann_kendall(series(inputs)).p)}  # fmt: skip


def prewhitened(inputs: dict[str, Any]) -> Answer:
    found = trend.prewhitened(series(inputs))
    test = found.test
    return {"sen_slope": only(found.slope), "r1_detrended": only(found.r1), "r1_corrected": only(found.corrected), "S": only(test.s),
            "varS": only(test.variance), "z": only(test.z), "p": only(test.p), "plain_p": only(trend.mann_kendall(series(inputs)).p)}  # fmt: skip


def verdict(inputs: dict[str, Any]) -> Answer:
    return {"verdict": only(trend.verdict(series(inputs)).said)}


def named_limits(x: trend.Numbers, baseline: int) -> tuple[signals.Limits, Answer]:
    found = signals.limits(x, baseline)
    return found, {"mean": only(found.mean), "mrbar": only(found.moving_range), "unpl": only(found.upper),
                   "lnpl": only(found.lower), "url": only(found.range_upper), "sigma": only(found.sigma)}  # fmt: skip


def xmr_limits(inputs: dict[str, Any]) -> Answer:
    _, named = named_limits(trend.as_series(vector(inputs["x"])), len(inputs["x"]))
    return named


def xmr_rules(inputs: dict[str, Any]) -> Answer:
    x = trend.as_series(vector(inputs["x"]))
    found, named = named_limits(x, inputs["baseline_n"])
    flags = signals.signals(x, found)
    rules = {"r1": flags.beyond, "r2_3of4_beyond_1.5s": flags.near, "r3_run8": flags.run}
    return {"limits": named, "signals": {name: np.flatnonzero(flag).tolist() for name, flag in rules.items()}}


def xmr_constant(inputs: dict[str, Any]) -> Answer:
    x = trend.as_series(vector(inputs["x"]))
    found, named = named_limits(x, len(inputs["x"]))
    return {**named, "signals": int(signals.signals(x, found).any.sum())}


def pettitt(inputs: dict[str, Any]) -> Answer:
    found = signals.change_point(vector(inputs["x"]))
    assert found is not None
    return {
        "first_index_of_new_level": found.index,
        "K": found.k,
        "p_approx": found.p,
        "mean_before": found.before,
        "mean_after": found.after,
    }


def modified_z(inputs: dict[str, Any]) -> Answer:
    found = signals.outliers(vector(inputs["x"]))
    return {
        "median": found.median,
        "mad": found.mad,
        "mz": found.scores.tolist(),
        "outliers": np.flatnonzero(found.flags).tolist(),
    }


def seasonal_naive(inputs: dict[str, Any]) -> Answer:
    found = forecast.seasonal_naive(vector(inputs["y"]), inputs["h"], inputs["period"]).tolist()
    first, *_ = found
    return {"forecast": found, "point": first}


def theta(inputs: dict[str, Any]) -> Answer:
    found = forecast.theta(vector(inputs["y"]), inputs["h"], inputs.get("alpha"))
    (values,) = found.values.tolist()
    return {"alpha": only(found.alpha), "level": only(found.level), "ols_slope": only(found.slope), "forecast": values}


def seasonal_index(inputs: dict[str, Any]) -> Answer:
    index, multiplies = forecast.seasonal_index(vector(inputs["y"]))
    return {"index": index.tolist(), "half_shrunk": forecast.shrunk(index, multiplies, forecast.HALF).tolist()}


def mase(inputs: dict[str, Any]) -> Answer:
    found = forecast.accuracy(
        vector(inputs["train"]), vector(inputs["test"]), vector(inputs["forecast"]), inputs["period"]
    )
    return {"scale": found.scale, "mae": found.mae, "mase": found.mase}


def smape(inputs: dict[str, Any]) -> Answer:
    test = vector(inputs["test"])
    return {"smape": forecast.accuracy(np.zeros(forecast.YEAR), test, vector(inputs["forecast"])).smape}


def rank(inputs: dict[str, Any]) -> Answer:
    scores = vector(inputs["scores"])
    return {"competition": comparison.ranks(scores).tolist(), "average": comparison.average_ranks(scores).tolist()}


def funnel(inputs: dict[str, Any]) -> Answer:
    found = comparison.funnel(*vectors(inputs["dept"].values()))
    columns = {
        "rate": found.rate,
        "z": found.z,
        "lo95": found.low95,
        "hi95": found.high95,
        "lo998": found.low998,
        "hi998": found.high998,
    }
    return {"target": found.target,
            "dept": {name: {key: values[at].item() for key, values in columns.items()} for at, name in enumerate(inputs["dept"])}}  # fmt: skip


def overdispersion(inputs: dict[str, Any]) -> Answer:
    phi, multiplier = comparison.over_dispersion(vector(inputs["z"]))
    return {"phi": phi, "multiplier": multiplier}


def shrinkage(inputs: dict[str, Any]) -> Answer:
    found = comparison.shrink(*vectors(inputs["dept"].values()))
    return {
        "target": found.target,
        "Q": found.q,
        "tau2": found.tau2,
        "weight": found.weight.tolist(),
        "shrunk": found.rate.tolist(),
    }


def weights_changed(inputs: dict[str, Any]) -> Answer:
    found = comparison.score_moved(*vectors(inputs["before"]), *vectors(inputs["after"]))
    return {
        "delta": found.total,
        "attainment_effect": found.by_value.tolist(),
        "weight_effect_centred": found.by_weight.tolist(),
    }


def mix_rate(inputs: dict[str, Any]) -> Answer:
    names = list(inputs["before"])
    sides = [vectors([inputs[side][name] for name in names]) for side in ("before", "after")]
    before, after = (comparison.funnel(*side).target for side in sides)
    found = comparison.mix_and_rate(*(column for side in sides for column in side))
    effects = {"rate_effect": found.by_value, "mix_effect": found.by_weight}
    return {"R0": before, "R1": after, "delta": found.total, "sum": found.total,
            **{key: dict(zip(names, values.tolist(), strict=True)) for key, values in effects.items()}}  # fmt: skip


def yoy(inputs: dict[str, Any]) -> Answer:
    found = changes.change(inputs["current"], inputs["previous"])
    assert found is not None
    return {
        "pct": found.value if found.kind == "relative" else None,
        "abs_change": found.difference,
        "status": found.reason,
    }


def pp_change(inputs: dict[str, Any]) -> Answer:
    found = changes.change(inputs["current"], inputs["previous"], "ratio")
    return {"pp": found.value if found else None}


def lands(inputs: dict[str, Any]) -> Answer:
    known, plan = vector(inputs["actual_ytd"]), vector(inputs["monthly_target"])
    need = landing.required(known, plan)
    return {
        "ytd": sum(inputs["actual_ytd"]), "annual_target": sum(inputs["monthly_target"]), "run_rate": landing.run_rate(known),
        "shrunk_share": landing.grown_last_year(known, vector(inputs["last_year"])), "required_run_rate": need.rate,
        "required_vs_plan": need.against_plan, "current_run_rate": need.so_far, "gap": need.gap,
    }  # fmt: skip


def landed(inputs: dict[str, Any]) -> Answer:
    need = landing.required(np.ones(inputs["k"]), np.ones(inputs["k"]))
    return {"required_run_rate": need.rate, "status": need.status}


def grades(inputs: dict[str, Any]) -> Answer:
    cuts = tuple(inputs["cuts"].items())
    return {"grades": [comparison.grade(score, cuts) for score in inputs["scores"]]}


def rounding_trap(inputs: dict[str, Any]) -> Answer:
    return {"grade": comparison.grade(inputs["score"])}


ANSWERS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "trend.theil_sen": theil_sen,
    "trend.mann_kendall": mann_kendall,
    "trend.mann_kendall_ties": mann_kendall,
    "trend.mann_kendall_constant": mann_kendall,
    "trend.min_exact_p": least_p,
    "trend.seasonal_mk": seasonal,
    "trend.seasonal_mk_two_years": seasonal,
    "trend.debiased_prewhitened": prewhitened,
    "trend.verdict": verdict,
    "xmr.limits": xmr_limits,
    "xmr.rules": xmr_rules,
    "xmr.constant": xmr_constant,
    "change.pettitt": pettitt,
    "outlier.modified_z": modified_z,
    "fc.snaive": seasonal_naive,
    "fc.snaive_pi80": seasonal_naive,
    "fc.theta_nonseasonal": theta,
    "fc.theta_fixed_alpha": theta,
    "fc.seasonal_index_24": seasonal_index,
    "fc.mase": mase,
    "fc.smape": smape,
    "cmp.rank": rank,
    "cmp.funnel": funnel,
    "cmp.overdispersion": overdispersion,
    "cmp.shrinkage": shrinkage,
    "cmp.waterfall_weights_changed": weights_changed,
    "cmp.mix_rate": mix_rate,
    "agg.yoy": yoy,
    "agg.pp_change": pp_change,
    "agg.landing": lands,
    "agg.landing_done": landed,
    "score.grade": grades,
    "score.rounding_trap": rounding_trap,
}

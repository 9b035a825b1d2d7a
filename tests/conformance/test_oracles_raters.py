"""Raters on inputs that stand in no table, against oracles written here or in another library.

A table of remembered answers cannot pass: the inputs are drawn anew from each seed.
"""

import itertools

import numpy as np
import pandas as pd
import pingouin
import pytest
from scipy import stats

from kpi_core.measures.agreement import concordance
from tests.conformance.answers import answer
from tests.conformance.drawing import close


def graded(rng, n=10, m=12):
    level = rng.uniform(2, 4.5, (n, 1))
    return np.clip(np.round(level + rng.normal(0, 0.8, (n, m))), 1, 5).astype(int)


def test_the_table_of_forces(rng):
    r = graded(rng)
    found = answer("ten.table", {"ratings": r.tolist()})
    mean = r.mean(axis=1)

    close(found["mean"], mean)
    close(found["proportion"], mean / mean.sum())
    close(found["ci95_lo"], [stats.t.interval(0.95, 11, row.mean(), stats.sem(row))[0] for row in r])
    assert found["rank"] == stats.rankdata(-mean.round(9), method="min").tolist()


def test_concordance_is_friedmans_statistic(rng):
    r = graded(rng)
    friedman = stats.friedmanchisquare(*r)
    found = answer("ten.kendall_w", {"ratings": r.tolist()})

    close([found["chi2"], found["p"], found["W"]], [friedman.statistic, friedman.pvalue, friedman.statistic / (12 * 9)])


def test_for_few_items_the_p_value_is_that_of_every_ordering(rng):
    r = np.array([rng.permutation(3) for _ in range(4)]).T
    spread = np.var(r.sum(axis=1))
    orders = np.array(list(itertools.permutations(range(3))))
    every = [
        np.var(orders[list(choice)].sum(axis=0)) >= spread - 1e-9 for choice in itertools.product(range(6), repeat=4)
    ]

    assert concordance(r).p == pytest.approx(np.mean(every), abs=0.03)


@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
def test_intraclass_correlation_and_alpha_against_pingouin(rng):
    r = graded(rng)
    frame = pd.DataFrame(
        [(f, k, int(r[f, k])) for f in range(10) for k in range(12)], columns=["force", "rater", "grade"]
    )
    theirs = pingouin.intraclass_corr(frame, "force", "rater", "grade").set_index("Type")["ICC"]
    found = answer("ten.icc", {"ratings": r.tolist()})

    close([found["ICC(2,1)"], found["ICC(2,k)"], found["ICC(3,k)"]], [theirs[name] for name in _names(theirs)], 1e-5)
    alpha = answer("ten.cronbach", {"ratings": r.tolist()})
    close(alpha["alpha_raters_as_items"], pingouin.cronbach_alpha(pd.DataFrame(r))[0])
    close(alpha["alpha_forces_as_items"], pingouin.cronbach_alpha(pd.DataFrame(r.T))[0])


def _names(theirs):
    """The names of the three coefficients in this version of pingouin."""
    return [
        next(name for name in theirs.index if name in wanted)
        for wanted in (("ICC2", "ICC(A,1)"), ("ICC2k", "ICC(A,k)"), ("ICC3k", "ICC(C,k)"))
    ]


def test_agreement_within_one_force(rng):
    r = graded(rng)

    close(answer("ten.rwg", {"ratings": r.tolist(), "scale_points": 5})["rwg"], 1 - r.var(axis=1, ddof=1) / 2)
    close(answer("ten.rwg.edge.1", {"ratings": r[0].tolist()})["rwg"], 1 - r[0].var(ddof=1) / 2)


def test_outlying_raters(rng):
    r = graded(rng).astype(float)
    r[:, 3] = 6 - r[:, 3]
    found = answer("ten.outlier_rater", {"ratings": r.tolist()})

    wanted = [stats.pearsonr(r[:, k], np.delete(r, k, axis=1).mean(axis=1)).statistic for k in range(12)]
    close(found["corrected_rater_total_r"], wanted)
    close(found["mean_shift"], r.mean(axis=0) - r.mean())
    assert found["flag_below_0"] == [k + 1 for k, value in enumerate(wanted) if value < 0]


def test_bootstrap_intervals_are_near_the_normal_ones(rng):
    r = graded(rng, m=25)
    found = answer("ten.bootstrap_ci", {"ratings": r.tolist()})
    half = 1.96 * r.std(axis=1, ddof=0) / 5

    np.testing.assert_allclose(found["lo"], r.mean(axis=1) - half, atol=0.09)
    np.testing.assert_allclose(found["hi"], r.mean(axis=1) + half, atol=0.09)


def test_no_hidden_group_can_be_subtracted(rng):
    for _ in range(20):
        sizes = {f"G{at}": int(n) for at, n in enumerate(rng.integers(1, 12, int(rng.integers(2, 6))))}
        shown = answer("ten.anonymity", {"min_group": 5, "groups": sizes, "published_total": sum(sizes.values())})[
            "show"
        ]

        assert not any(visible and sizes[group] < 5 for group, visible in shown.items())
        assert sum(not visible for visible in shown.values()) != 1 or not any(shown.values())

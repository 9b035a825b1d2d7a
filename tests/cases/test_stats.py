"""Published figures of limits, trends and agreement, from ../shared/cases/stats."""

import csv
import json

import numpy as np
import pytest

from kpi_core.measures.agreement import concordance, intra_class
from kpi_core.measures.signals import limits
from kpi_core.measures.trend import as_series, mann_kendall, theil_sen


def numbers(path):
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return [float(row[-1]) for row in rows[1:] if row and row[-1]]


@pytest.fixture(scope="module")
def published(cases_folder):
    found = json.loads((cases_folder / "stats" / "expected.json").read_text(encoding="utf-8"))
    return {case["case"]: case for case in found}


@pytest.fixture(scope="module")
def cases_folder(request):
    from tests.conftest import CASES

    if not CASES.is_dir():
        pytest.skip("the case files are not beside the project")
    return CASES


@pytest.mark.parametrize(("case", "file"), [("xmr_nist", "xmr_nist_flowrate"), ("xmr_sas_jets", "xmr_sas_jets")])
def test_limits_of_published_charts(cases_folder, published, case, file):
    """Published with 3 / 1.128 = 2.6596 where METHODS prints 2.66: they agree to four digits."""
    x = numbers(cases_folder / "stats" / f"{file}.csv")
    found = limits(as_series(x), baseline=len(x))

    mean, spread, upper, lower = published[case]["published"] or published[case]["recomputed"]
    assert found.mean[0] == pytest.approx(mean, abs=5e-5)
    assert found.moving_range[0] == pytest.approx(spread, abs=5e-5)
    assert found.upper[0] == pytest.approx(upper, abs=3e-3)
    assert found.lower[0] == pytest.approx(lower, abs=3e-3)


def test_mann_kendall_and_sen_of_statology(cases_folder, published):
    y = as_series(numbers(cases_folder / "stats" / "mk_statology_17.csv"))
    found = mann_kendall(y)
    s, variance, z, p, tau, slope = published["mk_statology"]["published"]

    np.testing.assert_allclose(
        [found.s[0], found.variance[0], found.z[0], found.p[0], found.s[0] / (17 * 16 / 2), theil_sen(y)[0][0]],
        [s, variance, z, p, tau, slope], rtol=1e-5,
    )  # fmt: skip


def test_mann_kendall_and_sen_of_the_shampoo_sales(cases_folder, published):
    y = as_series(numbers(cases_folder / "stats" / "mk_shampoo_36.csv"))
    found = mann_kendall(y)

    np.testing.assert_allclose([found.s[0], found.tau[0], theil_sen(y)[0][0]], published["mk_shampoo"]["published"])


def table(path):
    with path.open(encoding="utf-8") as file:
        return np.array([[float(cell) if cell else np.nan for cell in row] for row in list(csv.reader(file))[1:]])


def test_intraclass_correlation_of_shrout_and_fleiss(cases_folder, published):
    found = intra_class(table(cases_folder / "stats" / "shrout_fleiss_1979.csv"))
    wanted = published["shrout_fleiss_1979"]["published"]

    assert [round(value, 2) for value in (found.one, found.mean, found.consistency)] == [
        wanted["ICC21"],
        wanted["ICC2k"],
        wanted["ICC3k"],
    ]


@pytest.mark.parametrize(
    ("case", "file"),
    [("kendall_w_10projects", "kendall_w_10projects_4judges"), ("kendall_w_proofwiki", "kendall_w_proofwiki")],
)
def test_kendalls_w(cases_folder, published, case, file):
    found = concordance(table(cases_folder / "stats" / f"{file}.csv"))

    assert found.w == pytest.approx(published[case]["published"], abs=5e-4)


def test_cronbachs_alpha(cases_folder, published):
    attitude = table(cases_folder / "stats" / "attitude_30x7.csv")
    likert = table(cases_folder / "stats" / "cronbach_likert_long.csv")[:, 1:]

    assert intra_class(attitude).consistency == pytest.approx(published["attitude_30x7"]["published"], abs=5e-3)
    assert intra_class(likert).consistency == pytest.approx(published["cronbach_likert_long"]["published"], abs=1e-9)

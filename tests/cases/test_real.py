"""Real files against an independent computation in pandas (needs the case files beside the project)."""

import csv
import io
import json
import re

import pandas as pd
import pytest

from kpi_core import cli
from kpi_core.review.commit import commit
from kpi_core.review.upload import Given, preview

ROWS = {"mta_agency": 2955, "nyc_mmr_agencies": 8297, "nhs_ae_fy2023": 6822, "scotland_ae_hospitals": 5862}


@pytest.fixture(scope="module")
def imported(cases, tmp_path_factory):
    """Each file in a store of its own, made by the command line."""
    folder = tmp_path_factory.mktemp("real")
    stores = {}
    for name in ROWS:
        stores[name] = str(folder / f"{name}.duckdb")
        assert cli.main(["import", "--store", stores[name], "--json", str(cases / "real" / f"{name}_tidy.csv")]) == 0
    return stores


def board(store, period, capsys):
    capsys.readouterr()
    assert cli.main(["board", "--store", store, "--json", "--period", period]) == 0
    return json.loads(capsys.readouterr().out)


def expected(cases, name, period):
    """department, kpi -> (met, attainment) by 1 + d (A - T) / |T|, worked with pandas from the file alone."""
    frame = pd.read_csv(
        cases / "real" / f"{name}_tidy.csv", dtype={"department": str}, keep_default_na=False, na_values=[""]
    )
    frame = frame[(frame["period"] == period) & (frame["direction"] != "none") & frame["target"].notna()].copy()
    for column in ("department", "kpi"):
        frame[column] = frame[column].fillna("").str.normalize("NFKC").str.split().str.join(" ")
    sign = frame["direction"].map({"higher": 1.0, "lower": -1.0})
    frame["met"] = (sign * (frame["actual"] - frame["target"])) >= 0
    frame["attainment"] = (1 + sign * (frame["actual"] - frame["target"]) / frame["target"].abs()).where(
        frame["target"] != 0
    )
    return frame.set_index(["department", "kpi"])


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_line_is_taken_in(imported, name, capsys):
    capsys.readouterr()
    cli.main(["uploads", "--store", imported[name], "--json"])

    assert json.loads(capsys.readouterr().out)[0]["accepted"] == ROWS[name]


@pytest.mark.parametrize(
    ("name", "period"),
    [("mta_agency", "2016-03"), ("mta_agency", "2014-11"), ("nhs_ae_fy2023", "2023-09"), ("scotland_ae_hospitals", "2021-05"),
     ("nyc_mmr_agencies", "FY2023")],
)  # fmt: skip
def test_attainment_and_met_agree_with_an_independent_computation(imported, cases, name, period, capsys):
    frame = expected(cases, name, period)
    found = {(row["unit"], row["kpi"]): row for row in board(imported[name], period, capsys)["results"]}
    checked = 0
    for (unit, kpi), row in frame.iterrows():
        mine = found[unit or "公司", kpi]
        assert mine["met"] == row["met"], (unit, kpi)
        if pd.isna(row["attainment"]):
            assert mine["attainment"] is None
        else:
            assert mine["attainment"] == pytest.approx(row["attainment"], abs=1e-9), (unit, kpi)
        checked += 1
    assert checked == len(frame) > 0


def test_met_agrees_with_the_published_flag_351_of_351(imported, cases, capsys):
    frame = pd.read_csv(cases / "real" / "nyc_mmr_agencies_tidy.csv", keep_default_na=False)
    frame = frame[frame["official_success"] != ""]
    found = {
        (row["unit"], row["kpi"]): row["met"]
        for row in board(imported["nyc_mmr_agencies"], "FY2023", capsys)["results"]
    }

    def clean(text):
        return " ".join(text.split())

    agreeing = sum(
        found[clean(row["department"]) or "公司", clean(row["kpi"])] == (row["official_success"] == "Met_Goal")
        for row in frame.to_dict("records")
    )
    assert (agreeing, len(frame)) == (351, 351)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_the_stored_data_is_sound(imported, name, capsys):
    capsys.readouterr()

    assert cli.main(["verify", "--store", imported[name], "--json"]) == 0


# cpi_4 has a 49th column without header or value.
WIDE = {
    "cpi_0_national": (528, {}), "nbs_m2_monthly_gbk": (1548, {}), "nbs_pop_prov_year_gbk": (310, {}),
    **{f"nbs_cpi_prov_gbk{n}": (62, {}) for n in range(5)},
    "cpi_2_prov": (31 * 48, {"kpi": "其他类"}), "cpi_4_prov": (31 * 48, {"kpi": "教育与娱乐"}),
    "cpi_6_prov": (31 * 48, {"kpi": "食品类"}), "cpi_8_prov": (31 * 48, {"kpi": "衣着类"}),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WIDE))
def test_a_statistics_office_table_is_taken_in_as_it_was_published(store, cases, name):
    count, fixed = WIDE[name]
    data = (cases / "real_cn" / f"{name}.csv").read_bytes()
    if fixed:
        assert [p.code for p in preview(store, f"{name}.csv", data).errors] == ["kpi_unnamed"]
    found = preview(store, f"{name}.csv", data, given=Given(fixed=fixed))
    commit(store, found, "me")

    assert (found.errors, found.accepted) == ([], count)
    with store.cursor() as cursor:
        total = cursor.execute("select sum(actual), count(*) from fact").fetchall()[0]
    assert total == (pytest.approx(_sum(data)), count)


def _sum(data):
    """All numbers to the right of the first column, below the header, read with plain Python."""
    rows = list(csv.reader(io.StringIO(data.decode("gb18030"))))
    wide = max(map(len, rows))
    body = [
        row
        for row in rows
        if len(row) == wide and sum(bool(re.fullmatch(r"-?[\d.]+ *", cell)) for cell in row[1:]) >= 2
    ][0:]
    head = next((row for row in body if row[1].startswith(("2016.01", "2016.1"))), None)
    return sum(float(cell) for row in body if row is not head for cell in row[1:] if cell.strip())


def test_a_hospital_file_is_taken_once_its_department_and_kpi_are_given(store, cases):
    data = (cases / "real" / "scot_hospital_10_-_ind_2.csv").read_bytes()
    given = Given(
        columns={"HospitalValue": "actual", "BoardValue": "", "NationalValue": ""},
        fixed={"department": "Hospital 10", "kpi": "A&E"},
    )
    found = preview(store, "scot.csv", data, given=given)

    assert (found.errors, found.accepted) == ([], 331)

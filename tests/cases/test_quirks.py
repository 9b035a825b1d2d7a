"""The torture files do what their index says (needs the case files beside the project)."""

import time
from datetime import date
from pathlib import Path

import pytest

from kpi_core.review.commit import Refused, commit
from kpi_core.review.upload import Given, preview

TAKEN = {
    "enc_utf8": 12, "enc_utf8_bom": 12, "enc_gbk": 12, "enc_gb18030_4byte": 12, "enc_utf16be_bom": 12, "eol_cr_only_mac": 12,
    "cols_english_caps": 12, "num_negative_forms": 5, "num_percent_text": 5, "targets_zero_negative": 7, "layout_blank_lines": 12,
    "layout_footnotes": 12, "sep_line_excel": 12, "sep_pipe": 12, "sep_semicolon_decimal_comma": 12, "big_many_departments": 2000,
    "dept_variants": 8, "x_plain.xlsx": 12, "x_numbers_as_text.xlsx": 12, "x_total_note.xlsx": 12, "x_typed_dates_percent.xlsx": 12,
}  # fmt: skip
REFUSED = {
    "cols_missing_required": "columns_missing", "dup_conflict": "key_conflict", "bad_empty": "empty_file", "bad_only_bom": "empty_file",
    "bad_nul_bytes": "nul_bytes", "bad_png_renamed": "not_csv", "bad_ragged": "cell_count",
    "layout_wide_months": "year_unknown", "enc_shift_jis": "encoding_unsure", "big_long_field": "cell_too_long",
    "num_not_numbers": "number_bad", "period_serial_2digit": "period_bad", "period_mixed_granularity": "period_bad",
    "x_external_entity.xlsx": "workbook_doctype", "x_formulas_no_cache.xlsx": "formula_uncached", "x_zip_slip.xlsx": "not_workbook",
    "x_zipbomb_150MB.xlsx": "workbook_swollen",
}  # fmt: skip


def read(store, cases, name, given=Given()):
    file = name if "." in name else f"{name}.csv"
    return preview(store, file, (cases / "quirks" / file).read_bytes(), given=given)


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_a_good_file_is_taken_in_whole(store, cases, name):
    found = read(store, cases, name)

    commit(store, found, "me")

    assert (found.accepted, found.errors) == (TAKEN[name], [])
    with store.cursor() as cursor:
        assert cursor.execute("select count(*) from fact").fetchall() == [(TAKEN[name],)]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_bad_file_is_refused_with_its_reason_and_nothing_is_written(store, cases, name):
    started = time.perf_counter()
    found = read(store, cases, name)
    with pytest.raises(Refused):
        commit(store, found, "me")

    assert REFUSED[name] in {p.code for p in found.errors}
    assert time.perf_counter() - started < 2
    assert store.version == 0


def test_gbk_is_named_and_rare_characters_survive(store, cases):
    assert read(store, cases, "enc_gbk").encoding == "GB18030 (GBK)"
    assert "研发部𠮷䶮㐀" in read(store, cases, "enc_gb18030_4byte").new_units


def test_the_first_header_of_a_bom_file_is_department(store, cases):
    assert read(store, cases, "enc_utf8_bom").headers["department"] == "部门"


def test_every_negative_form_is_negative(store, cases):
    commit(store, read(store, cases, "num_negative_forms"), "me")
    with store.cursor() as cursor:
        values = cursor.execute("select e.actual from entry e order by line").fetchall()

    assert [value for (value,) in values] == [-1234.5, -500, -300, -20, -15]


def test_percent_and_fraction_mixed_are_warned_and_never_hundredfold(store, cases):
    found = read(store, cases, "num_percent_text")
    commit(store, found, "me")
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select r.attainment from result r join unit u using (unit_id) where u.parent_id = 1"
        ).fetchall()

    assert [(p.line, p.code) for p in found.problems if p.warning] == [(3, "scale"), (5, "scale")]
    assert all(0.9 < attainment < 1.3 for (attainment,) in rows)


def test_met_and_unmet_with_zero_and_negative_targets(store, cases):
    commit(store, read(store, cases, "targets_zero_negative"), "me")
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select r.met, r.attainment from entry e join result r using (unit_id, kpi_id, grain, period) order by e.line"
        ).fetchall()

    assert [met for met, _ in rows] == [True, False, True, False, True, True, True]
    assert all(a is None or abs(a) < 10 for _, a in rows)


def test_a_ragged_file_names_both_lines_and_takes_the_other_ten(store, cases):
    found = read(store, cases, "bad_ragged")
    commit(store, found, "me", skip_bad=True)

    assert found.left_out == [2, 3]
    assert found.accepted == 10


def test_a_conflict_names_both_values(store, cases):
    conflict = next(p for p in read(store, cases, "dup_conflict").errors if p.code == "key_conflict")

    assert {conflict.value, conflict.more["other"]} == {"1100", "999"}


@pytest.mark.parametrize("kind", ["long cell", "many columns", "open quote"])
def test_a_monstrous_file_is_refused_within_two_seconds(store, kind):
    data = {
        "long cell": "部门,指标,期间,实际值\nA," + "长" * 200_000 + ",2024-01,1\n",
        "many columns": ",".join(f"列{n}" for n in range(10_000)) + "\n" + ",".join("1" * 10_000) + "\n",
        "open quote": "部门,指标,期间,实际值\n"
        + "A,K,2024-01,1\n" * 100_000
        + 'A,"K,2024-02,1\n'
        + "A,K,2024-03,1\n" * 100_000,
    }[kind]
    quickest = 9.0
    for _ in range(3):
        started = time.perf_counter()
        found = preview(store, "x.csv", data.encode())
        with pytest.raises(Refused):
            commit(store, found, "me")
        quickest = min(quickest, time.perf_counter() - started)
        if quickest < 2:
            break

    assert quickest < 2
    assert store.version == 0


def test_months_without_a_year_are_taken_with_the_answer_and_the_yearly_target_stays_the_years(store, cases):
    commit(store, read(store, cases, "layout_wide_months", Given(fixed={"year": "2024"})), "me")
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select grain, count(actual), count(target) from fact group by grain order by grain"
        ).fetchall()

    assert {grain: (actuals, targets) for grain, actuals, targets in rows} == {"month": (21, 0), "year": (0, 2)}


def test_no_word_becomes_a_number(store, cases):
    found = read(store, cases, "num_not_numbers")
    commit(store, found, "me", skip_bad=True)
    with store.cursor() as cursor:
        assert cursor.execute("select count(actual), count(*) from fact").fetchall() == [(0, 10)]
    assert {p.value for p in found.errors} >= {
        "#DIV/0!",
        "#REF!",
        "#N/A",
        "待定",
        "NaN",
        "inf",
        "-inf",
        "1e309",
        "TRUE",
        "0x1F",
        "1_000",
    }


def test_every_form_of_march_2024_is_march_2024(store, cases):
    found = read(store, cases, "period_forms_all")
    spans = {
        int(line) - 2: found.reading.spans[code]
        for line, code in zip(found.reading.line, found.reading.span, strict=True)
        if code >= 0
    }

    for row in (*range(7), 8, 13, 14, 15, 16, 17, 31):
        assert spans[row] == ("month", date(2024, 3, 1)), row
    assert {spans[row] for row in (9, 10, 11, 12)} == {("day", date(2024, 3, day)) for day in (1, 15, 31)}
    assert spans[20] == ("year", date(2024, 1, 1))
    assert {spans[row] for row in (21, 22, 23)} == {("quarter", date(2024, 1, 1))}
    assert {p.line - 2 for p in found.errors} == {7, 18, 19, 24, 25, 26, 27, 28, 29, 30, 32, 33, 34}


def test_serials_of_a_spreadsheet_are_dates_in_a_plausible_range_only(store, cases):
    found = read(store, cases, "period_serial_2digit")

    assert [first.isoformat() for _, first in found.reading.spans] == [
        "2020-01-01",
        "2024-01-01",
        "2024-02-01",
        "2024-03-01",
    ]
    assert [p.value for p in found.errors] == ["1", "60", "61", "2958465"]


def test_an_entity_never_reaches_a_page(store, cases):
    found = read(store, cases, "x_external_entity.xlsx")

    assert Path("/etc/hostname").read_text().strip() not in str(found.problems)

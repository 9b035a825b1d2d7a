"""What is written out is read back as it was, and a spreadsheet runs none of it."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_core.intake import field_of, harmless, tidy, word_of
from kpi_core.reports.exports import ENDINGS, EXPORTS, TooLong, export_file, table_file
from kpi_core.review.catalogue import change_kpi
from kpi_core.review.commit import commit
from kpi_core.review.exports import count_rows, export_table
from kpi_core.review.scope import kpis
from kpi_core.review.upload import preview
from kpi_core.store import open_store
from kpi_core.tables import KPI_FIELDS
from kpi_core.text import LANGUAGES, t
from tests.build import load

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf")), min_size=1, max_size=30)
ODD = ["=1+1", "'=1", " =cmd|' /C calc'!A0", "＝1+1", "@a", "-5", "（全角）", 'a"b', "x;y,z"]
WORDS = st.one_of(st.sampled_from(ODD), TEXT).map(str.strip).filter(bool)


def registered():
    store = open_store(":memory:")
    load(
        store,
        {"产量": {"measure": "台", "decimals": 1}, "投诉率": {"direction": "lower", "measure": "%", "cap": 1.1}},
        [("生产部", "产量", "2024-01", 95.5, 100), ("服务部/一组", "投诉率", "2024-02", 3, 2)],
        {("生产部", "产量"): 60, ("服务部/一组", "投诉率"): 40},
        {"生产部": 2, "服务部/一组": 1.5},
    )
    return store


def state(store):
    return {which: export_table(store, which) for which in ("units", "kpis", "assignments", "facts")}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("which", ["units", "kpis", "assignments"])
def test_a_register_comes_back_unchanged(which, ending, lang):
    store = registered()
    found = preview(store, f"x.{ending}", export_file(store, which, ending, lang))

    assert ([p for p in found.problems if not p.warning], found.new, found.changed) == ([], 0, 0)
    assert found.same == len(export_table(store, which)[1])
    before = state(store)
    commit(store, found, "me")
    assert state(store) == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_company_is_carried_to_another_store_whole(lang):
    store, other = registered(), open_store(":memory:")
    for which in ("kpis", "units", "assignments", "facts"):
        commit(other, preview(other, f"{which}.csv", export_file(store, which, "csv", lang)), "me")

    for which, (fields, rows) in state(store).items():
        assert (fields, sorted(map(str, rows))) == (fields, sorted(map(str, export_table(other, which)[1])))


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(WORDS, WORDS, WORDS, st.sampled_from(ENDINGS), st.sampled_from(LANGUAGES))
def test_sentences_of_a_catalogue_come_back_letter_by_letter(definition, formula, owner, ending, lang):
    store = registered()
    kpi = next(iter(kpis(store).values()))
    change_kpi(store, kpi, {"definition": definition, "formula": formula, "owner": owner}, "me")
    found = preview(store, f"x.{ending}", export_file(store, "kpis", ending, lang))

    assert (found.errors, found.changed, found.register_changes) == ([], 0, [])


@given(st.one_of(st.sampled_from(ODD), TEXT))
def test_a_text_is_harmless_in_a_file_and_itself_again_when_read(text):
    written = harmless(text)

    assert written.strip()[:1] not in ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    assert tidy(written) == text.strip()


def test_names_come_back_as_they_were_written(cases):
    store = open_store(":memory:")
    found = preview(store, "x.csv", (cases / "strings" / "naughty_kpi_names_0.csv").read_bytes())
    commit(store, found, "me", skip_bad=True)
    _, rows = export_table(store, "facts")
    text = export_file(store, "facts", "csv", "zh").decode("utf-8-sig")

    assert sorted(row[1] for row in rows) == sorted(
        found.reading.kpis[code] for code in found.reading.kpi[found.reading.kept]
    )
    back = preview(store, "y.csv", text.encode())
    assert (back.errors, back.new, back.changed, back.same) == ([], 0, 0, len(rows))


def test_a_formula_is_a_text_and_a_negative_number_a_number():
    rows = [["=1+1", -5.0], ["-3", 2]]
    text = table_file("x", ["甲", "乙"], rows, "csv").decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(table_file("x", ["甲", "乙"], rows, "xlsx"))).active

    assert table_file("x", ["甲", "乙"], rows, "csv").startswith(b"\xef\xbb\xbf")
    assert text.split("\r\n")[1:3] == ["'=1+1,-5.0", "'-3,2"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("=1+1", "s"), (-5, "n")]


def test_facts_can_be_cut_to_a_span():
    store = registered()
    _, rows = export_table(store, "facts", since=date(2024, 2, 1))

    assert [row[2] for row in rows] == ["2024-02"]


@pytest.mark.parametrize("which", EXPORTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_has_a_header_in_both_languages(which, lang):
    head = export_file(registered(), which, "csv", lang).decode("utf-8-sig").split("\r\n")[0]

    assert count_rows(registered(), which) == len(export_table(registered(), which)[1])
    assert "export." not in head
    assert "field." not in head


def test_what_a_sheet_cannot_hold_is_said():
    with pytest.raises(TooLong):
        table_file("x", ["a"], [[1]] * 1_048_576, "xlsx")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_header_and_a_word_mean_on_the_way_in_what_they_meant_on_the_way_out(lang):
    for name, spec in KPI_FIELDS.items():
        if name != "name":
            assert field_of(t(f"field.{name}", lang)) == name
        for word in spec.allowed:
            assert word_of(name, t(f"{name}.{word}", lang)) == word


def test_what_a_register_file_changes_is_listed_before_it_is_written():
    store = registered()
    text = "指标,方向,封顶,部门,权重\n产量,越高越好,1.5,生产部,70\n新指标,,,,\n"
    found = preview(store, "x.csv", text.encode())

    assert (found.new, found.changed, found.same) == (1, 1, 0)
    assert [(c["line"], c["name"], c["field"], c["old"], c["new"]) for c in found.register_changes] == [
        (2, "产量", "cap", 1.2, "1.5"), (2, "产量", "weight", 60.0, 70.0),
    ]  # fmt: skip

"""What leaves for files, scripts and terminals carries names as they were written, and no sign of ours beside them."""

import io
import zipfile

import pytest

from kpi_core import cli
from kpi_core.reports.annotated import annotated
from kpi_core.review.upload import preview
from kpi_core.store import open_store
from kpi_core.text.problems import problem_sentence

HEBREW, REVERSED = "תקלות", "מחזור\u202e12"
GOOD = "部门,指标,期间,实际值,目标值\n" + "".join(
    f"{REVERSED},{HEBREW},2024-0{month},{month},9\n" for month in range(1, 8)
)
BAD = GOOD + f"{REVERSED},{HEBREW},{HEBREW},x,{REVERSED}\n"
ADDED = ("\u2068", "\u2069")


@pytest.mark.parametrize(
    "command",
    ["board --json", "board", "departments --json", "departments", f"trend --json --unit {REVERSED} --kpi {HEBREW}", "uploads --json",
     "import bad.csv --json --dry-run", "import bad.csv", "trend --unit x --kpi y", "undo 9"],
)  # fmt: skip
def test_the_command_line_adds_no_sign_to_a_name(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.csv").write_text(BAD, encoding="utf-8")
    cli.main(["import", "good.csv", "--store", "a.duckdb"])
    capsys.readouterr()

    cli.main([*command.split(), "--store", "a.duckdb", "--lang", "en"])

    said = "".join(capsys.readouterr())
    assert len(said) > 5
    assert not any(sign in said for sign in ADDED)


def test_tables_that_are_exported_and_a_file_handed_back_carry_no_sign_of_ours(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    cli.main(["import", "good.csv", "--store", "a.duckdb"])
    cli.main(["export", "facts", "out.csv", "--store", "a.duckdb"])
    store = open_store("a.duckdb")
    found = preview(store, "bad.csv", BAD.encode())
    book = zipfile.ZipFile(io.BytesIO(annotated(found, "en")))
    handed_back = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    on_a_page = [problem_sentence(problem, "en") for problem in found.problems]
    store.close()

    written = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert REVERSED in written
    assert HEBREW in handed_back
    assert not any(sign in written + handed_back for sign in ADDED)
    assert any("\u2068" in sentence for sentence in on_a_page)

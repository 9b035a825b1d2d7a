"""Every file that people brought is read as a person reads it, or asked about by name; none is silently wrong."""

import pytest

from kpi_core.reports.ways import ways_of
from kpi_core.review.upload import preview
from tests.cases.field import FOLDER, Expected, expected, outcome, read_by_hand
from tests.cases.field_rules import ANSWERS, CHECKS, MATTERS
from tests.conftest import CASES

FILES = {row.file: row for row in expected()} if FOLDER.is_dir() else {}


@pytest.mark.parametrize("file", sorted(FILES) or ["(not there)"])
def test_a_file_is_read_as_a_person_reads_it_or_asked_about(cases, file):
    came = outcome(FILES[file])

    assert came.holds, came.got
    assert came.verdict != "silently wrong"


def test_all_73_files_are_judged_and_every_rule_belongs_to_one_of_them(cases):
    assert FOLDER.parent == CASES
    assert len(FILES) == 73
    assert {*ANSWERS, *CHECKS, *MATTERS, *read_by_hand()} <= FILES.keys()


@pytest.mark.parametrize("file", sorted(FILES) or ["(not there)"])
def test_what_was_read_by_hand_has_every_figure_that_the_index_shows(cases, file):
    row: Expected = FILES[file]
    keys = ("department", "kpi", "period", "actual", "target")
    by_hand = [[fact[key].lstrip("?").split("|") for key in keys] for fact in read_by_hand().get(file, [])]

    for shown in row.shown:
        wanted = [(shown[key].split(" ")[0] if key == "actual" else shown[key]) for key in keys]
        assert any(
            all(one in texts or (key in ("department", "period") and not one)
                for key, one, texts in zip(keys, wanted, fact, strict=True))
            for fact in by_hand
        ), wanted  # fmt: skip


def test_every_question_names_the_option_that_answers_it(cases, store):
    """All but the file whose lines have more cells than its header: only the file itself can be mended."""
    unanswerable = []
    for file in FILES:
        found = preview(store, file, (cases / FOLDER.name / file).read_bytes())
        ways = [way for problem in found.problems for way in ways_of(found, problem)]
        if found.errors and not ways:
            unanswerable.append(file)

    assert unanswerable == ["italian_unquoted.csv"]

"""Every case file does what its index says, quickly and without growing the process."""

from tests.cases.outcomes import outcomes


def test_every_case_file_does_what_its_index_says(cases):
    found = outcomes()

    assert [(outcome.file, outcome.expected, outcome.got) for outcome in found if not outcome.holds] == []
    assert [outcome.file for outcome in found if outcome.seconds >= 5] == []
    assert [(outcome.file, outcome.grown) for outcome in found if outcome.grown > 300] == []

"""kill -9 at any moment of an import: it is whole or absent, and what was acknowledged stays."""

import json
import os
import subprocess
import sys

from kpi_core import cli
from kpi_core.store import open_store, verify
from tests.store.test_file import ROOT

LINES = "".join(
    f"部门{u},指标{k},2023-{m:02d},{u + k + m},{k + 5}\n" for u in range(8) for k in range(20) for m in range(1, 13)
)
WHOLE = [1, 1920, 1920, 1]


def row_counts(store):
    with store.cursor() as cursor:
        return [
            cursor.execute(f"select count(*) from {table}").fetchall()[0][0]
            for table in ("upload", "entry", "fact", "audit")
        ]


def test_an_import_killed_30_times_before_it_is_acknowledged_is_whole_or_absent_and_what_was_acknowledged_stays(
    tmp_path, capsys
):
    file = tmp_path / "facts.csv"
    file.write_text("部门,指标,期间,实际值,目标值\n" + LINES, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.killing", file, tmp_path, "30", "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    kills = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(not kill["acknowledged"] for kill in kills) >= 30, done.stderr
    absent = 0
    for number, kill in enumerate(kills):
        if not os.path.exists(kill["store"]):
            absent += 1
            continue
        store = open_store(kill["store"])
        counts = row_counts(store)
        assert counts in ([0, 0, 0, 0], WHOLE)
        assert not kill["acknowledged"] or counts == WHOLE
        absent += counts != WHOLE
        if number % 8 == 0:
            assert verify(store) == []
        store.close()
        if number % 10 == 0:
            capsys.readouterr()
            assert cli.main(["import", "--store", kill["store"], "--json", str(file)]) == 0
            assert json.loads(capsys.readouterr().out)["unchanged"] == bool(counts[0])
    assert absent > 0

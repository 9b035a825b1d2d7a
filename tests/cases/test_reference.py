"""Random companies through the command line against the independent calculation in ../shared/reference, where it is there."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"


@pytest.mark.parametrize("first", [1053, 1149])
def test_every_figure_of_a_random_company_is_the_reference_s(first):
    if not REFERENCE.is_dir():
        pytest.skip("the reference calculation is not beside the project")

    done = subprocess.run(
        [sys.executable, str(REFERENCE / "compare.py"), "--seeds", "1", "--first", str(first)],
        cwd=ROOT, env={"PYTHONPATH": f"{ROOT}:{REFERENCE}", "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-500:]

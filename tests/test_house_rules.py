"""The rules of the house, as tests: who may import whom, sizes, docstrings, and what is never written."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "kpi_core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))

# Room -> the rooms it may import from (DESIGN 2). open_store and the errors it raises are open to ui and cli.
MAY_IMPORT = {
    "tables": set(),
    "text": {"tables"},
    "intake": {"tables"},
    "measures": {"tables"},
    "store": {"tables"},
    "review": {"tables", "intake", "store", "measures"},
    "charts": {"text"},
    "reports": {"review", "charts", "text"},
    "ui": {"review", "charts", "reports", "text", "tables"},
    "cli": {"review", "reports", "text", "tables"},
    "pages": {"ui", "review", "charts", "text", "tables"},
    "server": {"review", "reports", "charts", "cli", "text", "tables"},
    "app": {"ui", "cli", "server", "text"},
}
STORE_DOOR = {"open_store", "Store", "StoreError", "StoreLocked"}
LIBRARIES = {
    "numpy": {"intake", "store", "measures", "review", "charts", "reports"},
    "pandas": {"intake", "store", "measures", "review", "charts", "reports", "ui"},
    "pyarrow": {"intake", "store", "measures", "review", "charts", "reports"},
    "openpyxl": {"intake"},
    "xlrd": {"intake"},
    "xlsxwriter": {"reports"},
    "scipy": {"measures"},
    "duckdb": {"store"},
    "altair": {"charts"},
    "streamlit": {"ui", "pages", "app"},
    "starlette": {"server", "cli", "app"},
}


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "kpi_core" and len(parts) > 1 else parts[0]


def imports(path: Path) -> list[tuple[str, set[str]]]:
    found = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, set()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.module or "", {alias.name for alias in node.names}))
    return found


EVERYTHING = [*MODULES, *PAGES, ROOT / "app.py"]
# Read while no other thread parses: CPython 3.11 counts the depth of two parsers together and fails.
_TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in EVERYTHING}


def parsed(path: Path) -> ast.Module:
    return _TREES[path]


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_what_the_table_allows(path):
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    for module, names in imports(path):
        top = module.split(".")[0]
        if top in LIBRARIES:
            assert room in LIBRARIES[top], f"{room} imports {top}"
        if top != "kpi_core" or module == "kpi_core":
            continue
        other = module.split(".")[1]
        if other == room or other in MAY_IMPORT[room]:
            continue
        if other == "store" and room in ("ui", "cli", "server", "app") and names <= STORE_DOOR:
            continue
        pytest.fail(f"{room} imports {module} ({names})")


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_under_300_lines_and_functions_under_40(path):
    text = path.read_text(encoding="utf-8")

    assert text.count("\n") <= 300
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                assert body[-1].end_lineno - body[0].lineno + 1 <= 40, f"{node.name} in {path.name}"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_opens_with_its_question_and_is_short(path):
    text = path.read_text(encoding="utf-8")

    assert ast.get_docstring(parsed(path)).endswith("?")
    assert text.count("\n") <= 60
    assert path.parent != ROOT / "pages"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_public_thing_says_what_it_is(path):
    tree = parsed(path)

    assert ast.get_docstring(tree), "module"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_nothing_renders_what_people_typed_as_markup_or_sql():
    forbidden = re.compile(
        r"unsafe_allow_html|st\.(markdown|write|error|warning|info|success|html|table)\(|innerHTML|outerHTML"
    )
    for path in [*EVERYTHING, *(ROOT / "kpi_core" / "ui" / "assets").glob("*.js")]:
        assert not forbidden.search(path.read_text(encoding="utf-8")), path


def test_cached_functions_have_no_argument_that_the_cache_ignores():
    for path in EVERYTHING:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(d) for d in node.decorator_list):
                assert not [a.arg for a in node.args.args if a.arg.startswith("_")], node.name


def test_sql_is_portable():
    forbidden = re.compile(
        r"::|\bqualify\b|\bpivot\b|group by all|read_csv|\barg_max\b|\blist\(|\bstruct_pack", re.IGNORECASE
    )
    for path in (ROOT / "kpi_core" / "store" / "sql").glob("*.sql"):
        text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))
        assert not forbidden.search(text), path.name


def test_every_question_says_what_one_row_is():
    for path in (ROOT / "kpi_core" / "store" / "sql").glob("*.sql"):
        assert path.read_text(encoding="utf-8").startswith("-- "), path.name


def test_the_store_sql_files_are_all_used():
    used = "\n".join(path.read_text(encoding="utf-8") for path in [*MODULES])
    for path in (ROOT / "kpi_core" / "store" / "sql").glob("*.sql"):
        stem = re.escape(path.stem)
        assert re.search(rf'"{stem}"|{{{stem}}}', used) or path.stem.rsplit("_", 2)[0] in ("statements", "used"), (
            path.name
        )


def test_the_server_listens_on_loopback_and_tells_nobody():
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")

    assert 'address = "127.0.0.1"' in config
    assert "gatherUsageStats = false" in config
    assert 'showErrorDetails = "none"' in config

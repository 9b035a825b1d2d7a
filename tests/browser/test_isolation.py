"""Names from right to left, and one that nobody closed, on every page: they turn nothing but themselves."""

import pytest
from playwright.sync_api import Page, expect

from kpi_core.review.commit import commit
from kpi_core.review.upload import preview
from kpi_core.store import open_store
from kpi_core.text.isolation import isolated

pytestmark = pytest.mark.xdist_group("browser")

# A KPI, a department and a measure; the lines of a sentence that hold one must not hold it bare beside words of ours.
NAMES = ["\u202eתקלות", "إيرادات\u2069 12", "ק\u202e%"]
# Every text of the page: text nodes, also within components, tips, and names for readers. Charts set each text apart.
TEXTS = """() => {
  const found = [], walk = (node) => {
    if (node.nodeType === 3) { found.push(node.data); return; }
    if (/^(STYLE|SCRIPT|TEXTAREA)$/.test(node.tagName || "") || node.classList?.contains("vega-embed")) return;
    for (const name of ["title", "aria-label"]) if (node.getAttribute && node.getAttribute(name)) found.push(node.getAttribute(name));
    if (node.shadowRoot) walk(node.shadowRoot);
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return found;
}"""
# Where elements of ours stand in one line, each is kept to itself.
BARE = """() => [...document.querySelectorAll('*')].map(n => n.shadowRoot).filter(Boolean).flatMap(s => [...s.querySelectorAll('.root *')])
  .filter(n => !n.closest('svg') && getComputedStyle(n).unicodeBidi !== 'isolate' && !/^(OPTION|BR)$/.test(n.tagName)).map(n => n.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("names") / "names.duckdb"
    store = open_store(str(path))
    kpi, unit, measure = NAMES
    lines = "".join(
        f"{name},{which},2024-{month:02d},{value + month},{20},{measure}\n"
        for name in (unit, "生产部") for which, value in ((kpi, 1), ("产量", 30)) for month in range(1, 13)
    )  # fmt: skip
    commit(
        store, preview(store, "דוח\u202e.csv", ("部门,指标,期间,实际值,目标值,单位\n" + lines).encode()), "משה\u202e"
    )
    store.close()
    return serve(path)


@pytest.mark.parametrize("path", ["", "kpi", "trends", "departments?view=one", "departments", "targets", "reporting"])
def test_a_name_turns_nothing_but_itself(address, page: Page, path):
    page.goto(f"{address}/{path}{'&' if '?' in path else '?'}lang=zh")
    expect(page.locator("h1")).to_be_visible(timeout=20_000)
    page.wait_for_load_state("networkidle")

    texts = page.evaluate(TEXTS)
    held = [text for text in texts if any(name in text for name in [*NAMES, "דוח\u202e", "משה\u202e"])]
    assert held
    assert [text for text in held if bare(text)] == []
    assert page.evaluate(BARE) == []


def bare(text: str) -> bool:
    """Whether a name stands beside something else without its isolates."""
    for name in [*NAMES, "דוח\u202e.csv", "משה\u202e"]:
        if text.strip() == name:
            return False
        text = text.replace(isolated(name), "")
    return any(sign in text for sign in "\u202eא") or any(name in text for name in NAMES)

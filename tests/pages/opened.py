"""What stands on an opened page, and where the pages lie."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = {
    "board": "pages/review/board.py", "kpi": "pages/review/kpi.py", "departments": "pages/review/departments.py",
    "trends": "pages/review/trends.py", "targets": "pages/design/targets.py",
    "forces": "pages/forces/forces.py", "rounds": "pages/forces/rounds.py", "rate": "pages/forces/rate.py",
    "upload": "pages/data/upload.py", "reporting": "pages/data/reporting.py", "history": "pages/data/history.py", "export": "pages/data/export.py", "catalogue": "pages/design/catalogue.py",
}  # fmt: skip


def texts(test):
    return [element.value for element in texts_of(test)]


def texts_of(test):
    return [*test.text, *test.subheader]


def sent(test):
    """Everything the page's own components and charts were given, as text."""
    parts = [element.value for element in texts_of(test)]
    raw = [e.proto.json or e.proto.bytes.decode() for e in test.get("bidi_component")]
    parts += [json.dumps(json.loads(part), ensure_ascii=False) for part in raw]
    parts += [e.proto.spec for e in test.get("vega_lite_chart")]
    return "\n".join(map(str, parts))


def button(test, label):
    return next(found for found in test.button if found.label == label)

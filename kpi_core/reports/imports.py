"""What the command line reports of a file that was taken in or refused."""

from typing import Any

from kpi_core.reports.effects import effect_json
from kpi_core.review.upload import Preview
from kpi_core.text.problems import problem_sentence


def import_json(found: Preview, upload: int | None, lang: str) -> dict[str, Any]:
    """What `import` reports of one file; `upload` is null when nothing was written."""
    return {
        "upload": upload, "file": found.name, "sha256": found.sha256, "kind": found.kind, "mode": found.mode, "layout": found.layout,
        "encoding": found.encoding, "rows": found.line_count, "accepted": found.accepted if upload else 0,
        "acceptable": found.accepted, "skipped": len(found.left_out), "new": found.new, "changed": found.changed,
        "same": found.same, "unchanged": upload is not None and upload == found.no_op,
        "columns": found.headers, "unused_columns": found.unused, "notes": found.notes,
        "effect": {
            "new_units": found.new_units,
            "new_kpis": [{"name": new.name, **_without_none(new.shown())} for new in found.new_kpis],
            **(effect_json(found.effect, lang) if found.effect is not None else {}),
        },
        "problems": [
            {"line": p.line, "column": p.column, "value": p.value, "code": p.code, "warning": p.warning,
             "meant": p.more.get("meant"),
             "message": problem_sentence(p, lang)}
            for p in found.problems
        ],
    }  # fmt: skip


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and key != "name"}

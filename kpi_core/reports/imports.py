"""What the command line reports of a file that was taken in or refused."""

from typing import Any

from kpi_core.reports.effects import effect_json
from kpi_core.review.scope import period_text
from kpi_core.review.upload import VALUES, Preview
from kpi_core.text import t
from kpi_core.text.numbers import number
from kpi_core.text.problems import problem_sentence


def import_json(found: Preview, upload: int | None, lang: str, stale: bool = False) -> dict[str, Any]:
    """What `import` reports of one file; `upload` is null when nothing was written, `stale` when it was previewed anew for that."""
    return {
        "upload": upload, "file": found.name, "sha256": found.sha256, "kind": found.kind, "mode": found.mode, "layout": found.layout,
        "encoding": found.encoding, "rows": found.line_count, "accepted": found.accepted if upload else 0,
        "acceptable": found.accepted, "skipped": len(found.left_out), "new": found.new, "changed": found.changed,
        "same": found.same, "unchanged": upload is not None and upload == found.no_op,
        "stale": stale, "withdrawn": withdrawn_json(found), "columns": found.headers, "unused_columns": found.unused, "notes": found.notes,
        "effect": {
            "new_units": found.new_units,
            "new_kpis": [{"name": new.name, **_without_none(new.shown())} for new in found.new_kpis],
            **(effect_json(found.effect, lang) if found.effect is not None else {}),
        },
        "problems": [
            {"sheet": p.sheet, "line": p.row, "column": p.column, "letter": p.letter, "value": p.value,
             "code": p.code, "warning": p.warning,
             "meant": p.more.get("meant"),
             "message": problem_sentence(p, lang)}
            for p in found.problems
        ],
    }  # fmt: skip


def withdrawn_json(found: Preview) -> list[dict[str, Any]]:
    """Every fact of which a replacing file ends something: unit, KPI, period, and the values that end."""
    return [
        {"unit": row["unit"], "kpi": row["kpi"], "period": period_text(row["grain"], row["period"]),
         "ends": {name: row[name] for name in VALUES if row[name] is not None}}
        for row in found.withdrawn
    ]  # fmt: skip


def withdrawn_lines(found: Preview, lang: str) -> list[str]:
    """The same for a terminal, a line each."""
    return [
        t("cli.withdrawn", lang, unit=row["unit"], kpi=row["kpi"], period=row["period"],
          ends=t("list.separator", lang).join(f"{t(f'field.{name}', lang)} {number(value)}" for name, value in row["ends"].items()))
        for row in withdrawn_json(found)
    ]  # fmt: skip


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and key != "name"}

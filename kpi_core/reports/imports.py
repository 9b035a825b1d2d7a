"""What the command line reports of a file that was taken in or refused."""

from typing import Any

from kpi_core.reports.effects import effect_json
from kpi_core.reports.ways import ways_of
from kpi_core.review.questions import Question, counted, questions_of
from kpi_core.review.scope import period_text
from kpi_core.review.sitting import Clash, counts, state_of
from kpi_core.review.upload import VALUES, Preview, line_shown
from kpi_core.text import t
from kpi_core.text.numbers import number
from kpi_core.text.problems import problem_sentence, problem_text

# So many line numbers name a question that stands in many.
_LINES = 8


def import_json(found: Preview, upload: int | None, lang: str, stale: bool = False) -> dict[str, Any]:
    """What `import` reports of one file; `upload` is null when nothing was written, `stale` when it was previewed anew for that."""
    return {
        "upload": upload, "file": found.name, "sha256": found.sha256, "kind": found.kind, "mode": found.mode, "layout": found.layout,
        "encoding": found.encoding, "rows": found.line_count, "accepted": found.accepted if upload else 0,
        "acceptable": found.accepted, "skipped": len(found.left_out), "state": state_of(found),
        "bad": dict(zip(("values", "lines"), counted(found.errors), strict=True)), "new": found.new, "changed": found.changed,
        "same": found.same, "unchanged": upload is not None and upload == found.no_op,
        "stale": stale, "withdrawn": withdrawn_json(found), "columns": found.headers, "unused_columns": found.unused, "notes": found.notes,
        "effect": {
            "new_units": found.new_units,
            "new_kpis": [{"name": new.name, **_without_none(new.shown()), "guessed": [p.field for p in new.proposals()]}
                         for new in found.new_kpis],
            **(effect_json(found.effect, lang) if found.effect is not None else {}),
        },
        "proposals": [vars(proposal) for proposal in found.proposals],
        "problems": [
            {"sheet": p.sheet, "line": p.row, "column": p.column, "letter": p.letter, "value": p.value,
             "code": p.code, "warning": p.warning,
             "meant": p.more.get("meant"), "ways": ways_of(found, p),
             "message": problem_sentence(p, lang)}
            for p in found.problems
        ],
    }  # fmt: skip


def problem_lines(found: Preview, lang: str) -> list[str]:
    """Every question of a file for a terminal, equal problems as one line, and below the first of a kind its way out."""
    told: list[str] = []
    shown: set[str] = set()
    for question in questions_of(found.problems):
        told.append(_question(found, question, lang))
        ways = ways_of(found, question.first, question.lines)
        if ways and question.first.code not in shown:
            told.append("    → " + f" {t('list.or', lang)} ".join(ways))
        shown.add(question.first.code)
    return told


def _question(found: Preview, question: Question, lang: str) -> str:
    first, lines = question.first, question.lines
    if len(lines) < 2:
        return problem_sentence(first, lang)
    sheets = found.opened.sheet_names if found.opened else []
    shown = ", ".join(line_shown(line, sheets) for line in lines[:_LINES]) + (
        f" … ({len(lines)})" if len(lines) > _LINES else ""
    )
    key = "problem.at_cells" if first.column else "problem.at_lines"
    return t(key, lang, lines=shown, column=first.column) + problem_text(first, lang)


def sitting_lines(sitting: list[tuple[str, str]], found: list[Clash], count: int, lang: str) -> list[str]:
    """Several files as one list: (name, state) of each, what they contradict each other in, and how many are in each state."""
    told = [f"{t(f'upload.state_{state}', lang)}  {name}" for name, state in sitting]
    told += [clash_text(clash, [name for name, _ in sitting], lang) for clash in found]
    told += [t("cli.more", lang, count=count - len(found))] if count > len(found) else []
    number_of = {state: n for state, n in counts(state for _, state in sitting).items() if n}
    parts = [f"{t(f'upload.state_{state}', lang)} {n}" for state, n in number_of.items()]
    return [*told, t("cli.sitting", lang, files=len(sitting), states=t("list.separator", lang).join(parts))]


def clash_text(clash: Clash, names: list[str], lang: str) -> str:
    """One contradiction between two files."""
    one, other = clash.files
    return t("upload.clash", lang, unit=clash.unit or t("upload.company_whole", lang), kpi=clash.kpi, period=clash.period,
             field=t(f"field.{clash.field}", lang), one=names[one], value=number(clash.values[0]), other=names[other],
             other_value=number(clash.values[1]))  # fmt: skip


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

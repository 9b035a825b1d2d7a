"""The way out of a problem on the command line: the very option that answers it, to be copied."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from kpi_core.review.questions import HOLDS_OTHERS
from kpi_core.review.upload import Preview, Problem, line_shown

_PLAIN = re.compile(r"[\w./:=|%+,-]+", re.ASCII)
_BY_SHELL = re.compile(r'["$`!\\]')
# Warnings that a word settles.
_KEEPS = ("door_", "scale", "register_range", "scaled", "target_outside")


# Questions that a word answers for the whole file.
_IN_A_WORD = {
    "date_unsure": ("dates=dmy", "dates=mdy"),
    "comma_unsure": ("decimal=,", "decimal=."),
    "period_or_year": ("periods=month", "periods=year"),
    "month_unsure": ("periods=month",),
    "days_read": ("periods=month", "periods=day"),
    "fiscal_start_unsure": ("fiscal=4",),
}


def ways_of(found: Preview, p: Problem, lines: Sequence[int] = ()) -> list[str]:
    """The options that answer a problem, each as it is written; empty where only the file itself can be mended.

    `lines` are those of a question that stands in several: one answer then holds for all of them.
    """
    of_file = _of_file(found, p)
    if of_file or not p.line or not p.column:
        return of_file
    meant = str(p.more.get("meant", ""))
    sheets = found.opened.sheet_names if found.opened else []
    place = ",".join(line_shown(line, sheets) for line in lines or [p.line]) + f"|{p.column}"
    if p.code == "name_alike":
        return [_answer(f"{p.more.get('name', p.value)}={meant}"), _answer(f"{p.more.get('name', p.value)}=new")]
    if p.code == "door_fraction":
        return [_answer(f"%|{p.more['kpi']}=lift"), _answer(f"{place}=keep")]
    if p.code == "register_differs":
        return [_answer(f"{place}={p.more['known']}"), _answer(f"{place}=leave")]
    if p.warning:
        used = [_answer(f"{place}={meant}")] if meant else []
        return [*used, *([_answer(f"{place}=keep")] if p.code.startswith(_KEEPS) else [])]
    used = [_answer(f"{place}={meant}")] if meant else []
    return [] if p.code in HOLDS_OTHERS else [*used, _answer(f"{place}=leave")]


def _of_file(found: Preview, p: Problem) -> list[str]:
    """What answers a question about the file as a whole."""
    seen = p.more.get("found", p.more.get("heads", []))
    # Of a line with too many cells it is their number.
    heads = [str(head) for head in seen] if isinstance(seen, list) else []
    proposed = str(p.more.get("proposed", ""))
    match p.code:
        case "year_unknown":
            return [_mapping(f"year={proposed or 2024}")]
        case "kpi_unnamed":
            return [_mapping(f"kpi={proposed or PurePath(found.name).stem}")]
        case "department_unnamed" | "department_company":
            return [_mapping("department=NAME"), _mapping("department=")]
        case "period_from_note":
            return [_mapping(f"period={p.value}")]
        case "heads_are_kpis" | "heads_are_departments":
            return [f"--layout {'departments' if p.code == 'heads_are_kpis' else 'kpis'}", _mapping("HEAD=ignore")]
        case "encoding_unsure":
            return [_mapping(f"encoding={p.value}")]
        case "columns_missing" | "no_figures":
            return _of_heads([str(name) for name in p.more.get("missing", ["actual"])], heads)
        case "column_twice":
            return [_mapping(f"{p.column or p.value}=ignore")]
        case "heads_unknown":
            return ["--layout kpis", "--layout departments", *_of_heads(["actual"], heads)]
        case "roles_unsure":
            return [_mapping(f"{head}=actual") for head in heads[:3]]
        case "measure_or_department":
            return [_mapping(f"{p.column or p.value}={which}") for which in ("measure", "department")]
        case "register_or_facts":
            return ["--kind facts", "--kind kpis", "--kind units"]
        case "rows_hidden" | "columns_hidden":
            return [_answer("hidden=keep"), _answer("hidden=leave")]
        case "periods_twice" | "units_differ":
            return [_mapping(f"{head}=ignore") for head in heads[:1]]
        case "sections_are_departments":
            return [_mapping("department=")]
        case _:
            return [_answer(word) for word in _IN_A_WORD.get(p.code, ())]


def _of_heads(missing: list[str], heads: list[str]) -> list[str]:
    """A column pointed out for each missing field; a period can also be told for the whole table."""
    head = heads[-1] if heads else "HEAD"
    return [_mapping("period=2024-05" if which == "period" else f"{head}={which}") for which in missing]


def _mapping(text: str) -> str:
    return f"--mapping {quoted(text)}"


def _answer(text: str) -> str:
    return f"--answers {quoted(text)}"


def quoted(text: str) -> str:
    """An argument as a person writes it in a shell: in double quotes (which Windows knows too) where it needs any."""
    if _PLAIN.fullmatch(text) and "|" not in text:
        return text
    return "'" + text.replace("'", "'\\''") + "'" if _BY_SHELL.search(text) else f'"{text}"'

"""What a file leaves open, answered where it stands: under each question's sentence its control, the proposal chosen, one button."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, Literal

import streamlit as st

from kpi_core.review.questions import ASKS, CORRECTS, Question, questions_of
from kpi_core.review.upload import ENCODINGS, VALUES, Given, Preview
from kpi_core.tables import KINDS
from kpi_core.text import label, t
from kpi_core.text.problems import problem_heading
from kpi_core.ui.given_panels import keep_given
from kpi_core.ui.known import Known
from kpi_core.ui.pieces import asked, plain

# What a head without a known word can be, besides the name of a KPI or a department.
_NAMES = {"kpi": "kpis", "department": "departments"}
_IGNORED = ""
# More heads than this are answered in one word, or in the form below.
_MOST_HEADS = 24


@dataclass(frozen=True)
class _Asked:
    """A question of a previewed file, of a company, for a reader of `lang`."""

    found: Preview
    question: Question
    company: Known
    lang: str

    @property
    def more(self) -> dict[str, Any]:
        return self.question.first.more

    def key(self, name: str) -> str:
        return f"{name} {self.question.first.code} {self.found.sha256}"

    def fixed(self, which: str, text: str | None) -> Given | None:
        """`which` told for the whole table; None while nothing is."""
        if text is None or (which != "department" and not text.strip()):
            return None
        return replace(self.found.given, fixed={**self.found.given.fixed, which: text.strip()})

    def columns(self, said: dict[str, str], **more: Any) -> Given:
        """What is said of heads, beside what was said of others."""
        return replace(self.found.given, columns={**self.found.given.columns, **said}, **more)


Answering = Callable[[_Asked], Given | None]


def question_panels(found: Preview, company: Known, lang: str) -> bool:
    """Every question about the file as a whole; True where there is one."""
    asked = [q for q in questions_of(found.errors) if q.first.code in ASKS]
    asked += [q for q in questions_of(found.problems) if q.first.warning and q.first.code in CORRECTS]
    if not asked:
        return False
    with st.container(key="questions"):
        for at, question in enumerate(asked):
            _panel(found, question, at, company, lang)
    return True


def _panel(found: Preview, question: Question, at: int, company: Known, lang: str) -> None:
    first = question.first
    several = len(question.problems) > 1
    more = [t("upload.bad_count", lang, count=len(question.problems), lines=len(question.lines))] if several else []
    with st.container(border=True, key=f"question_{first.code}"):
        asked("\n".join([problem_heading(first, lang), *more]), f"{at} {found.sha256}")
        control = _CONTROLS.get(first.code)
        if control is None:
            return
        # What holds without an answer is only looked at closely by who reads it otherwise.
        place = st.expander(t("upload.how_read", lang)) if first.warning else nullcontext()
        with place, st.form(f"question {found.sha256} {first.code}", border=False):
            given = control(_Asked(found, question, company, lang))
            kind: Literal["primary", "secondary"] = "secondary" if first.warning else "primary"
            if st.form_submit_button(t("upload.again", lang), type=kind) and given is not None:
                keep_given(found.sha256, given)
                st.rerun()


def _year(ask: _Asked) -> Given | None:
    proposed = str(ask.more.get("proposed", ""))
    year = st.text_input(t("upload.year_is", ask.lang), value=proposed, max_chars=4, key=ask.key("year"))
    return ask.fixed("year", year if year.strip().isdigit() else None)


def _kpi(ask: _Asked) -> Given | None:
    proposed = str(ask.more.get("proposed", PurePath(ask.found.name).stem))
    return ask.fixed(
        "kpi", st.text_input(t("upload.kpi_is", ask.lang), value=proposed, max_chars=100, key=ask.key("kpi"))
    )


def _period(ask: _Asked) -> Given | None:
    proposed = str(ask.more.get("proposed", ask.question.first.value))
    text = st.text_input(t("upload.period_is", ask.lang), value=proposed, max_chars=20, key=ask.key("period"))
    return ask.fixed("period", text)


def _department(ask: _Asked) -> Given | None:
    # What holds already without an answer stands there chosen.
    proposed = ask.more.get("proposed", "" if ask.question.first.warning else None)
    return ask.fixed("department", _department_choice(ask, None if proposed is None else str(proposed)))


def _department_choice(ask: _Asked, proposed: str | None = None, place: Any = st) -> str | None:
    """A department's path, "" for the company, None while nothing is chosen; a new name can be written."""
    standing = [unit for unit in ask.company.units.values() if unit.standing and unit.trail("zh")]
    names = {"": t("upload.company_whole", ask.lang), **{unit.trail("zh"): unit.title(ask.lang) for unit in standing}}
    options = [*names, *([proposed] if proposed and proposed not in names else [])]
    chosen = place.selectbox(
        t("upload.department_is", ask.lang), options, index=None if proposed is None else options.index(proposed),
        accept_new_options=True, key=ask.key("department"), placeholder=t("upload.choose", ask.lang),
        format_func=lambda path: names.get(path, path),
    )  # fmt: skip
    return None if chosen is None else str(chosen)


def _encoding(ask: _Asked) -> Given | None:
    proposed = ask.question.first.value
    chosen = st.selectbox(t("upload.encoding", ask.lang), ENCODINGS, key=ask.key("encoding"),
                          index=ENCODINGS.index(proposed) if proposed in ENCODINGS else None)  # fmt: skip
    return replace(ask.found.given, encoding=chosen) if chosen else None


def _one(ask: _Asked, title: str, options: dict[str, str], name: str) -> str | None:
    """One of few answers: `options` leads from an answer to its words."""
    return st.radio(
        title, list(options), index=None, horizontal=True, key=ask.key(name), format_func=lambda option: options[option]
    )


def _dates(ask: _Asked) -> Given | None:
    options = {order: t(f"upload.dates_{order}", ask.lang) for order in ("dmy", "mdy")}
    chosen = _one(ask, t("upload.dates_is", ask.lang), options, "dates")
    return replace(ask.found.given, dates=chosen) if chosen else None


def _decimal(ask: _Asked) -> Given | None:
    options = {",": t("upload.decimal_comma", ask.lang), ".": t("upload.decimal_point", ask.lang)}
    chosen = _one(ask, t("upload.decimal_is", ask.lang), options, "decimal")
    return replace(ask.found.given, decimal=chosen) if chosen else None


def _periods(ask: _Asked) -> Given | None:
    options = {which: t(f"upload.periods_{which}", ask.lang) for which in ("month", "year", "day")}
    chosen = _one(ask, t("upload.periods_is", ask.lang), options, "periods")
    return replace(ask.found.given, periods=chosen) if chosen else None


def _fiscal(ask: _Asked) -> Given | None:
    options = {str(month): t(f"month_name.m{month}", ask.lang) for month in range(2, 13)}
    chosen = st.selectbox(
        t("upload.fiscal_is", ask.lang), list(options), index=None, key=ask.key("fiscal"),
        placeholder=t("upload.choose", ask.lang), format_func=lambda month: options[month],
    )  # fmt: skip
    return replace(ask.found.given, fiscal=chosen) if chosen else None


def _columns(ask: _Asked) -> Given | None:
    """A head chosen for each field that is missing; period, KPI and department can also be told for the whole table."""
    heads = [str(head) for head in ask.more.get("found", ask.more.get("heads", []))]
    columns: dict[str, str] = {}
    fixed = dict(ask.found.given.fixed)
    for which in ask.more.get("missing", ["actual"]):
        left, right = st.columns(2)
        title = t("upload.column_for", ask.lang, field=t(f"column.{which}", ask.lang))
        head = left.selectbox(title, heads, index=None, key=ask.key(which), placeholder=t("upload.choose", ask.lang))
        if head:
            columns[head] = which
        elif which == "department":
            unit = _department_choice(ask, place=right)
            fixed |= {} if unit is None else {"department": unit}
        elif which in ("kpi", "period"):
            text = right.text_input(t(f"upload.{which}_is", ask.lang), key=ask.key(f"whole {which}"), max_chars=100)
            fixed |= {which: text.strip()} if text.strip() else {}
    given = ask.columns(columns, fixed=fixed)
    return given if given != ask.found.given else None


def _twice(ask: _Asked) -> Given | None:
    """Two columns of one meaning: which one is read."""
    heads = list(dict.fromkeys([ask.question.first.value, ask.question.first.column]))
    if len(heads) < 2:
        return None
    chosen = _one(ask, t("upload.read_which", ask.lang), {head: plain(head) for head in heads}, "twice")
    return ask.columns({head: _IGNORED for head in heads if head != chosen}) if chosen else None


def _kind(ask: _Asked) -> Given | None:
    """Figures or a register."""
    chosen = _one(
        ask, t("upload.kind_is", ask.lang), {kind: t(f"upload.kind_{kind}", ask.lang) for kind in KINDS}, "kind"
    )
    return replace(ask.found.given, kind=chosen) if chosen else None


def _ignored(ask: _Asked) -> Given | None:
    """Columns that contradict each other: which one is not read."""
    heads = {str(head): plain(str(head)) for head in ask.more.get("heads", [])}
    chosen = _one(ask, t("upload.ignore_which", ask.lang), heads, "ignored")
    return ask.columns({chosen: _IGNORED}) if chosen else None


def _roles(ask: _Asked) -> Given | None:
    """Several columns that may be the actual: which one is."""
    heads = {str(head): plain(str(head)) for head in ask.more.get("heads", [])}
    chosen = _one(ask, t("upload.actual_which", ask.lang), heads, "roles")
    return ask.columns({head: "actual" if head == chosen else _IGNORED for head in heads}) if chosen else None


def _unit(ask: _Asked) -> Given | None:
    head = ask.question.first.column or ask.question.first.value
    options = {which: label(f"field.{which}", ask.lang) for which in ("department", "measure")}
    chosen = _one(ask, t("upload.meaning_of", ask.lang, head=plain(head)), options, "unit")
    return ask.columns({head: chosen}) if chosen else None


def _heads(ask: _Asked) -> Given | None:
    """Heads without a known word: names of KPIs, names of departments, or each as chosen."""
    heads = [str(head) for head in ask.more.get("heads", ask.more.get("found", []))]
    meanings = {**{name: t(f"upload.names_{name}", ask.lang) for name in _NAMES},
                **{name: t(f"field.{name}", ask.lang) for name in VALUES}, _IGNORED: t("upload.ignore", ask.lang)}  # fmt: skip
    proposed: dict[str, str] = ask.more.get("proposed", {})
    chosen: dict[str, str] = {}
    places = st.columns(min(4, max(1, len(heads))))
    options = list(meanings)
    for at, head in enumerate(heads[:_MOST_HEADS]):
        guess = options.index(proposed[head]) if head in proposed else None
        meaning = places[at % len(places)].selectbox(
            plain(head), options, index=guess, key=ask.key(f"head {head}"), format_func=lambda name: meanings[name],
            placeholder=t("upload.choose", ask.lang),
        )  # fmt: skip
        chosen |= {} if meaning is None else {head: meaning}
    if not chosen:
        return None
    named = {meaning for meaning in chosen.values() if meaning in _NAMES}
    if len(named) > 1:
        st.text(t("upload.names_both", ask.lang))
        return None
    roles = {head: meaning for head, meaning in chosen.items() if meaning not in _NAMES}
    return ask.columns(roles, layout=_NAMES[named.pop()] if named else ask.found.given.layout)


_CONTROLS: dict[str, Answering] = {
    "year_unknown": _year,
    "kpi_unnamed": _kpi,
    "department_unnamed": _department,
    "encoding_unsure": _encoding,
    "columns_missing": _columns,
    "no_figures": _columns,
    "column_twice": _twice,
    "roles_unsure": _roles,
    "heads_unknown": _heads,
    "periods_twice": _ignored,
    "units_differ": _ignored,
    "register_or_facts": _kind,
    "department_company": _department,
    "period_from_note": _period,
    "measure_or_department": _unit,
    "date_unsure": _dates,
    "comma_unsure": _decimal,
    "period_or_year": _periods,
    "month_unsure": _periods,
    "days_read": _periods,
    "fiscal_start_unsure": _fiscal,
    "sections_are_departments": _department,
    "heads_are_kpis": _heads,
    "heads_are_departments": _heads,
}

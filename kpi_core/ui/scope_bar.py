"""The bar above every review page: what is shown, kept in the URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from kpi_core.review.scope import (
    Kpi,
    Period,
    Unit,
    UnknownScope,
    kpi_by_text,
    period_by_text,
    unit_by_text,
)
from kpi_core.tables import SPANS
from kpi_core.text import t
from kpi_core.text.numbers import period_title
from kpi_core.ui.component import caught_up, component
from kpi_core.ui.known import known
from kpi_core.ui.session import Seen, Stores, projector

_BAR = component("bar")


@dataclass(frozen=True)
class Filter:
    """A choice of one page: its name in the URL, its label, and (value, text) options, the first being the default."""

    name: str
    label: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Scope:
    """What the reader looks at, as the URL says it; `start` is the fiscal year's first month."""

    unit: Unit
    period: Period
    span: str
    kpi: Kpi | None
    lang: str
    mode: str
    start: int
    filters: tuple[tuple[str, str], ...] = ()

    def link(self, page: str, **more: str) -> str:
        """The address of `page` with this scope, and `more` over it."""
        wanted = {name: value for name, value in (self.parameters() | more).items() if value}
        return f"{page}?{urlencode(wanted)}"

    def tile_parameters(self, tile: dict[str, Any], seen: Seen) -> dict[str, str]:
        """The scope of a tile or figure that was opened: its unit and KPI by id, and its period where it says one."""
        unit, kpi = known(seen).units[tile["unit"]], known(seen).kpis[tile["kpi"]]
        named = {"unit": unit.trail("zh"), "kpi": str(kpi.values["name"])}
        named |= {"period": str(tile["period"])} if "period" in tile else {}
        return {name: value for name, value in (self.parameters() | named).items() if value}

    def parameters(self) -> dict[str, str]:
        """The scope as query parameters."""
        found = {"unit": self.unit.trail("zh"), "period": self.period.text(self.start), "span": self.span}
        if self.kpi:
            found["kpi"] = str(self.kpi.values["name"])
        found |= dict(self.filters)
        found["lang"] = self.lang
        if self.mode == "projector":
            found["mode"] = self.mode
        return {name: value for name, value in found.items() if value}


def _chosen() -> None:
    """A choice in the bar becomes the URL; the page then reads the URL."""
    choice = st.session_state["bar"].get("choose")
    if choice:
        if choice["field"] == "desk":
            st.query_params.pop("mode", None)
        else:
            st.query_params[choice["field"]] = choice["value"]


def scope_bar(
    opened: Stores, lang: str, page: str, with_kpi: bool = False, spans: bool = True, filters: Sequence[Filter] = ()
) -> Scope:
    """Show the bar and return the scope. Raises UnknownScope for an empty store or an unknown name in the URL."""
    found = known(opened.seen)
    asked = st.query_params
    if not found.periods:
        raise UnknownScope("empty_store")
    unit = unit_by_text(found.units, asked.get("unit"))
    period = period_by_text(found.periods, asked.get("period"), found.start)
    span = asked.get("span", "month") if spans and asked.get("span") in SPANS and period.grain == "month" else "month"
    kpi = _kpi(found.kpis, asked.get("kpi")) if with_kpi else None
    mode = "projector" if projector() else "desk"
    chosen = tuple((f.name, _valid(f, asked.get(f.name))) for f in filters)
    scope = Scope(unit, period, span, kpi, lang, mode, found.start, chosen)
    if dict(asked) != scope.parameters():
        st.query_params.from_dict(scope.parameters())
    if mode == "desk" or page != "board":
        _BAR(
            key="bar",
            data={
                "fields": [*_fields(scope, opened.seen, spans), *(_filter_field(f, scope) for f in filters)],
                "links": _links(scope),
                "demo": t("bar.demo", lang) if opened.demo else "",
            },
            on_choose_change=_chosen,
        )
        caught_up("bar", "choose", _chosen)
    return scope


def _valid(choice: Filter, asked: str | None) -> str:
    values = [value for value, _ in choice.options]
    return asked if asked in values else values[0]


def _filter_field(choice: Filter, scope: Scope) -> dict[str, object]:
    return {"name": choice.name, "label": choice.label, "value": dict(scope.filters)[choice.name],
            "options": [list(option) for option in choice.options]}  # fmt: skip


def plain_bar(lang: str, fields: Sequence[Filter] = (), screen: bool = False) -> None:
    """The bar of a page without a scope: its own choices as the URL says them, the other language, and the projector.

    A choice's value in the URL is taken as it stands, so the page settles it before.
    """
    asked = dict(st.query_params)
    boxes = [{"name": f.name, "label": f.label, "value": asked.get(f.name, f.options[0][0]),
              "options": [list(option) for option in f.options]} for f in fields]  # fmt: skip
    other = "en" if lang == "zh" else "zh"
    links = [_language_link(lang, asked | {"lang": other})]
    if screen:
        links.append(_screen_link(lang, "projector" if projector() else "desk", asked))
    _BAR(key="bar", data={"fields": boxes, "links": links, "demo": ""}, on_choose_change=_chosen)
    caught_up("bar", "choose", _chosen)


def _language_link(lang: str, wanted: dict[str, str]) -> dict[str, str]:
    return {
        "name": "language",
        "text": t("bar.language", lang),
        "href": "?" + urlencode(wanted),
        "send": "lang",
        "value": wanted["lang"],
    }


def _screen_link(lang: str, mode: str, asked: dict[str, str]) -> dict[str, str]:
    """To the projector, or back from it."""
    if mode == "projector":
        plain = {name: value for name, value in asked.items() if name not in ("mode", "embed")}
        return {"name": "desk", "text": t("bar.desk", lang), "href": "?" + urlencode(plain)}
    full = asked | {"mode": "projector", "embed": "true"}
    return {
        "name": "projector",
        "text": t("bar.projector", lang),
        "href": "?" + urlencode(full),
        "tip": t("bar.projector_tip", lang),
    }


def _kpi(kpis: dict[int, Kpi], text: str | None) -> Kpi | None:
    if text:
        return kpi_by_text(kpis, text)
    return next((kpi for kpi in kpis.values() if kpi.values["standing"]), None)


def _fields(scope: Scope, seen: Seen, spans: bool) -> list[dict[str, object]]:
    lang, found = scope.lang, known(seen)
    ordered = sorted((u for u in found.units.values() if u.standing), key=lambda u: _family(u, found.units))
    fields: list[dict[str, object]] = [
        {"name": "unit", "label": t("bar.unit", lang), "value": scope.unit.address,
         "options": [[u.address, "\u2003" * u.depth + u.title(lang)] for u in ordered]},
        {"name": "period", "label": t("bar.period", lang), "value": scope.period.text(scope.start),
         "options": [[p.text(scope.start), period_title(p.grain, p.first, lang, scope.start)] for p in found.periods],
         "steps": [t("bar.earlier", lang), t("bar.later", lang)]},
    ]  # fmt: skip
    if scope.kpi:
        options = [[str(k.values["name"]), k.title(lang)] for k in found.kpis.values() if k.values["standing"]]
        fields.insert(
            1, {"name": "kpi", "label": t("bar.kpi", lang), "value": scope.kpi.values["name"], "options": options}
        )
    if spans and scope.period.grain == "month":
        fields.append({"name": "span", "label": t("bar.span", lang), "value": scope.span,
                       "options": [[span, t(f"span.{span}", lang)] for span in SPANS]})  # fmt: skip
    return fields


def _family(unit: Unit, units: dict[int, Unit]) -> tuple[int, ...]:
    line = [unit.unit_id]
    while unit.parent_id is not None:
        unit = units[unit.parent_id]
        line.insert(0, unit.unit_id)
    return tuple(line)


def _links(scope: Scope) -> list[dict[str, str]]:
    other = "en" if scope.lang == "zh" else "zh"
    asked = scope.parameters()
    return [_language_link(scope.lang, asked | {"lang": other}), _screen_link(scope.lang, scope.mode, asked)]

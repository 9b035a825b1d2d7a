"""The company's settings: what each is, and setting one with what follows from it."""

from dataclasses import dataclass
from typing import Any

from kpi_core.intake import clean, fold
from kpi_core.review.changed import Saved, changed_by, refuse_unseen
from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import units
from kpi_core.store import COMPANY, Store, deed
from kpi_core.tables.settings import NAMES_OF_COMPANY, SETTINGS

Value = int | str


class BadSetting(Refusal):
    """A setting that is not there, or cannot be so."""


@dataclass(frozen=True)
class Held:
    """A setting and its value."""

    name: str
    value: Value

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it, with what it may be."""
        spec = SETTINGS[self.name]
        number = spec.type == "integer"
        return {"name": self.name, "value": self.value, "default": int(spec.default) if number else spec.default,
                "type": "integer" if number else "text", "least": spec.least, "most": spec.most}  # fmt: skip


def settings(store: Store) -> list[Held]:
    """Every setting with its value, in the order of SETTINGS."""
    stated = {row["name"]: row["value"] for row in store.rows("settings")}
    company = units(store).get(COMPANY)
    if company is not None:
        stated |= {name: shown for name, field in NAMES_OF_COMPANY.items() if (shown := getattr(company, field))}
    return [
        Held(name, int(text) if spec.type == "integer" else text)
        for name, spec in SETTINGS.items()
        for text in [stated.get(name, spec.default)]
    ]


def setting(store: Store, name: str) -> Value:
    """The value of one setting."""
    return next(held.value for held in settings(store) if held.name == name)


def change_setting(
    store: Store, name: str, value: object, who: str, seen: Value | None = None, keep: bool = True
) -> Saved:
    """Set a setting; results that depend on it are made again in the same transaction. With `keep` False only rehearsed.

    `seen` is the value the form was drawn with, None where there was no form. Raises BadSetting, ChangedMeanwhile.
    """
    wanted = _checked(name, value)
    with store.held():
        now = setting(store, name)
        if seen is not None:
            refuse_unseen(
                lambda key: (key, None), {name: seen}, {name: wanted}, {name: now},
                lambda key: changed_by(store, "setting", lambda detail: detail["name"] == key),
            )  # fmt: skip
        if wanted == now:
            return Saved([])
        _fits(store, name, wanted)
        with deed(store, who, watched=SETTINGS[name].moves, keep=keep) as doing:
            doing.set_setting(name, str(wanted), SETTINGS[name].moves)
            if name in NAMES_OF_COMPANY and doing.has_company():
                doing.state(0, COMPANY, None, NAMES_OF_COMPANY[name], str(wanted))
            doing.note("setting", {"name": name, "before": now, "after": wanted})
    return Saved([name], doing.effect)


def _checked(name: str, value: object) -> Value:
    """The value as its type, within its range. Raises BadSetting."""
    if name not in SETTINGS:
        raise BadSetting("setting_unknown", name=name, names=", ".join(SETTINGS))
    spec = SETTINGS[name]
    text = clean(str(value))
    if spec.type == "integer":
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
        if number is None or not spec.least <= number <= spec.most:
            raise BadSetting("setting_number", name=name, value=value, least=spec.least, most=spec.most)
        return number
    if not spec.least <= len(text) <= spec.most:
        raise BadSetting("setting_text", name=name, value=value, least=spec.least, most=spec.most)
    return text


def _fits(store: Store, name: str, wanted: Value) -> None:
    """Whether the company's figures allow it. Raises BadSetting."""
    if name == "fiscal_start":
        held = store.rows("year_facts", month=wanted)[0]["count"]
        if held:
            raise BadSetting("setting_year_held", name=name, value=wanted, count=held)
    if name in NAMES_OF_COMPANY:
        others = [unit for unit in units(store).values() if unit.unit_id != COMPANY]
        if any(fold(str(wanted)) in (fold(unit.name), fold(unit.name_en or unit.name)) for unit in others):
            raise BadSetting("setting_name_used", name=name, value=wanted)

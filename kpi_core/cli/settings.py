"""`settings`: what is set for the company, and setting it."""

from argparse import Namespace

from kpi_core.cli.terminal import DONE, CannotRun, Terminal
from kpi_core.reports.effects import effect_json, effect_lines
from kpi_core.review.settings import change_setting, setting, settings
from kpi_core.store import Store
from kpi_core.tables.settings import SETTINGS
from kpi_core.text import t


def settings_verb(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    """List the settings, or set one and say what that moved. Raises CannotRun, BadSetting."""
    if chosen.name is None:
        held = settings(store)
        lines = (f"{row.name} = {row.value}    {t(f'setting.{row.name}', chosen.lang)}" for row in held)
        terminal.say(chosen, [row.as_json() for row in held], "\n".join(lines))
        return DONE
    if chosen.value is None:
        raise CannotRun("setting_no_value", name=chosen.name)
    before = setting(store, chosen.name) if chosen.name in SETTINGS else None
    saved = change_setting(store, chosen.name, chosen.value, chosen.by)
    now = next(row for row in settings(store) if row.name == chosen.name)
    document = {**now.as_json(), "before": before, "changed": bool(saved.what)}
    if saved.effect is not None:
        document["effect"] = effect_json(saved.effect, chosen.lang)
    key = "cli.setting" if saved.what else "cli.setting_same"
    sentence = t(key, chosen.lang, name=chosen.name, value=now.value, before=before)
    more = effect_lines(saved.effect, chosen.lang) if saved.effect is not None else []
    terminal.say(chosen, document, "\n".join([sentence, *more]))
    return DONE

"""What a server is started with: its settings from the environment, or one sentence about the one that cannot be used."""

from collections.abc import Callable, Mapping
from pathlib import Path

from kpi_core.server.access import House, spoken
from kpi_core.server.hosts import BadHost, Hosts, names_of_machine
from kpi_core.server.raters import refusal
from kpi_core.server.sessions import Sessions
from kpi_core.store import Store
from kpi_core.text import t


class UnusableSetting(Exception):
    """A setting that no server can be started with; its text is the sentence for whoever starts it."""


def house(
    environment: Mapping[str, str], address: str, base: str, own: str, store: str, rated: Callable[[], Store]
) -> House:
    """What the middleware knows of a server bound to `address` under the path `base`, whose own store is at `store`.

    `own` is the path of the command line's route, `rated` the store whose rounds are rated. Raises UnusableSetting.
    """
    lang = "zh" if environment.get("LANG", "").startswith("zh") else "en"
    asked = environment.get("ATTAIN_HOSTS", "")
    try:
        hosts = Hosts(asked, names_of_machine(address) if not asked.strip() else ())
    except BadHost as error:
        raise UnusableSetting(t("gate.bad_hosts", lang, entry=error.entry)) from None
    passphrase = environment.get("ATTAIN_PASSPHRASE", "").strip()
    kept = Path(store + ".sessions") if passphrase and ":" not in store.replace(":\\", "") else None
    return House(
        address=address,
        base=f"/{base.strip('/')}" if base.strip("/") else "",
        passphrase=passphrase,
        hosts=hosts,
        sessions=Sessions(spoken(passphrase), kept),
        own=own,
        refusal=lambda asked, code, lang: refusal(rated, asked, code, lang),
    )

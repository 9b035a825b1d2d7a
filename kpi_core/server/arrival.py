"""How a request arrived: from whom, through what, and under which name."""

from starlette.requests import HTTPConnection

from kpi_core.server.hosts import Hosts, host_of, is_elsewhere, is_loopback
from kpi_core.text import t

# What a proxy adds.
PROXIED = (
    "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port",
    "x-forwarded-server", "x-forwarded-prefix", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip",
)  # fmt: skip
_SHOWN = 60


def exposure(came: HTTPConnection, address: str, lang: str) -> str:
    """Why a server without a passphrase must not answer: one sentence; empty where only this machine can have asked."""
    host, client = came.headers.get("host", ""), came.client.host if came.client else ""
    proxied = next((name for name in came.headers if name.startswith("x-forwarded") or name in PROXIED), "")
    reached = str((came.scope.get("server") or ("",))[0])
    said = host_of(host)
    if is_elsewhere(address):
        why = t("gate.why_address", lang, address=address or "0.0.0.0")
    elif proxied:
        why = t("gate.why_proxy", lang, header=proxied[:_SHOWN])
    elif said is None or not is_loopback(said.name):
        why = t("gate.why_host", lang, host=host[:_SHOWN] or t("gate.no_host", lang))
    elif not is_loopback(client) or not is_loopback(reached):
        why = t("gate.why_peer", lang, client=client[:_SHOWN] or reached)
    else:
        return ""
    return t("gate.needs_passphrase", lang, why=why)


def foreign(came: HTTPConnection, hosts: Hosts, lang: str) -> str:
    """Why a request was not meant for this server: its Host or Origin is another one's; empty when both are ours."""
    host, reached = came.headers.get("host", ""), str((came.scope.get("server") or ("",))[0])
    if len(came.headers.getlist("host")) != 1 or not hosts.allows(host, reached):
        return t("gate.foreign_host", lang, host=host[:_SHOWN] or t("gate.no_host", lang))
    for origin in came.headers.getlist("origin"):
        if not hosts.allows_origin(origin, host):
            return t("gate.foreign_origin", lang, origin=origin[:_SHOWN])
    return ""

"""Under which names this server answers: the Host and the Origin of a request."""

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

_ANYWHERE = ("", "0.0.0.0", "::")
_NAME = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::([0-9]{1,5}))?")
_ORIGIN = re.compile(r"(https?)://([^/?#@\\]+)")
_USUAL = {"http": 80, "https": 443}


class BadHost(ValueError):
    """An entry of ATTAIN_HOSTS that is no name; `entry` is what was found."""

    def __init__(self, entry: str) -> None:
        super().__init__(entry)
        self.entry = entry


@dataclass(frozen=True)
class Host:
    """A name or address with the port that was said, or None."""

    name: str
    port: int | None


def host_of(text: str) -> Host | None:
    """The host of a Host header or of an entry of ATTAIN_HOSTS; None when it is none."""
    found = _NAME.fullmatch(text.strip().lower())
    if not found or int(found[2] or 1) > 65535:
        return None
    name = found[1].strip("[]").rstrip(".")
    return Host(_plain(name), int(found[2]) if found[2] else None) if name else None


def is_loopback(name: str) -> bool:
    """Whether a name or address means the machine itself."""
    try:
        return name == "localhost" or ipaddress.ip_address(_plain(name)).is_loopback
    except ValueError:
        return False


def is_elsewhere(address: str) -> bool:
    """Whether a server bound to `address` can be reached from other machines."""
    return address in _ANYWHERE or not is_loopback(address)


def names_of_machine(address: str) -> list[str]:
    """What a server bound to `address` is called where ATTAIN_HOSTS says nothing; may ask the name service."""
    if not is_elsewhere(address):
        return []
    name = socket.gethostname()
    return [name, f"{name}.local", socket.getfqdn(), *([] if address in _ANYWHERE else [address])]


class Hosts:
    """The names a request may come under: those of ATTAIN_HOSTS, or else the bound address and the machine's own.

    The machine itself (localhost, a loopback address) and the very address at which a request arrived are always
    among them: a name of somebody else's that leads here can be neither. Raises BadHost for an entry that is no name.
    """

    def __init__(self, asked: str, otherwise: Iterable[str] = ()) -> None:
        entries = [entry.strip() for entry in asked.split(",") if entry.strip()]
        found = {entry: host_of(entry) for entry in entries}
        for entry, host in found.items():
            if host is None:
                raise BadHost(entry)
        self._named = {host for host in found.values() if host}
        self._own = {host for host in map(host_of, otherwise) if host} if not entries else set()

    def allows(self, header: str, reached: str) -> bool:
        """Whether a request under this Host header, arrived at the address `reached`, is meant for this server."""
        host = host_of(header)
        return host is not None and (is_loopback(host.name) or host.name == _plain(reached) or self._names(host))

    def allows_origin(self, origin: str, header: str) -> bool:
        """Whether a page of `origin` may speak to the server it calls `header`: one from there, or of ATTAIN_HOSTS."""
        found = _ORIGIN.fullmatch(origin.strip().lower())
        host, here = host_of(found[2]) if found else None, host_of(header)
        if found is None or host is None or here is None:
            return False
        port = host.port or _USUAL[found[1]]
        same = host.name == here.name and port == (here.port or _USUAL[found[1]])
        usual = (*_USUAL.values(), here.port)
        return same or Host(host.name, port) in self._named or (Host(host.name, None) in self._named and port in usual)

    def _names(self, host: Host) -> bool:
        """Whether a host is among ours: an entry without a port means every port, one with a usual port also the unsaid."""
        named = self._named | self._own
        ports = (host.port,) if host.port else tuple(_USUAL.values())
        return Host(host.name, None) in named or any(Host(host.name, port) in named for port in ports)


def _plain(name: str) -> str:
    """An address in its one spelling (an IPv4 address within IPv6 is the IPv4 address); a name as it stands."""
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return name
    return str(getattr(found, "ipv4_mapped", None) or found)

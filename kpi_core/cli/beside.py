"""The command line beside a running server: the verb is handed to it, and its answer printed as our own."""

import http.client
import json
import os
from argparse import Namespace
from collections.abc import Iterator

from kpi_core.cli.announcement import ROUTE, Announcement, announced
from kpi_core.cli.request import LIMIT, Answer, files_read, packed
from kpi_core.cli.terminal import DONE, FAULT, CannotRun, Terminal
from kpi_core.store import StoreLocked

_CONNECT_SECONDS = 5


class ServerGone(CannotRun):
    """The server ended before it answered: whether the deed was done, only the store can tell."""

    exit_code = FAULT


def ask(chosen: Namespace, locked: StoreLocked, terminal: Terminal) -> int:
    """Let the server that holds the store run the verb; returns its exit code.

    Raises `locked` where no server of ours answers; CannotRun where the verb needs the server stopped, where its
    file is open to others, or where it ended before the answer.
    """
    server = announced(str(locked.values["file"]))
    if server is None or not _holds(server, locked):
        raise locked
    if chosen.verb == "restore":
        raise CannotRun("restore_beside", file=locked.values["file"], pid=server.pid, port=server.port)
    code, documents = DONE, []
    for part, files in _parts(chosen, terminal):
        answer = _answered(server, part, files, locked)
        terminal.err.write(answer.err)
        terminal.err.flush()
        code = max(code, answer.exit_code)
        if answer.stopped or not chosen.json:
            terminal.out.write(answer.out)
        documents.append(answer.out.strip())
        if answer.stopped:
            return answer.exit_code
    if chosen.json:
        listed = chosen.verb == "import" and chosen.several
        print(f"[{', '.join(documents)}]" if listed else documents[0], file=terminal.out)
    return code


def _holds(server: Announcement, locked: StoreLocked) -> bool:
    """Whether the process that holds the store, where the system tells it, is the server that was announced."""
    process = str(locked.values["process"])
    return "(PID " not in process or f"(PID {server.pid})" in process


def _parts(chosen: Namespace, terminal: Terminal) -> Iterator[tuple[Namespace, dict[str, bytes]]]:
    """The verb as it is sent, with the bytes of its files: an import goes file by file, as it is committed."""
    shared: dict[str, bytes] = {name: terminal.read(name) for name in files_read(chosen)}
    if chosen.verb != "import":
        yield chosen, shared
        return
    for name in chosen.files:
        yield Namespace(**{**vars(chosen), "files": [name], "several": False}), {**shared, name: terminal.read(name)}


def _answered(server: Announcement, chosen: Namespace, files: dict[str, bytes], locked: StoreLocked) -> Answer:
    body = packed(chosen, os.getcwd(), files)
    if len(body) > LIMIT:
        raise CannotRun("too_large_beside", file=", ".join(files), limit=LIMIT // 2**20)
    connection = http.client.HTTPConnection(server.address, server.port, timeout=_CONNECT_SECONDS)
    try:
        connection.connect()
        connection.sock.settimeout(None)
    except OSError:
        raise locked from None
    try:
        connection.request("POST", server.base + ROUTE, body, {"Authorization": f"Bearer {server.token}"})
        reply = connection.getresponse()
        data = reply.read()
    except (OSError, http.client.HTTPException) as error:
        raise ServerGone("server_gone", pid=server.pid, why=str(error) or type(error).__name__) from error
    finally:
        connection.close()
    if reply.status != http.client.OK:
        raise locked
    return Answer(**json.loads(data))

"""A verb on its way to a server and its answer: one line of JSON, then the bytes of the files it reads."""

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass

from kpi_core.cli.files import ReadFile
from kpi_core.cli.terminal import NoFile

# A file as large as the upload page takes, and the line before it.
LIMIT = 200 * 2**20 + 2**20


@dataclass(frozen=True)
class Answer:
    """What a verb printed and its exit code; `stopped` when it was refused as a whole, without a document per file."""

    exit_code: int
    out: str
    err: str
    stopped: bool

    def packed(self) -> bytes:
        """The answer as JSON."""
        return json.dumps(asdict(self)).encode()


def packed(chosen: Namespace, folder: str, files: dict[str, bytes]) -> bytes:
    """The verb with its arguments, the folder it was called in, and the files it reads."""
    sizes = [(name, len(data)) for name, data in files.items()]
    line = json.dumps({"chosen": vars(chosen), "folder": folder, "files": sizes})
    return b"".join([line.encode(), b"\n", *files.values()])


def unpacked(body: bytes) -> tuple[Namespace, str, Callable[[str], bytes]]:
    """The verb, its folder, and what gives the bytes of a file that was sent. Raises ValueError, KeyError, TypeError."""
    end = body.index(b"\n")
    line = json.loads(body[:end])
    files, at = {}, end + 1
    for name, size in line["files"]:
        files[name] = body[at : at + size]
        at += size
    if at != len(body):
        raise ValueError(f"{len(body)} bytes where {at} are announced")

    def read(name: str) -> bytes:
        if name not in files:
            raise NoFile("no_file", file=name)
        return files[name]

    return Namespace(**line["chosen"]), line["folder"], read


def files_read(chosen: Namespace) -> list[ReadFile]:
    """The files that the arguments name for reading, `import`'s own ones aside."""
    values = [value for name, given in vars(chosen).items() if name != "files"
              for value in (given if isinstance(given, list) else [given])]  # fmt: skip
    return [value for value in values if isinstance(value, ReadFile)]

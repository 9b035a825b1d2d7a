"""Damaged files against the importer: whatever the bytes, a preview says what is wrong, quickly, and writes nothing.

python -m tests.intake.fuzz --seconds 600 [--seed 1]
Mutates the files in `seeds/` (each written for this) and gives every mutant to `preview` with every kind, sometimes with an
answer of a person, and to `read_ratings`. A mutant that breaks a promise is kept in `found/` beside the seeds, named by its
digest; once the defect is mended it belongs among the seeds. Prints one JSON line: executions, seconds, findings.
"""

import argparse
import hashlib
import io
import json
import random
import resource
import signal
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from kpi_core.intake import Unreadable
from kpi_core.review.commit import commit
from kpi_core.review.rounds import read_new
from kpi_core.review.upload import Given, preview
from kpi_core.store import Store, open_store

SEEDS = Path(__file__).parent / "seeds"
FOUND = Path(__file__).parent / "found"
KINDS = ("auto", "facts", "kpis", "units")
# What a person may have said of a file.
GIVEN = (
    Given(), Given(fixed={"department": "生产部", "kpi": "产量", "year": "2024", "period": "2024-01"}), Given(encoding="big5"),
    Given(columns={"产量": "actual", "指标": "", "目标值": "year"}), Given(sheet="第二", names={"产量": "合格率"}),
    Given(cells={"2|实际值": "7", "3|指标": "", "x|y": "z"}), Given(encoding="no such"),
    Given(hidden="leave", cells={"二月!3|实际值": "7"}),
)  # fmt: skip
SECONDS, MIB = 5.0, 300.0
LARGEST = 200_000
HELD = "部门,指标,期间,实际值,目标值,方向,单位\n生产部,产量,2024-01,10,12,higher,件\n营销部,合格率,2024-01,95,98,higher,%\n"

_TOKENS = [
    *",;\t|\"'\\\n\r /%-+=()（）年月.:", "\0", "\ufeff", "\u200b", "\u2028", "\x85", "\x0c", "\x1c", '""', "\r\n", "sep=;", "sep=", ",,,,,,",
    "1e309", "-1e308", "9" * 400, "0x10", "NaN", "inf", "１２", "10²", "1,234.5", "1.234,5", "(300)", "96.5%", "−5", "△3", "1e-400",
    "0000-00", "2024-13", "9999-12", "2024-02-30", "45000", "2958466", "-1", "FY2023", "FY0000", "2024Q5", "10000-01", "2024-W60", "12月",
    "合计", "注：", "指标：", "部门", "指标", "期间", "实际值", "目标值", "单位", "权重", "方向", "年", "评分者", "品牌力", "a/b/c", "///", "𠮷", "\U0010ffff",
]  # fmt: skip
_BYTES = [*(token.encode() for token in _TOKENS), *(token.encode("utf-16-le") for token in _TOKENS[:30]), "部门".encode("gb18030"),
          b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff", b"\x80", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]  # fmt: skip
_XML = [
    b'<c r="XFD1048576" t="s"><v>99999</v></c>', b'<c r="A1" t="d"><v>2024-99-99</v></c>', b'<c t="b"><v>x</v></c>', b'r="A0"',
    b'r="ZZZZ1"', b't="inlineStr"', b't="e"', b'<v>1e400</v>', b'<v>-99999999</v>', b"<v>nan</v>", b'<dimension ref="A1:XFD1048576"/>',
    b'state="veryHidden"', b"&lt;", b"&amp;", b"&#0;", b"<f>A1</f>", b'<f t="shared" si="7"/>', b"<is><t>x</t></is>", b'<row r="-5">',
    b'<row r="99999999">', b"</row>", b"<!DOCTYPE x>", b'numFmtId="9999"', b's="999"', b"<mergeCell ref='A1:XFD9'/>", b'date1904="1"',
    b'<mergeCell ref="A1:XFD1048576"/>', b'hidden="1"', b'<col min="1" max="16384" hidden="1"/>', b'formatCode="0.0,,&quot;M&quot;"',
]  # fmt: skip


class _TooLong(BaseException):
    """A call that would not end; no reader may catch it."""


def seeds() -> list[tuple[str, bytes]]:
    """Name and bytes of every seed."""
    return [(path.name, path.read_bytes()) for path in sorted(SEEDS.iterdir())]


def mutants(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Damaged seeds without end, the same for the same generator."""
    corpus = seeds()
    while True:
        name, data = rng.choice(corpus)
        for _ in range(rng.choice((1, 1, 1, 2, 3, 5, 8))):
            data = (
                _inside(rng, data) if data[:2] == b"PK" and rng.random() < 0.85 else _mutated(rng, data, _BYTES, corpus)
            )
        yield name, data[:LARGEST]


def _mutated(rng: random.Random, data: bytes, tokens: list[bytes], corpus: list[tuple[str, bytes]]) -> bytes:
    at, to = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    near = min(to, at + rng.randint(0, 12))
    deeds: list[Callable[[], bytes]] = [
        lambda: data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :] if at < len(data) else data,
        lambda: data[:at] + rng.choice(tokens) + data[at:],
        lambda: data[:at] + rng.choice(tokens) + data[near:],
        lambda: data[:at] + data[near:],
        lambda: data[:at] + data[to:],
        lambda: data[:to] + data[at:near] * rng.choice((1, 2, 50, 2000)) + data[to:],
        lambda: data[:at] + data[at:to] * rng.choice((2, 3, 40)) + data[to:],
        lambda: data[:at] + (other := rng.choice(corpus)[1])[rng.randint(0, len(other)) :],
        lambda: _cell(rng, data, tokens),
    ]
    return rng.choice(deeds)()[:LARGEST]


def _cell(rng: random.Random, data: bytes, tokens: list[bytes]) -> bytes:
    """One whole cell replaced, so that what stands around it stays a table."""
    separator = rng.choice((b",", b"\t", b";", b"\n"))
    cells = data.split(separator)
    cells[rng.randrange(len(cells))] = rng.choice(tokens)
    return separator.join(cells)


def _inside(rng: random.Random, data: bytes) -> bytes:
    """A workbook with one of its parts damaged, left out or there twice; bytes that are no archive as they are."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = [(part.filename, old.read(part)) for part in old.infolist()]
    except Exception:  # the archive itself has been damaged before
        return data
    if not parts:
        return data
    at = rng.randrange(len(parts))
    name, body = parts[at]
    fate = rng.random()
    if fate < 0.9:
        parts[at] = name, _mutated(rng, body, [*_XML, *_BYTES], [("", other) for _, other in parts])
    elif fate < 0.95:
        del parts[at]
    else:
        parts.append((f"{name}{rng.choice(('', '.xml', '/x'))}", body))
    with zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as new:
        for part, content in parts:
            new.writestr(zipfile.ZipInfo(part), content)
    return out.getvalue()


def held_store() -> Store:
    """A store in memory that holds a little."""
    store = open_store(":memory:")
    commit(store, preview(store, "held.csv", HELD.encode()), "tester")
    return store


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.cursor() as cursor:
        tables = [name for (name,) in cursor.execute("select table_name from information_schema.tables").fetchall()]
        return {name: cursor.execute(f'select count(*) from "{name}"').fetchall()[0][0] for name in tables}


def broken(store: Store, name: str, data: bytes, rng: random.Random) -> str:
    """The promise that the importer breaks on these bytes, or "": only documented exceptions, under 5 s, nothing written."""
    before = store.version
    given = rng.choice(GIVEN) if rng.random() < 0.3 else GIVEN[0]
    for kind in (*KINDS, "ratings"):
        started = time.perf_counter()
        try:
            _called(store, name, data, kind, given)
        except Exception as error:  # any exception is the finding
            where = traceback.extract_tb(error.__traceback__)[-1]
            return f"{kind} {given}: {type(error).__name__} {error} at {Path(where.filename).name}:{where.lineno}"[:600]
        if (took := time.perf_counter() - started) > SECONDS:
            return f"{kind} {given}: {took:.1f} s"
    return "" if store.version == before else "the store's version moved"


def _called(store: Store, name: str, data: bytes, kind: str, given: Given) -> None:
    if kind == "ratings":
        try:
            found = read_new(data)
        except Unreadable:
            return
        assert all(1 <= grade <= 5 for sheet in found.sheets for grade in sheet.grades.values()), (
            "a grade off the scale"
        )
        return
    shown = preview(store, name, data, kind, given)
    assert shown.accepted or shown.problems or shown.line_count == 0, "neither lines nor a reason"


def memory() -> float:
    """MiB this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _TooLong


def _within_time(store: Store, name: str, data: bytes, rng: random.Random) -> str:
    """As `broken`, and for calls that would not end by themselves."""
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, 8 * SECONDS)
    try:
        return broken(store, name, data, rng)
    except _TooLong:
        return "does not end"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main() -> None:
    """Run for the time given and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", "Duplicate name")  # a part twice in an archive is meant
    rng, store = random.Random(asked.seed), held_store()
    held, started, executions, findings = counts(store), time.monotonic(), 0, dict[str, str]()
    for name, data in seeds():
        broken(store, name, data, rng)
    first = memory()
    for name, data in mutants(rng):
        if time.monotonic() - started > asked.seconds:
            break
        executions += 1
        why, grown = _within_time(store, name, data, rng), memory() - first
        if not why and grown > MIB:
            why, first = f"grew by {grown:.0f} MiB", memory()
        if why:
            place = why.rpartition(" at ")[2] or why
            if place not in findings:
                FOUND.mkdir(exist_ok=True)
                kept = FOUND / f"{hashlib.sha256(data).hexdigest()[:12]}{Path(name).suffix}"
                kept.write_bytes(data)
                findings[place] = kept.name
                print(json.dumps({"file": kept.name, "from": name, "why": why}, ensure_ascii=False), flush=True)
    unchanged = counts(store) == held
    store.close()
    print(
        json.dumps(
            {"executions": executions, "seconds": round(time.monotonic() - started), "findings": len(findings),
             "grown_mib": round(memory() - first), "store_unchanged": unchanged}
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()

"""The records of an old workbook (BIFF), looked through before a reader makes anything of them.

What a table does not need (names, links, drawings, blank cells that only have a format) is made a record that no reader knows: there
a few bytes can claim a million places. What is left is counted. [MS-XLS] 2.3 to 2.5.
"""

import struct

from kpi_core.intake.problem import Unreadable, problem

MOST_CELLS = 1_000_000
_MOST_RECORDS = 3_000_000
_HEADER, _PLACE = struct.Struct("<HH"), struct.Struct("<HH")
_IGNORED = struct.pack("<H", 0x0FFF)
_BOF = {0x809, 0x409, 0x209, 0x009}
_SST, _CONTINUE = 0xFC, 0x3C
# Number, RK, shared text, text, formatted text, formula, boolean or error; and RKs side by side.
_CELL = {0x203, 0x27E, 0xFD, 0x204, 0xD6, 0x06, 0x206, 0x406, 0x205}
_MULRK = 0xBD
# Names and links between files, hyperlinks, drawings, notes, conditional formats, label ranges, blank cells.
_NEEDLESS = {0x18, 0x218, 0x17, 0x16, 0x23, 0x223, 0x59, 0x5A, 0x1AE, 0x1B8, 0xEB, 0xEC, 0xED, 0x5D, 0x1B6, 0x1C, 0x1B0, 0x1B1, 0x15F,
             0x201, 0xBE}  # fmt: skip


def sound_records(stream: bytes) -> bytes:
    """The records of a workbook stream without the needless ones.

    Raises Unreadable for too many cells or records, ValueError or struct.error for texts that are not what they claim.
    """
    kept = bytearray(stream)
    at, end, records, cells = 0, len(stream) - 4, 0, 0
    widths: dict[int, int] = {}
    strings: list[bytes] = []
    before = 0
    while at <= end:
        kind, size = _HEADER.unpack_from(stream, at)
        if kind in _CELL or kind == _MULRK:
            row, place = _PLACE.unpack_from(stream, at + 4)
            place += (size - 6) // 6 if kind == _MULRK else 1
            if place > widths.get(row, 0):
                cells += place - widths.get(row, 0)
                widths[row] = place
        elif kind in _NEEDLESS:
            kept[at : at + 2] = _IGNORED
        elif kind == _SST or (kind == _CONTINUE and before == _SST):
            strings.append(stream[at + 4 : at + 4 + size])
            kind = _SST
        elif kind in _BOF:
            widths = {}
        before = kind
        at += 4 + size
        records += 1
        if cells > MOST_CELLS or records > _MOST_RECORDS:
            raise Unreadable(problem(0, "", max(cells, records), "workbook_cells", limit=MOST_CELLS))
    if strings:
        _check_strings(strings)
    return bytes(kept)


def _check_strings(pieces: list[bytes]) -> None:
    """Go through the shared texts once as a reader will: none may lead back. Raises ValueError, struct.error, IndexError."""
    (count,) = struct.unpack_from("<I", pieces[0], 4)
    if count > sum(map(len, pieces)) // 3 + 1:
        raise ValueError("more texts than bytes")
    at, piece = 8, 0
    for _ in range(count):
        if at >= len(pieces[piece]):
            piece, at = piece + 1, 0
        letters, how = struct.unpack_from("<HB", pieces[piece], at)
        at += 3
        runs, more = 0, 0
        if how & 8:
            (runs,) = struct.unpack_from("<H", pieces[piece], at)
            at += 2
        if how & 4:
            (more,) = struct.unpack_from("<i", pieces[piece], at)
            at += 4
        if more < 0:
            raise ValueError("a text of negative length")
        while True:
            width = 1 + (how & 1)
            here = min(letters, (len(pieces[piece]) - at) // width)
            letters, at = letters - here, at + here * width
            if not letters:
                break
            piece, at, how = piece + 1, 1, pieces[piece + 1][0]
        rest = 4 * runs + more
        while rest > len(pieces[piece]) - at and piece + 1 < len(pieces):
            rest -= len(pieces[piece]) - at
            piece, at = piece + 1, 0
        at += rest

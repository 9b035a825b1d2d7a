"""Bytes to text: which encoding, or why it is no text file."""

import codecs

import pyarrow as pa

from kpi_core.intake.containers import kind_by_magic, markup_kind
from kpi_core.intake.problem import Unreadable, problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 (BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16 BE"),
)


def decode(data: bytes, given: str = "") -> tuple[bytes, str]:
    """The file as UTF-8 bytes without BOM and with `\\n` line ends, and the name of its encoding, which a person may give.

    Raises Unreadable for an empty file, a picture or archive, a page of HTML, NUL bytes, or bytes of no known encoding.
    """
    if kind := kind_by_magic(data):
        raise Unreadable(problem(0, "", kind, "not_csv"))
    text, encoding = _given(data, given) if given else _as_utf8(data)
    if kind := markup_kind(text):
        raise Unreadable(problem(0, "", kind, "markup"))
    if not text[:4096].strip() and not text.strip():
        raise Unreadable(problem(0, "", "", "empty_file"))
    nul = text.find(b"\0")
    if nul >= 0:
        raise Unreadable(problem(text.count(b"\n", 0, nul) + 1, "", "NUL", "nul_bytes"))
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text, encoding


def _given(data: bytes, encoding: str) -> tuple[bytes, str]:
    try:
        return data.decode(encoding).encode(), encoding
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(problem(0, "", encoding, "encoding_unsure")) from error


def _as_utf8(data: bytes) -> tuple[bytes, str]:
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            try:
                text = data.decode(codec)
            except UnicodeDecodeError as error:
                raise _undecodable(data, error) from error
            return text.encode(), name
    if _is_utf8(data):
        return data, "UTF-8"
    if data.count(b"\0") > len(data) // 4:
        return _bare_utf16(data)
    try:
        return data.decode("gb18030").encode(), "GB18030 (GBK)"
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from error


def _is_utf8(data: bytes) -> bool:
    """Whether all of it is UTF-8, found without making a string of it."""
    ends = pa.array([0, len(data)], pa.int64()).buffers()[1]
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _bare_utf16(data: bytes) -> tuple[bytes, str]:
    codec = "utf-16-be" if data[::2].count(b"\0") > data[1::2].count(b"\0") else "utf-16-le"
    try:
        return data.decode(codec).encode(), codec.upper()
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from error


def _undecodable(data: bytes, error: UnicodeDecodeError) -> Unreadable:
    line = data.count(b"\n", 0, error.start) + 1
    return Unreadable(problem(line, "", data[error.start : error.start + 4].hex(" "), "encoding"))

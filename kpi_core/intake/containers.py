"""What a file is by its first bytes and what it is packed in, where it is no text: a workbook, or something to be named."""

import zipfile

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a grid says it was read from when it was no text.
WORKBOOKS = ("xlsx", "xls")
_MAGIC = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    ZIP: "ZIP / XLSX",
    OLE[:4]: "OLE",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7Z",
}
# Old containers name their streams in UTF-16: which of them tells what the file is.
_STREAMS = {
    "EncryptedPackage": "locked",
    "Workbook": "xls",
    "Book": "xls",
    "WordDocument": "Word (.doc)",
    "PowerPoint Document": "PowerPoint (.ppt)",
    "__properties_version1.0": "Outlook (.msg)",
}
_ENTRY = 128
# Workbooks of other programs and kinds, which Excel opens and saves as xlsx.
_PARTS = {
    "xl/workbook.bin": "XLSB",
    "Index/Document.iwa": "Numbers",
    "word/document.xml": "Word (.docx)",
    "ppt/presentation.xml": "PowerPoint (.pptx)",
}
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ODS",
    b"application/vnd.oasis.opendocument.text": "ODT",
}
_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_MARKUP = {
    b"<!doctype html": "HTML",
    b"<html": "HTML",
    b"<table": "HTML",
    b"<body": "HTML",
    b"<meta": "HTML",
    b"<?xml": "XML",
    b"mime-version:": "MHTML",
}


def kind_by_magic(data: bytes) -> str:
    """What bytes that are no text are, by a short name; "" when nothing speaks against a text."""
    found = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")
    return old_container(data) or found if data.startswith(OLE) else found


def old_container(data: bytes) -> str:
    """What stands in a container of old Office: `xls`, `locked` (a workbook under a password), another kind by name, "" for none."""
    if not data.startswith(OLE):
        return ""
    return next((kind for name, kind in _STREAMS.items() if _has_stream(data, name)), "")


def _has_stream(data: bytes, name: str) -> bool:
    """Whether the directory of a container has a stream of this name: an entry begins with it and has its length behind. [MS-CFB] 2.6."""
    wanted = f"{name}\0".encode("utf-16-le")
    at = data.find(wanted)
    while at >= 0:
        if at % _ENTRY == 0 and data[at + 64 : at + 66] == len(wanted).to_bytes(2, "little"):
            return True
        at = data.find(wanted, at + 1)
    return False


def packed_kind(archive: zipfile.ZipFile) -> str:
    """What an archive that is no xlsx workbook is, by a short name."""
    names = set(archive.namelist())
    if found := next((kind for part, kind in _PARTS.items() if part in names), ""):
        return found
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            said = part.read(80)
        return next((kind for mimetype, kind in _MIMETYPES.items() if said.startswith(mimetype)), "ZIP")
    return "ZIP"


def markup_kind(text: bytes) -> str:
    """The markup a text is written in where a table was expected, as exports that are merely called .xls; "" for none."""
    head = text[:4096].lstrip().lower()
    if not head.startswith((b"<", b"mime-version:")):
        return ""
    if _SPREADSHEET in head:
        return "XML Spreadsheet 2003"
    return next((kind for sign, kind in _MARKUP.items() if head.startswith(sign)), "")

"""What DuckDB says of a file, told apart by who can mend it."""

import errno

import duckdb
import pytest

from kpi_core.store import StoreDamaged, StoreForbidden, StoreFull, StoreLocked, StoreNewer, StoreReadOnly
from kpi_core.store.failures import when_asked, when_opening, when_written

# Words that mean something in an error and nothing in a name.
NAMES = (
    "lock",
    "permission denied",
    "could not set lock",
    "read-only file system",
    "no space left",
    "corrupt",
    "plain",
)
SAID = {
    'Could not set lock on file "{}": Conflicting lock is held in /usr/bin/python3.11 (PID 7). See also https://duckdb.org': StoreLocked,
    'Could not set lock on file "{}": No locks available': StoreLocked,
    'Cannot open file "{}": Permission denied': StoreForbidden,
    'Cannot open file "{}.wal": Read-only file system': StoreReadOnly,
    'Cannot open database "{}" in read-only mode: database does not exist': StoreReadOnly,
    'Could not write file "{}": No space left on device': StoreFull,
    'The file "{}" exists, but it is not a valid DuckDB database file!': StoreDamaged,
    'Failure while replaying WAL file "{}.wal": Corrupt WAL file: entry at byte position 32 computed checksum 1 does not match': StoreDamaged,
    "Corrupt database file: computed checksum 5 does not match stored checksum 6 in block at location 266240": StoreDamaged,
    "Could not read enough bytes from file \"{}\": attempted to read 262144 bytes from location 536576": StoreDamaged,
    "Trying to read a database file with version number 70, but we can only read versions between 64 and 67.": StoreNewer,
    "something nobody has heard of": StoreDamaged,
}  # fmt: skip


@pytest.mark.parametrize("said", list(SAID))
def test_a_file_that_cannot_be_opened_is_told_by_what_is_said_and_not_by_how_it_is_called(said):
    for name in NAMES:
        place = f"/srv/{name}/{name}.duckdb"
        found = when_opening(place, duckdb.IOException("IO Error: " + said.format(place)))

        assert type(found) is SAID[said], name
        assert found.values["file"] == place


def test_the_holder_of_a_file_is_named():
    said = duckdb.IOException(next(iter(SAID)))

    assert when_opening("/a", said).values["process"] == "python3.11 (PID 7)"


@pytest.mark.parametrize(
    ("said", "kind"),
    [(duckdb.FatalException("Failed to create checkpoint because of error: Could not write file \"/a/lock\": File too large"), StoreFull),
     (duckdb.FatalException("Failed to create checkpoint because of error: Corrupt database file: computed checksum"), StoreDamaged),
     (duckdb.FatalException('Failed: database has been invalidated because of a previous fatal error.\nOriginal error: "Failed to create checkpoint because of error: Could not write file "/a/b": No space left on device"'), StoreFull),
     (duckdb.TransactionException('Failed to commit: Could not write file "/a/b.wal": No space left on device'), StoreFull),
     (duckdb.OutOfMemoryException("failed to offload data block of size 256.0 KiB (9.9 GiB/9.9 GiB used)"), StoreFull),
     (duckdb.IOException('Could not read from file "/a/b": Input/output error'), StoreDamaged)],
    ids=str,
)  # fmt: skip
def test_an_open_store_tells_a_full_disk_from_damage(said, kind):
    assert type(when_asked("/a/b", said)) is kind


@pytest.mark.parametrize(
    "said",
    [duckdb.ConversionException("Could not convert string 'corrupt checksum' to DOUBLE"), duckdb.TransactionException("Conflict on update!"),
     duckdb.InternalException("Attempted to access index 5 within vector of size 5")],
    ids=str,
)  # fmt: skip
def test_a_mistake_of_ours_is_neither(said):
    assert when_asked("/a/b", said) is None


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, StoreFull), (errno.EDQUOT, StoreFull), (errno.EFBIG, StoreFull), (errno.EACCES, StoreReadOnly), (errno.EROFS, StoreReadOnly),
     (errno.ENOENT, type(None))],
)  # fmt: skip
def test_a_file_that_cannot_be_written_is_told_by_the_systems_number(number, kind):
    assert type(when_written("/a", OSError(number, "said"))) is kind


@pytest.mark.damages_store("the file is damaged")
def test_a_store_in_a_folder_called_lock_that_is_damaged_is_not_in_use(tmp_path):
    from kpi_core.store import open_store

    path = tmp_path / "block" / "lock.duckdb"
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 300)

    with pytest.raises(StoreDamaged):
        open_store(str(path))

"""Data > Upload, the deed: take a previewed file in, undo it, redo it."""

import numpy as np
import pyarrow as pa

from kpi_core.intake import Reading, fold
from kpi_core.review.anew import Stale as Stale
from kpi_core.review.anew import previewed_anew, same_effect, says_the_same
from kpi_core.review.entries import entries, lines_text
from kpi_core.review.names import known_names
from kpi_core.review.scope import kpis
from kpi_core.review.settings import setting
from kpi_core.review.unconfirmed import confirm
from kpi_core.review.upload import Preview
from kpi_core.review.weights import stated_weights
from kpi_core.store import ALWAYS, COMPANY, Deed, Store, UploadFile, deed
from kpi_core.store import Effect as Effect


class Refused(Exception):
    """The file has lines that cannot be taken in, and nobody agreed to leave them out."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview.name)
        self.preview = preview


def commit(
    store: Store, found: Preview, who: str, skip_bad: bool = False, seen: Effect | None = None, accept: bool = False
) -> int:
    """Take the file in and return its upload number; the same file again returns the number it has.

    What it changed on the boards is then in `found.effect`. Where the store has changed since the preview the file is
    previewed anew first: raises Stale unless that says the same and, where a person has `seen` an effect, has the same effect.
    With `accept` what is guessed of its KPIs, which the preview shows, is right, as `who` says; without, it stays to be confirmed.
    Raises Refused while a line is bad (without `skip_bad`) or nothing is left to take in.
    """
    with store.held():
        fresh = previewed_anew(store, found)
        if fresh.no_op is not None and (skip_bad or not fresh.errors):
            found.no_op = fresh.no_op
            if accept:
                _confirm(store, fresh, who)
            return fresh.no_op
        if fresh is not found and not _goes_through(store, found, fresh, skip_bad, seen):
            raise Stale(fresh)
        upload, found.effect = _take(store, fresh, who, skip_bad, keep=True, accept=accept)
    return upload


def _confirm(store: Store, found: Preview, who: str) -> None:
    """Say yes to what is still guessed of the KPIs of a file that was taken in before."""
    guessed = {proposal.kpi for proposal in found.still_guessed}
    known = kpis(store)
    ids = {found.names.kpis.get(fold(name), 0) for name in guessed} if found.names else set()
    confirm(store, [known[kpi] for kpi in sorted(ids) if kpi in known], who)


def _goes_through(store: Store, found: Preview, fresh: Preview, skip_bad: bool, seen: Effect | None) -> bool:
    if not says_the_same(found, fresh):
        return False
    return seen is None or same_effect(seen, rehearse(store, fresh, skip_bad))


def rehearse(store: Store, found: Preview, skip_bad: bool = False) -> Effect | None:
    """What taking the file in would change on the boards; nothing is kept. None when it cannot be taken in, or is a no-op."""
    if found.no_op is not None or found.refuses(skip_bad):
        return None
    return _take(store, found, "", skip_bad, keep=False)[1]


def _take(
    store: Store, found: Preview, who: str, skip_bad: bool, keep: bool, accept: bool = False
) -> tuple[int, Effect | None]:
    if found.refuses(skip_bad) or found.names is None:
        raise Refused(found)
    with deed(store, who, rejudge=_touches_known(found), watched=True, keep=keep) as doing:
        left_out = lines_text(found.left_out)
        upload = doing.add_upload(
            UploadFile(
                found.name, found.data, found.sha256, found.kind, found.mode, left_out, found.encoding, found.layout,
                found.line_count, found.covers,
            ),
            found.accepted,
        )  # fmt: skip
        maker = _Maker(doing, upload, store)
        if found.reading is not None:
            _take_facts(maker, found, found.reading)
        else:
            _take_register(maker, found)
        guessed = _take_guesses(maker, found, accept)
        doing.note(
            "import",
            {"upload": upload, "file": found.name, "sha256": found.sha256, "kind": found.kind, "mode": found.mode,
             "accepted": found.accepted, "left_out": left_out, "new": found.new, "changed": found.changed,
             "same": found.same, **guessed},
        )  # fmt: skip
    return upload, doing.effect


def _touches_known(found: Preview) -> bool:
    """Whether the file says something of a unit or KPI that was there before."""
    if found.reading is None or found.reading.weight is not None:
        return True
    known = found.names.kpis if found.names else {}
    return any(fold(found.reading.kpis[code]) in known for stated in found.reading.said.values() for code in stated)


class _Maker:
    """Finds units and KPIs by name and makes those that are missing, in the deed's upload."""

    def __init__(self, doing: Deed, upload: int, store: Store) -> None:
        self.doing = doing
        self.upload = upload
        # Looked up again under the write lock: another upload may have made what this one found missing.
        self.names = known_names(store)
        if not doing.has_company():
            doing.new_unit(0, str(setting(store, "company_name")), None)
            doing.state(0, COMPANY, None, "name_en", str(setting(store, "company_name_en")))

    def unit(self, path: tuple[str, ...]) -> int:
        """The unit at this path, made with all that lies above it."""
        found = self.names.units.get(fold("/".join(path)))
        if found is not None:
            return found
        parent = self.unit(path[:-1])
        made = self.doing.new_unit(self.upload, path[-1], parent)
        self.names.units[fold("/".join(path))] = made
        return made

    def kpi(self, name: str) -> int:
        """The KPI of this name."""
        found = self.names.kpis.get(fold(name))
        if found is None:
            found = self.names.kpis[fold(name)] = self.doing.new_kpi(self.upload, name)
        return found


def _take_facts(maker: _Maker, found: Preview, reading: Reading) -> None:
    known_kpis = set(maker.names.kpis.values())
    used_units = set(np.unique(reading.unit[reading.kept]).tolist())
    used_kpis = set(np.unique(reading.kpi[reading.kept]).tolist())
    unit_ids = [maker.unit(path) if code in used_units else None for code, path in enumerate(reading.units)]
    kpi_ids = [maker.kpi(name) if code in used_kpis else None for code, name in enumerate(reading.kpis)]
    for made in (new for new in found.new_kpis if kpi_ids[new.code] not in known_kpis):
        for field, value in made.fields.items():
            maker.doing.state(maker.upload, None, maker.kpi(made.name), field, value)
    for field, stated in reading.said.items():
        for code, value in stated.items():
            kpi = kpi_ids[code]
            if kpi in known_kpis and maker.names.stated(reading.kpis[code], field) is None:
                maker.doing.state(maker.upload, None, kpi, field, value)
    lines = entries(reading, unit_ids, kpi_ids)
    for said in stated_weights(reading):
        unit, kpi = unit_ids[said.unit], kpi_ids[said.kpi]
        maker.doing.state(maker.upload, unit, kpi, "weight", repr(said.weight), said.start)
    if _twice(lines):
        # Somebody has meanwhile made one of two names that this file takes for two.
        raise Refused(found)
    if found.covers:
        maker.doing.replace_entries(maker.upload, lines, found.covers)
    else:
        maker.doing.add_entries(maker.upload, lines)


def _take_guesses(maker: _Maker, found: Preview, accept: bool) -> dict[str, object]:
    """State what is guessed of new KPIs as guesses, and with `accept` that all guesses are right; returns both for the audit."""
    for new in found.new_kpis:
        for field, (value, _) in new.guesses.items():
            maker.doing.state(maker.upload, None, maker.kpi(new.name), field, value, basis="guessed")
    known = found.names.kpis if found.names else {}
    for guess in (guess for guess in found.still_guessed if fold(guess.kpi) not in known):
        maker.doing.state(maker.upload, None, maker.kpi(guess.kpi), guess.field, guess.value, basis="guessed")
    listed = [f"{proposal.kpi}: {proposal.field} {proposal.value}" for proposal in found.proposals]
    if not accept:
        return {"guessed": listed} if listed else {}
    for proposal in found.proposals:
        if maker.names.stated(proposal.kpi, proposal.field) is None:
            maker.doing.state(
                maker.upload, None, maker.kpi(proposal.kpi), proposal.field, proposal.value, basis="confirmed"
            )
    return {"confirmed": listed} if listed else {}


def _twice(lines: pa.Table) -> bool:
    keys = ["unit_id", "kpi_id", "grain", "period"]
    return bool(lines.select(keys).group_by(keys).aggregate([]).num_rows < lines.num_rows)


def _take_register(maker: _Maker, found: Preview) -> None:
    for line in found.register_lines:
        if found.kind == "units":
            unit = maker.unit(line.unit)
            for field, value in line.fields.items():
                maker.doing.state(maker.upload, unit, None, field, value)
            if line.weight is not None:
                maker.doing.state(maker.upload, unit, None, "weight", repr(line.weight))
            continue
        kpi = maker.kpi(line.kpi)
        for field, value in line.fields.items():
            maker.doing.state(maker.upload, None, kpi, field, value)
        if line.weight is not None:
            maker.doing.state(
                maker.upload, maker.unit(line.unit), kpi, "weight", repr(line.weight), line.valid_from or ALWAYS
            )


def turn(store: Store, upload: int, who: str, what: str = "undo") -> int:
    """Undo (or redo) an upload, also a middle one; returns how many keys were made again. Raises NoSuchUpload."""
    return _turn(store, upload, who, what, keep=True)[0]


def rehearse_turn(store: Store, upload: int, what: str = "undo") -> Effect | None:
    """What undoing (or redoing) an upload would change on the boards; nothing is kept. Raises NoSuchUpload."""
    return _turn(store, upload, "", what, keep=False)[1]


def _turn(store: Store, upload: int, who: str, what: str, keep: bool) -> tuple[int, Effect | None]:
    with deed(store, who, watched=True, keep=keep) as doing:
        keys = doing.turn(upload, what)
        doing.note(what, {"upload": upload, "keys": keys})
    return keys, doing.effect

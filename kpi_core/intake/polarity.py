"""What a file's own status and attainment columns say of a KPI's direction, and where its figures do not fit them."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kpi_core.intake.numbers import Flags, Floats
from kpi_core.intake.problem import problem
from kpi_core.intake.reading import Reading
from kpi_core.intake.status_words import statuses

# A green light may allow so much about its target: nearer, it is weak evidence of a direction.
_TOLERANCE = 0.1
# Rounding of the figures that an attainment or a difference was computed from, beside its own.
_SLACK = 0.0006
_CAPS = (1.0, 1.1, 1.2, 1.3, 1.5, 2.0)
_WRITTEN = re.compile(r"([+-]?[\d,]*\d(?:\.\d*)?|[+-]?\.\d+) ?([%％]?)")
_MOST = 200
_WAYS = ("", "higher", "lower")
Ways = npt.NDArray[np.int8]


@dataclass(frozen=True)
class _Rows:
    """The rows that can be checked: their places, KPI codes, actuals and targets (both known)."""

    at: npt.NDArray[np.intp]
    kpi: npt.NDArray[np.int32]
    actual: Floats
    target: Floats


@dataclass(frozen=True)
class _Told:
    """Per row the place in _WAYS of the direction that a column speaks for: `sure`, `near` (a green light near its target) or `usual`.

    `usual` is attainment as actual / target, which many compute whatever the direction.
    """

    sure: Ways
    near: Ways
    usual: Ways


def settle_polarity(reading: Reading, known: dict[int, str | None], guessed: list[str | None]) -> None:
    """Directions that the file's own status and attainment columns decide go to `reading.said`; what does not fit them is a warning.

    `known` are the directions that the register or the file states by KPI code, `guessed` what names propose. Warnings:
    `direction_contradicts` where the file's column and a direction differ, `direction_unsure` where a green light near its target is all
    there is, `attainment_differs` where the figures give another attainment, `attainment_swapped` where all fit the other way round.
    """
    rows = _checkable(reading)
    if rows is None or not reading.checks:
        return
    if "difference" in reading.checks:
        _check_difference(reading, rows)
    lights = _lights(reading, rows)
    shares = _shares(reading, rows, known, guessed)
    evidence = {name: told for name, told in (("status", lights), ("attainment", shares)) if told is not None}
    counts = {
        kind: [_counted(rows, evidence, kind, way, len(reading.kpis)) for way in (1, 2)]
        for kind in ("sure", "near", "usual")
    }
    spoken = sum(counts[kind][way] for kind in counts for way in (0, 1))
    for code in np.flatnonzero(spoken).tolist():
        state = known.get(code)
        if state in ("band", "none"):
            continue
        tally = {kind: (int(counts[kind][0][code]), int(counts[kind][1][code])) for kind in counts}
        told, kind, way, problem_code = _judged(tally, state, guessed[code])
        if told:
            reading.said.setdefault("direction", {})[code] = told
        if problem_code:
            _contradict(reading, rows, evidence, code, kind, way, problem_code)


def _counted(rows: _Rows, evidence: "dict[str, _Told]", kind: str, way: int, count: int) -> npt.NDArray[np.int_]:
    """Per KPI code how many rows speak for a direction, by all columns together."""
    found = np.zeros(count, np.int_)
    for told in evidence.values():
        found += np.bincount(rows.kpi[getattr(told, kind) == way], minlength=count)
    return found


def _judged(tally: dict[str, tuple[int, int]], known: str | None, guess: str | None) -> tuple[str, str, str, str]:
    """From how often each kind of evidence speaks for higher and for lower: the direction it tells ("" none), and what to ask about.

    The latter are the kind of evidence, the direction it speaks against, and the problem's code ("" when nothing is to be asked).
    """
    (sure_up, sure_down), (near_up, near_down), (usual, _) = tally["sure"], tally["near"], tally["usual"]
    if known is not None:
        against = sure_down if known == "higher" else sure_up
        return "", "sure", known, "direction_contradicts" if against else ""
    if sure_up and sure_down:
        return "", "sure", guess or "higher", "direction_unsure"
    if sure_up or sure_down:
        return "higher" if sure_up else "lower", "", "", ""
    if near_up and near_down:
        return "", "", "", ""
    if near_up or near_down:
        told = "higher" if near_up else "lower"
        if guess not in (None, told):
            return "", "near", guess or "", "direction_contradicts"
        if told == "lower" and guess is None and near_down < 2:
            return "", "near", "higher", "direction_unsure"
        return told, "", "", ""
    # Many write actual / target whatever the direction: it tells none, and is asked about where a name says lower.
    return "", "usual", "lower", "direction_contradicts" if guess == "lower" and usual else ""


def _checkable(reading: Reading) -> _Rows | None:
    actual, target = reading.values.get("actual"), reading.values.get("target")
    if actual is None or target is None:
        return None
    at = np.flatnonzero(reading.kept & (reading.kpi >= 0) & np.isfinite(actual) & np.isfinite(target))
    return _Rows(at, reading.kpi[at], actual[at], target[at]) if len(at) else None


def _lights(reading: Reading, rows: _Rows) -> _Told | None:
    if "status" not in reading.checks:
        return None
    codes, words = reading.checks["status"]
    light = np.array(statuses(words), np.int8)[codes[rows.at]]
    side = np.sign(rows.actual - rows.target).astype(np.int8)
    way = np.where(light * side > 0, 1, np.where(light * side < 0, 2, 0)).astype(np.int8)
    near = (light > 0) & (np.abs(rows.actual - rows.target) <= _TOLERANCE * np.abs(rows.target) * (1 + 1e-9))
    nothing = np.zeros(len(way), np.int8)
    return _Told(np.where(near, nothing, way), np.where(near, way, nothing), nothing)


def _written(words: list[str]) -> tuple[Floats, Floats, Flags]:
    """The figures of a column of checks, half a unit of the last digit of each, and which have a % sign; NaN for what is none."""
    matches = [_WRITTEN.fullmatch(word.strip()) for word in words]
    figures = [match[1].replace(",", "") if match else "" for match in matches]
    values = np.array([float(text) if text else np.nan for text in figures])
    half = np.array([0.5 * 10.0 ** -len(text.partition(".")[2]) if text else np.nan for text in figures])
    return values, half, np.array([bool(match and match[2]) for match in matches])


def _shares(reading: Reading, rows: _Rows, known: dict[int, str | None], guessed: list[str | None]) -> _Told | None:
    """What an attainment column tells; its figures that the line does not give are warned about."""
    if "attainment" not in reading.checks:
        return None
    codes, words = reading.checks["attainment"]
    values, half, percent = (array[codes[rows.at]] for array in _written(words))
    with np.errstate(divide="ignore", invalid="ignore"):
        straight, turned = rows.actual / rows.target, rows.target / rows.actual
        plain = np.isfinite(values) & (rows.actual > 0) & (rows.target > 0)
        fits = []
        # Without a sign 95.8 may be points, and 0.958 a fraction.
        for points in (True, False):
            factor = np.where(percent, 0.01, 0.01 if points else 1.0)
            given, slack = values * factor, half * factor * 1.01 + _SLACK * np.maximum(1, np.abs(values * factor))
            up = plain & (np.abs(given - straight) <= slack)
            down = plain & ((np.abs(given - turned) <= slack) | (np.abs(given - 2 + straight) <= slack))
            capped = plain & np.isin(np.round(given, 6), _CAPS) & ((straight >= given) | (turned >= given))
            fits.append((int((up | down).sum()), up, down, capped))
    _, up, down, capped = max(fits, key=lambda fit: fit[0])
    _warn_differing(reading, rows, "attainment", plain & ~up & ~down & ~capped, int((up | down).sum()))
    nothing = np.zeros(len(up), np.int8)
    only_up, only_down = up & ~down, down & ~up
    if _swapped(reading, rows, only_up, only_down, known, guessed):
        return None
    return _Told(np.where(only_down, 2, 0).astype(np.int8), nothing, np.where(only_up, 1, 0).astype(np.int8))


def _swapped(
    reading: Reading, rows: _Rows, up: Flags, down: Flags, known: dict[int, str | None], guessed: list[str | None]
) -> bool:
    """Whether every attainment of several KPIs is target / actual though nothing says that lower is better: a warning at the first."""
    open_ones = [code for code in np.unique(rows.kpi[down]).tolist() if "lower" not in (known.get(code), guessed[code])]
    if up.any() or len(open_ones) < 2 or "status" in reading.checks:
        return False
    first = int(np.flatnonzero(down & np.isin(rows.kpi, open_ones))[0])
    _warn(reading, rows, first, "attainment", "attainment_swapped", count=int(down.sum()))
    return True


def _check_difference(reading: Reading, rows: _Rows) -> None:
    """Warn of differences that are neither actual - target, in whatever sign, nor that as a share of the target."""
    codes, words = reading.checks["difference"]
    values, half, _ = (array[codes[rows.at]] for array in _written(words))
    gap, size = np.abs(rows.actual - rows.target), np.abs(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = gap / np.abs(rows.target)
        fits = np.abs(size - gap) <= half * 1.01 + _SLACK * np.maximum(np.abs(rows.actual), np.abs(rows.target))
        for given, slack in ((size / 100, half / 100), (size, half)):
            fits |= np.abs(given - share) <= slack * 1.01 + _SLACK
    _warn_differing(reading, rows, "difference", np.isfinite(values) & ~fits, int((fits & np.isfinite(values)).sum()))


def _warn_differing(reading: Reading, rows: _Rows, name: str, wrong: Flags, fitting: int) -> None:
    """Each line that differs where most lines fit; else the first alone, for the column may be another thing than we take it for."""
    places = np.flatnonzero(wrong)
    for place in places[: _MOST if fitting >= len(places) else 1].tolist():
        _warn(reading, rows, place, name, "attainment_differs", count=len(places))


def _warn(reading: Reading, rows: _Rows, place: int, name: str, code: str, **more: object) -> None:
    row = int(rows.at[place])
    codes, words = reading.checks[name]
    share = rows.actual[place] / rows.target[place] if rows.target[place] else np.nan
    reading.problems.append(problem(
        int(reading.line[row]), reading.column(name, row), words[codes[row]], code, warning=True, kpi=reading.kpis[reading.kpi[row]],
        actual=f"{rows.actual[place]:,.15g}", target=f"{rows.target[place]:,.15g}",
        share="–" if np.isnan(share) else f"{share:.1%}", **more,
    ))  # fmt: skip


def _contradict(
    reading: Reading, rows: _Rows, evidence: dict[str, _Told], kpi: int, kind: str, way: str, code: str
) -> None:  # fmt: skip
    """The warning at the first line of a KPI that speaks against `way`, with how many do."""
    for name, told in evidence.items():
        against = (rows.kpi == kpi) & (getattr(told, kind) > 0) & (getattr(told, kind) != _WAYS.index(way))
        if against.any():
            _warn(reading, rows, int(np.flatnonzero(against)[0]), name, code, way=way, count=int(against.sum()))
            return

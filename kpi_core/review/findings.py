"""What the numbers of a page say, as codes and values; `text` makes the sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from kpi_core.review.board import Board
from kpi_core.review.scope import Period

# Shown as a change only when the first decimal of a score of 100 can differ.
_SAME = 0.0005


@dataclass(frozen=True)
class Finding:
    """One thing to say: the key of its text and the raw values that fill it."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def spoken(period: Period, span: str, since: date) -> tuple[object, date]:
    """The period of a sentence: the period itself, or the first and last month of a span."""
    return (period.grain, period.first) if span == "month" else (since, period.first)


def before(period: Period, span: str) -> str:
    """The key of the words for what a period or span is compared with."""
    return f"before.{period.grain}" if span == "month" else f"before.span_{span}"


def reason_key(reason: str, due: int | None) -> str:
    """The key of the words for why something is not judged: what owes nothing is not missing."""
    return "reason.not_due" if reason == "missing" and not due else f"reason.{reason}"


class Titled(Protocol):
    """Anything with a name in both languages: a unit, a KPI, a force."""

    def title(self, lang: str) -> str: ...


def names(item: Titled) -> dict[str, str]:
    """Its name in both languages."""
    return {"zh": item.title("zh"), "en": item.title("en")}


def board_findings(board: Board) -> list[Finding]:
    """The board's headline: the score against the period before, how many missed, and what weighs most."""
    found = [_score(board)]
    tiles = len(board.tiles)
    miss, watch, good = board.counts["miss"], board.counts["watch"], board.counts["good"]
    if not tiles:
        return found
    if miss:
        found.append(Finding("headline.board.misses", {"tiles": tiles, "miss": miss}))
    elif watch:
        found.append(Finding("headline.board.no_miss", {"tiles": tiles, "watch": watch}))
    elif good and board.counts["blank"]:
        found.append(Finding("headline.board.some_good", {"good": good, "blank": board.counts["blank"]}))
    elif good:
        found.append(Finding("headline.board.all_good", {"tiles": good}))
    else:
        found.append(Finding("headline.board.unjudged", {"tiles": tiles}))
    if board.discuss:
        longest = max(board.discuss[:5], key=lambda talk: talk.streak)
        talk = longest if longest.streak >= 3 else board.discuss[0]
        who = {"unit": names(talk.unit), "kpi": names(talk.kpi)}
        if talk.streak >= 3:
            found.append(Finding("headline.board.streak", {**who, "months": talk.streak}))
        elif talk.lost:
            found.append(Finding("headline.board.heaviest", {**who, "lost": talk.lost / 100}))
    return found


def _score(board: Board) -> Finding:
    when = spoken(board.period, board.span, board.since)
    if board.score is None:
        if board.coverage is None:
            return Finding("headline.board.score_none", {"period": when})
        return Finding("headline.board.score_partial", {"period": when, "coverage": board.coverage})
    values: dict[str, object] = {"period": when, "score": board.score}
    if board.previous is None:
        return Finding("headline.board.score_first", values)
    change = board.score - board.previous
    values |= {"before": before(board.period, board.span), "change": abs(change)}
    if abs(change) < _SAME:
        values.pop("change")
        return Finding("headline.board.score_same", values)
    return Finding("headline.board.score_up" if change > 0 else "headline.board.score_down", values)

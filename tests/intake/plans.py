"""The choices that make an arrangement of figures: what stands where, in which words, and which figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from tests.intake.header_words import written

Period = tuple[str, int, int]
NOISE = ("attainment", "difference", "status", "last year", "cumulative")


@dataclass
class Plan:
    """The choices of one arrangement; `pick` takes one of several things.

    `across` names the levels over the figures, outermost first (`year` parts the period in two rows); without `role` in it
    there is a column of the words for the roles (`typed`) or there are actuals only. `told` leads from department, kpi,
    period or year to where it is told instead: title, line, pair, sheet, file, note, section or nowhere.
    """

    pick: Callable[[Sequence[Any]], Any]
    across: tuple[str, ...]
    departments: list[str]
    kpis: list[str]
    periods: list[Period]
    roles: list[str]
    lang: str = "zh"
    mixed: bool = False
    typed: bool = False
    head_rows: int = 3
    joins: tuple[str, str] = ("{0} {1}", "{0} {1}")
    bare: bool = False
    parted: bool = False
    told: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    behind: str = "{head}"
    this: str = ""
    once: bool = True
    merged_departments: bool = False
    keys_below: bool = False
    numbered: bool = False
    remarked: bool = False
    ends: bool = False
    totals: bool = False
    titled: bool = False
    noted: bool = False
    gap: int = 0
    first: int = 101
    words: dict[Any, str] = field(default_factory=dict)

    def language(self) -> str:
        """The language of the next word."""
        return str(self.pick(("zh", "en"))) if self.mixed else self.lang

    def word(self, key: Any, stock: dict[str, Any], which: str | None = None) -> str:
        """A word for a thing, the same every time."""
        if key not in self.words:
            words = stock[self.language()]
            self.words[key] = self.pick(words if which is None else words[which])
        return self.words[key]


def span(period: Period) -> tuple[str, date]:
    """The grain and first day of a period."""
    grain, year, number = period
    return grain, date(year, {"month": number, "quarter": number * 3 - 2, "year": 1}[grain], 1)


def period_text(plan: Plan, period: Period, bare: bool) -> str:
    """A period as this arrangement writes it, always in the same form."""
    if ("language", bare) not in plan.words:
        plan.words["language", bare] = plan.language()
        plan.words["form", bare] = str(plan.pick(range(12)))
    language, forms = plan.words["language", bare], written(*period)
    stock = forms[f"bare {language}"] if bare else (*forms[language], *forms["both"])
    return stock[int(plan.words["form", bare]) % len(stock)]


def figures(plan: Plan) -> dict[tuple[str, str, Period], tuple[float | None, float | None]]:
    """Actual and target of everything the table speaks of: odd and even, each once, so that no two can be taken for one another."""
    found: dict[tuple[str, str, Period], tuple[float | None, float | None]] = {}
    for at, key in enumerate(product(plan.departments, plan.kpis, plan.periods)):
        actual, target = (plan.first + 2 * (at * 37 % 211) + 422 * (at // 211), plan.first + 1 + 2 * (at * 53 % 197) + 394 * (at // 197))  # fmt: skip
        numbers = (actual / 10, target / 10) if plan.unit == "%" else (float(actual), float(target))
        gone = plan.gap and at % plan.gap == plan.gap - 1 and "target" in plan.roles
        found[key] = (None if gone else numbers[0], numbers[1] if "target" in plan.roles else None)
    return found

"""What the Departments page says in one sentence: who leads, whether that is real, what moved the score."""

from kpi_core.review.departments import Departments, Ranked, provisional
from kpi_core.review.findings import Finding, before, names, spoken

# A change of score smaller than the first decimal of 100 is not spoken of.
_SAME = 0.0005


def departments_findings(shown: Departments) -> list[Finding]:
    """Who leads and who is last, who can be told apart, who is not comparable or silent."""
    when = spoken(shown.period, shown.span, shown.since)
    ranked = [row for row in shown.rows if row.rank is not None and row.score is not None]
    if not ranked:
        return [Finding("headline.departments.none", {"period": when})]
    first, last = ranked[0], ranked[-1]
    values: dict[str, object] = {"period": when, "first": names(first.unit), "score": first.score}
    if len(ranked) == 1:
        found = [Finding("headline.departments.one", values)]
    else:
        gap = (first.score or 0.0) - (last.score or 0.0)
        tied = [row for row in ranked if row.rank == 1]
        if len(tied) == len(ranked):
            found = [Finding("headline.departments.tied", {"period": when, "count": len(ranked), "score": first.score})]
        else:
            key = "lead" if len(tied) == 1 else "lead_together"
            found = [Finding(f"headline.departments.{key}",
                             {**values, "last": names(last.unit), "low": last.score, "gap": gap, "count": len(tied)})]  # fmt: skip
            found += _apart(ranked)
    if len(ranked) > 1 and not shown.comparable:
        found.append(Finding("headline.departments.different"))
    if len(ranked) < len(shown.rows):
        found.append(Finding("headline.departments.silent", {"count": len(shown.rows) - len(ranked)}))
    return found


def _apart(ranked: list[Ranked]) -> list[Finding]:
    """Whether the order is more than month-to-month movement."""
    if all(provisional(row) for row in ranked):
        return [Finding("headline.departments.provisional")]
    head = [row for row in ranked if row.group == ranked[0].group]
    if len(head) == len(ranked):
        return [Finding("headline.departments.one_group")]
    if len(head) > 1:
        return [Finding("headline.departments.head_group", {"count": len(head)})]
    return [Finding("headline.departments.apart", {"first": names(ranked[0].unit)})]


def moved_findings(shown: Departments) -> list[Finding]:
    """What moved the unit's score most against the period before."""
    change = shown.change
    if change is None or not shown.waterfall:
        return [Finding("headline.departments.no_move", {"unit": names(shown.unit)})]
    earlier = before(shown.period, shown.span)
    if abs(change) < _SAME:
        return [Finding("headline.departments.still", {"unit": names(shown.unit), "before": earlier})]
    same_way = [part for part in shown.waterfall if part.total * change > 0]
    values: dict[str, object] = {"unit": names(shown.unit), "before": earlier, "change": abs(change)}
    most = max(same_way, key=lambda part: abs(part.total))
    values |= {"who": names(most.unit), "kpi": names(most.kpi), "part": abs(most.total)}
    return [Finding("headline.departments.rose" if change > 0 else "headline.departments.fell", values)]

"""What the name of a sheet tells: a month, a quarter, a year, or whose figures or which KPI it holds."""

import re

from kpi_core.intake.around import NO_DEPARTMENT
from kpi_core.intake.grid import Grid
from kpi_core.intake.headers import field_of
from kpi_core.intake.names import clean
from kpi_core.intake.periods import bare_month, parse_period

# Names that are no department's and no KPI's besides those of NO_DEPARTMENT: copies, roles, spans of time.
_NOBODY = re.compile(
    r"(?:backup|备份|copy|副本|old|旧|new|新|final|draft|actuals?|targets?|plan|实际|目标|计划|绩效\w*|q[1-4]|[1-4]q|h[12]|[上下]半年|w\d+|week\s*\d+|"
    r"第?\d+周|mtd|ytd|qtd|本月|上月|累计|本年|\d*)[\s_\-.·/]*[()（）\d\s._/\-]*",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*(?:数据|报表|考核表?|完成情况|绩效|kpis?|data|report|figures|actuals?)\s*$", re.IGNORECASE)
_QUARTER = re.compile(r"q([1-4])|([1-4])q|第?([一二三四1-4])季度?", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_COPY = re.compile(r"[\s\d()（）._/\-]+$")
_CUT = re.compile(r"[\s_\-·—/]+")
# Titles stand in the first rows, alone or nearly.
_TITLE_ROWS, _TITLE_CELLS = 5, 2


def told_by(name: str, year: str) -> dict[str, str]:
    """What a name tells as `period`, `year` and `called` (a department or a KPI); a month or quarter alone takes `year`.

    The period is "" where it lacks its year.
    """
    name = clean(name)
    found = _period(name, year) or _period(_BESIDE.sub("", name), year)
    cuts = [] if found else [(name[: cut.start()], name[cut.end() :]) for cut in _CUT.finditer(name)]
    for one, other in [*cuts, *((other, one) for one, other in cuts)]:
        # `Sales Jan` is both; `KPI 2024-01` is a period.
        if one and any(map(str.isalpha, other)) and (when := _period(one, year)):
            return when | ({"called": other} if _is_a_name(other) else {})
    years = set(_YEAR.findall(name))
    if len(years) == 1:
        found = {"year": years.pop(), **found}
    elif not found and _is_a_name(name):
        found = {"called": name}
    return found


def year_of(grid: Grid, file_year: str) -> str:
    """The year of a sheet whose own cells name months alone: of its name, else of its titles, else of its file; "" without one."""
    titles = [text for _, texts in grid.rows[:_TITLE_ROWS] if sum(map(bool, texts)) <= _TITLE_CELLS for text in texts]
    for texts in ([grid.sheet], titles):
        years: set[str] = {year for text in texts for year in _YEAR.findall(text)}
        if len(years) == 1:
            return years.pop()
    return file_year


def _is_a_name(text: str) -> bool:
    bare = _COPY.sub("", text)
    return (
        not (_NOBODY.fullmatch(text) or NO_DEPARTMENT.fullmatch(bare) or NO_DEPARTMENT.fullmatch(text))
        and field_of(text) is None
        and not _YEAR.search(text)
        and any(map(str.isalpha, text))
    )


def _period(text: str, year: str) -> dict[str, str]:
    if parse_period(text) is not None:
        return {"period": text}
    quarter = _QUARTER.fullmatch(text)
    if quarter:
        number = next(group for group in quarter.groups() if group)
        return {"period": f"{year}Q{'一二三四'.find(number) + 1 or number}" if year else ""}
    month = bare_month(text)
    if month is None:
        return {}
    return {"period": f"{year}-{month:02d}" if year else ""}

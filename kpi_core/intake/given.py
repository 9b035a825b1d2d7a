"""What a person said of a file."""

from dataclasses import dataclass, field

LAYOUTS = ("long", "months", "kpis", "departments")


@dataclass(frozen=True)
class Given:
    """What a person said of a file: a header's field ("" ignores the column), and what no column tells.

    `fixed` may hold department, kpi, period, year, measure; `sheet` names the sheet of a workbook, `encoding` and `separator`
    those of a text, `header` the line of the header, `layout` one of LAYOUTS. `names` leads from a department or KPI as it is
    written to the one that is meant, `cells` from a line and a header (`3|实际值`) to what shall stand there instead,
    `answers` from such a place to `keep` (it is right as it stands) or `leave` (out with it), and from a KPI (`%|合格率`) to
    `lift` where its percentages are written as fractions. `dates` says what 03/04/2024
    is (dmy or mdy), `decimal` what the comma of 1,23 is (`,` the decimal sign, `.` not), `hidden` whether rows and columns that a
    sheet hides are to `keep` or to `leave` out, `periods` what 2010-11, 24-Dec or a date
    stands for (month, year, day), `fiscal` the month (`2` to `12`) in which 2023/24 begins where the company's year begins in January.
    `kind` is what it holds (facts, kpis, units) where its columns leave that open.
    """

    columns: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    names: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    separator: str = ""
    header: int = 0
    layout: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    dates: str = ""
    decimal: str = ""
    hidden: str = ""
    periods: str = ""
    fiscal: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return self != Given()

"""What can be set for the company as a whole, once: type, range and default, for the verb, the pages and the store."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One setting: a whole number from `least` to `most`, or a text of so many signs; `moves` when results depend on it."""

    type: str
    default: str
    least: int
    most: int
    moves: bool = False


COMPANY_NAME = "公司"
COMPANY_NAME_EN = "Company"

SETTINGS = {
    "fiscal_start": Setting("integer", "1", 1, 12, moves=True),
    "due_day": Setting("integer", "5", 0, 60),
    "company_name": Setting("varchar", COMPANY_NAME, 1, 60),
    "company_name_en": Setting("varchar", COMPANY_NAME_EN, 1, 60),
}
# Settings that are names of the company, and the field of its unit that shows them.
NAMES_OF_COMPANY = {"company_name": "name", "company_name_en": "name_en"}

"""School years, named by the year in which they begin: 2020 is 1 September 2020 to 31 August 2021."""

from datetime import date

FIRST_MONTH = 9


def school_year_of(day: date) -> int:
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def first_day(year: int) -> date:
    return date(year, FIRST_MONTH, 1)


def last_day(year: int) -> date:
    return date(year + 1, FIRST_MONTH - 1, 31)

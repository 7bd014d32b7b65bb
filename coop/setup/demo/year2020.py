"""The school year 2020-21 as it is documented: 64 learners helped, 207 baskets handed out; then closed, then forgotten.

Files are erased two years after the last contact, as the retention run does for everybody. What remains are the snapshots of
twelve months and of the year, and anonymous counters.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial

from coop.accounts import retention as accounts
from coop.audit.journal import SYSTEM
from coop.reports.closing import close_month, close_year
from coop.reports.figures import months_of, next_month
from coop.setup.demo import cases, former, goods
from coop.setup.demo.cases import Story
from coop.setup.demo.learners import learner
from coop.setup.demo.pace import savepoints
from coop.setup.demo.plans import BASKETS_OF_2020, DAYS_OF_2020, Stay, stays
from coop.setup.demo.timeline import Timeline, moment
from coop.setup.demo.weeks import Pantry, Week, plan_week
from coop.web import clock
from pantry.tasks import let_go
from referrals import setup as files
from volunteers import retention as volunteers

YEAR = 2020
LAST_DAY = date(2021, 7, 6)
FORGOTTEN_ON = date(2023, 9, 4)


def tell(pantry: Pantry, *, social_worker: int, referrer: int, lead: int, documented: list[Stay] | None = None) -> None:
    """Live the whole year, close it, and let its files go. `documented` shortens it for tests."""
    timeline = Timeline()
    own = documented or stays(BASKETS_OF_2020, DAYS_OF_2020)
    stories = [Story(learner(stay.learner, year=YEAR), stay) for stay in own]
    expected = Counter(day for stay in own for day in stay.days)
    for story in stories:
        story.tell(timeline, pantry, social_worker=social_worker, referrer=referrer)
    for day in sorted(expected):
        plan_week(timeline, pantry, Week(day, expected[day], partial(cases.misses_on, stories, day)))
    former.tell(timeline, sorted(expected), year=YEAR, coordinator=pantry.coordinator, lead=lead)
    timeline.at(moment(LAST_DAY, 12), lambda: goods.clear_the_shelves(by=pantry.coordinator))
    close_all(timeline, months_of(YEAR))
    september = next_month(months_of(YEAR)[-1])
    timeline.at(moment(september.replace(day=3), 5), lambda: close_year(year=YEAR, by=SYSTEM))
    timeline.at(moment(FORGOTTEN_ON, 3), forget)
    timeline.run()


def forget() -> None:
    """The retention runs, as they go for everybody: files, the students' accounts, their attendance and hours."""
    with savepoints(True):
        files.forget_old_files(by=SYSTEM)
        accounts.run()
        volunteers.run(clock.now(), by=SYSTEM)
        let_go()


def close_all(timeline: Timeline, months: list[date]) -> None:
    """Each month is closed on the third day of the next one."""
    for first_day in months:
        on = next_month(first_day).replace(day=3)
        timeline.at(moment(on, 4), partial(close_month, first_day=first_day, by=SYSTEM))

"""The pantry at night."""

import logging

from celery import shared_task

from coop.audit import journal
from coop.web import clock
from pantry import (
    at_once,
    catalogue_uploads,
    cold_days,
    ledger_check,
    notifications,
    recall_feed,
    recalls,
    retention,
    retention_papers,
    weeks,
)

log = logging.getLogger(__name__)


@shared_task
def check_ledger() -> int:
    """Compare balances and months with the ledger; what differs becomes tasks and an error in the log."""
    found = ledger_check.differences()
    if found:
        ledger_check.open_tasks(found)
        log.error("ledger differs: %s", "; ".join(str(difference) for difference in found[:20]))
    return len(found)


@shared_task
def let_go() -> int:
    """Needs leave old bags, bags leave their number, help that ended goes, donors are not reached for ever."""
    bags = (retention.empty_bags, retention.cut_joins, retention.end_help, retention.drop_facts)
    donors = (retention.forget_donors, retention.drop_pledges)
    papers = (retention_papers.drop_uploads, retention_papers.drop_receipts, retention_papers.drop_links)
    return sum(run() for run in (*bags, *donors, *papers))


@shared_task
def make_weeks() -> int:
    """Make the coming weeks of every pattern; what is there, amended or cancelled, stays."""
    return weeks.make_ahead(by=journal.SYSTEM)


@shared_task
def remind_readings() -> int:
    """Temperatures of today that nobody read in time: the coordinators are told, once for each part of the day."""
    parts = {one.part for one in cold_days.missing_today()}
    for part in sorted(parts):
        notifications.look(route="pantry:hygiene", about=f"cold:{clock.today()}:{part}")
    return len(parts)


@shared_task
def end_days_over() -> int:
    """Bags given at once, outside any week, wait until the end of their day."""
    return at_once.end_days_over(by=journal.SYSTEM)


@shared_task
def fetch_recalls() -> int:
    """The national list, where an address is set; how many lots are to be looked at."""
    row = recall_feed.read()
    return row.matches if row else 0


@shared_task
def take_over_products(number: str) -> bool:
    """The step that is due of a product list that somebody uploaded."""
    return catalogue_uploads.work(upload_id=int(number))


@shared_task
def sweep_products() -> int:
    """Product lists that nobody moves are rung for again; what waits for a yes for a day is let go."""
    return catalogue_uploads.sweep()


@shared_task
def match_recalls() -> int:
    """What came in since, against every notice that is kept."""
    return recalls.match(by=journal.SYSTEM)

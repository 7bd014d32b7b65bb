"""The queue and the timetable: what runs at night, and what runs each minute.

The database is the truth and the queue only the bell: each task looks for what is due and may run twice without harm.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")

app = Celery("coop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

EACH_MINUTE = crontab()
EACH_QUARTER = crontab(minute="*/15")
NIGHTLY = crontab(hour=3, minute=15)

TIMETABLE: dict[str, object] = {
    "coop.accounts.tasks.close_what_expired": crontab(minute="7"),
    "coop.accounts.tasks.end_accounts": crontab(day_of_week="0", hour="2", minute="45"),
    "coop.accounts.tasks.end_sessions": NIGHTLY,
    "coop.audit.tasks.check_chain": crontab(hour=4, minute=30),
    "coop.audit.tasks.retire_journal": NIGHTLY,
    "coop.audit.tasks.seal_journal": EACH_MINUTE,
    "coop.notifications.tasks.clear": NIGHTLY,
    "coop.notifications.tasks.send_due": EACH_MINUTE,
    "coop.rights.tasks.collect_deletions": crontab(minute="*/5"),
    "coop.web.tasks.forget_old_keys": NIGHTLY,
    "coop.web.tasks.sign_of_life": 30.0,
    "documents.sweep": EACH_MINUTE,
    "pantry.tasks.check_ledger": NIGHTLY,
    "pantry.tasks.end_days_over": NIGHTLY,
    "pantry.tasks.fetch_recalls": crontab(hour="5", minute="40"),
    "pantry.tasks.let_go": NIGHTLY,
    "pantry.tasks.make_weeks": NIGHTLY,
    "pantry.tasks.match_recalls": EACH_QUARTER,
    "pantry.tasks.remind_readings": crontab(hour="13,18", minute="30"),
    "pantry.tasks.sweep_products": EACH_MINUTE,
    "referrals.forget": NIGHTLY,
    "referrals.issue_codes": EACH_MINUTE,
    "referrals.note_pickups": crontab(minute="20"),
    "referrals.note_recalls": crontab(minute="*/10"),
    "referrals.note_reviews": NIGHTLY,
    "referrals.retention": crontab(day_of_week="0", hour="2", minute="30"),
    "referrals.sort_in_check_ins": EACH_MINUTE,
    "reports.close_last_month": crontab(day_of_month="3", hour="4", minute="0"),
    "reports.count_running_month": crontab(minute="*/10"),
    "reports.refresh_needs": NIGHTLY,
    "volunteers.tasks.chase_check_outs": crontab(minute="35"),
    "volunteers.tasks.make_shifts_ahead": NIGHTLY,
    "volunteers.tasks.open_held_back": EACH_QUARTER,
    "volunteers.tasks.prepare_reminders": EACH_QUARTER,
    "volunteers.tasks.remind_of_trainings": NIGHTLY,
    "volunteers.tasks.retire_records": NIGHTLY,
}
"""Task name → schedule. One line a task, sorted by name; a test says that every name is a task that exists."""

app.conf.beat_schedule = {name: {"task": name, "schedule": schedule} for name, schedule in TIMETABLE.items()}

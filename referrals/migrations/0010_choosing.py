"""A learner chooses a time themselves: with somebody of their own file's circle, booked, for their own file alone."""

from django.db import migrations

from referrals.migrations._policies import create, drop, person

OF_THE_CIRCLE = (
    "social_worker_id IN (SELECT m.user_id FROM referrals_circlemember m"
    " WHERE m.case_id = referrals_appointment.case_id AND m.until IS NULL)"
)
POLICIES = [
    ("appointment", "choose", "INSERT", None,
     f"{person('learner', 'case_id')} AND state = 'booked' AND request_id IS NULL AND {OF_THE_CIRCLE}"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_ends_and_letters")]

    operations = [migrations.RunSQL(create(*POLICIES), drop(*POLICIES))]

"""The secret address of a social worker's calendar: hers alone, and read by the task that answers a calendar program."""

import uuid

from django.db import migrations, models

from referrals.migrations._policies import ACTOR, SOCIAL_WORK, close, create, drop, reopen, tasks

HERS = f"{SOCIAL_WORK} AND user_id = {ACTOR}"
POLICIES = [
    ("calendarfeed", "own", "ALL", HERS, HERS),
    ("calendarfeed", "look_up", "SELECT", tasks("calendar", "retention"), None),
    ("calendarfeed", "forget", "DELETE", tasks("retention"), None),
    ("appointment", "calendar", "SELECT", tasks("calendar"), None),
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_typed_anywhere")]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("user_id", models.BigIntegerField(unique=True)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(close("calendarfeed"), reopen("calendarfeed")),
        migrations.RunSQL(create(*POLICIES), drop(*POLICIES)),
    ]

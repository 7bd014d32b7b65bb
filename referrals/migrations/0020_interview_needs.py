"""The answer to "the needs" leaves the signed text for a row of its own: it ends sooner, and nothing that was signed is changed."""

import django.db.models.deletion
from django.db import migrations, models

from referrals.migrations._policies import ACTOR, circle, close, create, drop, person, reopen, tasks

SEEN = "EXISTS (SELECT 1 FROM referrals_interviewversion v WHERE v.id = version_id{more})"
"""Whoever reads the text: the policies of its own table say who, the author alone included."""
HERS = SEEN.format(more=f" AND v.written_by = {ACTOR}")
RIGHTS = person("rights", "case_id")
POLICIES = [
    ("interviewneeds", "read", "SELECT", f"({circle('case_id')} OR {RIGHTS}) AND {SEEN.format(more='')}", None),
    ("interviewneeds", "sign", "INSERT", None, f"{circle('case_id')} AND {HERS}"),
    ("interviewneeds", "over", "SELECT", tasks("retention"), None),
    ("interviewneeds", "forget", "DELETE", f"{tasks('retention')} OR {RIGHTS}", None),
]
PUT_AWAY = (
    "CREATE POLICY interviewneeds_put_away ON referrals_interviewneeds AS RESTRICTIVE FOR ALL"
    " USING (case_id <> ALL ((select referrals_put_away())::uuid[]));"
)
IN_USE = "DROP POLICY interviewneeds_put_away ON referrals_interviewneeds;"
CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_emergency_baskets")]

    operations = [
        migrations.CreateModel(
            name="InterviewNeeds",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="needs",
                        serialize=False,
                        to="referrals.interviewversion",
                    ),
                ),
                ("sealed_words", models.BinaryField()),
                ("signed_at", models.DateTimeField(db_index=True)),
                ("case", models.ForeignKey(on_delete=CASCADE, related_name="+", to="referrals.case")),
            ],
        ),
        migrations.RunSQL(close("interviewneeds"), reopen("interviewneeds")),
        migrations.RunSQL(create(*POLICIES), drop(*POLICIES)),
        migrations.RunSQL(PUT_AWAY, IN_USE),
    ]

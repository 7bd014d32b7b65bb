"""An authority was told: read and written by the circle, changed by nobody, erased and put away with the file."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from referrals.migrations._policies import ACTOR, circle, close, create, drop, person, reopen

POLICIES = [
    ("authorityreport", "note", "INSERT", None, f"{circle('case_id')} AND decided_by = {ACTOR}"),
    ("authorityreport", "read", "SELECT", f"{circle('case_id')} OR {person('rights', 'case_id')}", None),
    ("authorityreport", "erase", "DELETE", person("rights", "case_id"), None),
]
PUT_AWAY = (
    "CREATE POLICY authorityreport_put_away ON referrals_authorityreport AS RESTRICTIVE FOR ALL"
    " USING (case_id <> ALL ((select referrals_put_away())::uuid[]));"
)
IN_USE = "DROP POLICY authorityreport_put_away ON referrals_authorityreport;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0014_messages")]

    operations = [
        migrations.CreateModel(
            name="AuthorityReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reported_on", models.DateField()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("minor", "A minor in danger"),
                            ("unable", "Somebody who cannot protect themselves"),
                            ("weapon", "A dangerous person who has a weapon"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sealed_content", models.BinaryField()),
                ("decided_by", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authority_reports",
                        to="referrals.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ["minor", "unable", "weapon"])),
                        name="authority_report_ground",
                    )
                ],
            },
        ),
        migrations.RunSQL(close("authorityreport"), reopen("authorityreport")),
        migrations.RunSQL(create(*POLICIES) + PUT_AWAY, IN_USE + drop(*POLICIES)),
    ]

"""Whether reports to an authority are in the copy that a person receives: decided and read by the circle, like the reports."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from referrals.migrations._policies import ACTOR, circle, close, create, drop, person, reopen

POLICIES = [
    ("reportdecision", "note", "INSERT", None, f"{circle('case_id')} AND decided_by = {ACTOR}"),
    ("reportdecision", "read", "SELECT", f"{circle('case_id')} OR {person('rights', 'case_id')}", None),
    ("reportdecision", "erase", "DELETE", person("rights", "case_id"), None),
]
PUT_AWAY = (
    "CREATE POLICY reportdecision_put_away ON referrals_reportdecision AS RESTRICTIVE FOR ALL"
    " USING (case_id <> ALL ((select referrals_put_away())::uuid[]));"
)
IN_USE = "DROP POLICY reportdecision_put_away ON referrals_reportdecision;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0021_recalls")]

    operations = [
        migrations.CreateModel(
            name="ReportDecision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=8)),
                ("shared", models.BooleanField()),
                ("sealed_why", models.BinaryField()),
                ("decided_by", models.BigIntegerField()),
                ("decided_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_decisions",
                        to="referrals.case",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(close("reportdecision"), reopen("reportdecision")),
        migrations.RunSQL(create(*POLICIES) + PUT_AWAY, IN_USE + drop(*POLICIES)),
    ]

"""Words about bags, left by staff at hand-over.

Whoever leaves one (`check_in`) inserts and reads nothing. The task `check_ins` sees those that wait, finds the file by the number
that the pantry knows, takes the row away and writes it into the file. What found nobody is read by social workers.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from referrals.migrations._policies import ACTOR, SOCIAL_WORK, circle, close, create, drop, person, reopen, tasks

WAITS = "case_id IS NULL AND looked_at IS NULL"
NOBODYS = "case_id IS NULL AND looked_at IS NOT NULL"
POLICIES = [
    ("checkin", "leave", "INSERT", None, f"{tasks('check_in')} AND {WAITS} AND written_by = {ACTOR}"),
    ("checkin", "sort", "SELECT", f"{tasks('check_ins')} AND case_id IS NULL", None),
    ("checkin", "sorted", "UPDATE", f"{tasks('check_ins')} AND {WAITS}", f"{tasks('check_ins')} AND case_id IS NULL"),
    ("checkin", "take", "DELETE", f"{tasks('check_ins')} AND case_id IS NULL", None),
    ("checkin", "file", "INSERT", None, f"{tasks('check_ins')} AND case_id IS NOT NULL"),
    ("checkin", "circle", "SELECT", circle("case_id"), None),
    ("checkin", "nobodys", "SELECT", f"{SOCIAL_WORK} AND {NOBODYS}", None),
    ("checkin", "seen", "DELETE", f"{SOCIAL_WORK} AND {NOBODYS}", None),
    ("checkin", "person", "SELECT", person("rights", "case_id"), None),
    ("checkin", "erase", "DELETE", person("rights", "case_id"), None),
    ("checkin", "rekey", "SELECT", f"{tasks('rotation')} AND case_id IS NULL", None),
    (
        "checkin",
        "rewrap",
        "UPDATE",
        f"{tasks('rotation')} AND case_id IS NULL",
        f"{tasks('rotation')} AND case_id IS NULL",
    ),
    ("case", "check_ins", "SELECT", tasks("check_ins"), None),
    ("followup", "talk", "INSERT", None, f"{tasks('check_ins')} AND kind = 'talk'"),
    ("followup", "talks", "SELECT", f"{tasks('check_ins')} AND kind = 'talk'", None),
]
PUT_AWAY = (
    "CREATE POLICY checkin_put_away ON referrals_checkin AS RESTRICTIVE FOR ALL"
    " USING (case_id IS NULL OR case_id <> ALL ((select referrals_put_away())::uuid[]));"
)
IN_USE = "DROP POLICY checkin_put_away ON referrals_checkin;"
KINDS = ["missed_twice", "review", "ending", "right", "talk", "other"]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_kinds_of_aid")]

    operations = [
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.BigIntegerField()),
                ("distribution_id", models.BigIntegerField(blank=True, null=True)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("wrapped_key", models.BinaryField(blank=True, null=True)),
                ("sealed_content", models.BinaryField()),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_ins",
                        to="referrals.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("case", None)), fields=["written_at"], name="checkin_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("case", None),
                                ("distribution_id__isnull", False),
                                ("number__isnull", False),
                                ("wrapped_key__isnull", False),
                            ),
                            models.Q(
                                ("case__isnull", False),
                                ("distribution_id", None),
                                ("looked_at__isnull", False),
                                ("number", None),
                                ("wrapped_key", None),
                            ),
                            _connector="OR",
                        ),
                        name="checkin_of_a_bag_or_a_file",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="followup", name="followup_kind"),
        migrations.AlterField(
            model_name="followup",
            name="kind",
            field=models.CharField(
                choices=[
                    ("missed_twice", "Two missed pick-ups in a row"),
                    ("review", "Review the plan"),
                    ("ending", "The file ends: keep it or let it go"),
                    ("right", "A right to answer to"),
                    ("talk", "Wants to talk"),
                    ("other", "To do"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="followup_kind"),
        ),
        migrations.RunSQL(close("checkin"), reopen("checkin")),
        migrations.RunSQL(create(*POLICIES) + PUT_AWAY, IN_USE + drop(*POLICIES)),
    ]

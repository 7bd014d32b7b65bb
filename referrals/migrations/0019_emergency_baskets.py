"""Emergency baskets: a coordinator's opening writes who one is for and reads nothing; the database itself refuses a second one
within the days, by digests that nobody compares in the application.

`referrals_holds` asks for the role that the actor of this opening has at its moment.
"""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import referrals.models.emergencies
from referrals.migrations._policies import ACTOR, SOCIAL_WORK, circle, close, create, drop, person, pin, reopen, tasks

HOLDS = """
CREATE FUNCTION referrals_holds(wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT EXISTS (
        SELECT 1 FROM accounts_rolegrant g
         WHERE g.user_id = referrals_opened('actor')::bigint AND g.role = wanted
           AND g.starts <= (referrals_opened('at')::timestamptz + interval '14 hours')::date
           AND (g.ends IS NULL OR g.ends >= (referrals_opened('at')::timestamptz - interval '14 hours')::date)
           AND (to_jsonb(g) ->> 'revoked_at') IS NULL)
$$;
"""
FUNCTION = HOLDS + pin("referrals_holds(text)")
COORDINATOR = f"{tasks('emergency_basket')} AND (select referrals_holds('coordinator'))"
WAITS = f"{SOCIAL_WORK} AND case_id IS NULL"
OF_GRANTS = "grant_id IN (SELECT g.id FROM referrals_emergencygrant g)"
POLICIES = [
    ("emergencygrant", "give", "INSERT", None,
     f"{COORDINATOR} AND granted_by = {ACTOR} AND case_id IS NULL AND settled_at IS NULL"),
    ("emergencygrant", "waits", "SELECT", WAITS, None),
    ("emergencygrant", "circle", "SELECT", circle("case_id"), None),
    ("emergencygrant", "settle", "UPDATE", WAITS, f"{WAITS} OR {circle('case_id')}"),
    ("emergencygrant", "person", "SELECT", f"{person('learner', 'case_id')} OR {person('rights', 'case_id')}", None),
    ("emergencygrant", "count", "SELECT", tasks("reports", "retention", "rotation"), None),
    ("emergencygrant", "over", "UPDATE", tasks("retention", "rotation"), tasks("retention", "rotation")),
    ("emergencygrant", "erase", "DELETE",
     f"{person('rights', 'case_id')} OR ({tasks('retention')} AND case_id IS NULL)", None),
    ("emergencymark", "give", "INSERT", None, f"{COORDINATOR} OR {tasks('rotation')}"),
    ("emergencymark", "reach", "SELECT", f"{tasks('rights', 'retention', 'rotation')} AND {OF_GRANTS}", None),
    ("emergencymark", "erase", "DELETE", f"{tasks('rights', 'retention', 'rotation')} AND {OF_GRANTS}", None),
]  # fmt: skip
PUT_AWAY = (
    "CREATE POLICY emergencygrant_put_away ON referrals_emergencygrant AS RESTRICTIVE FOR ALL"
    " USING (case_id IS NULL OR case_id <> ALL ((select referrals_put_away())::uuid[]));"
)
TABLES = ("emergencygrant", "emergencymark")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0018_one_file")]

    operations = [
        migrations.CreateModel(
            name="EmergencyGrant",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.BigIntegerField()),
                ("basket_id", models.BigIntegerField(unique=True)),
                ("beneficiary", models.UUIDField(unique=True)),
                ("wrapped_key", models.BinaryField(blank=True, null=True)),
                ("sealed_identity", models.BinaryField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_by", models.BigIntegerField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emergency_grants",
                        to="referrals.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["granted_at"], name="emergencygrant_waits"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case", None), ("settled_at", None), ("settled_by", None)),
                            models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="emergencygrant_settled_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed_identity", None), ("wrapped_key", None)),
                            models.Q(("sealed_identity__isnull", False), ("wrapped_key__isnull", False)),
                            _connector="OR",
                        ),
                        name="emergencygrant_sealed_with_its_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_at__isnull", False), ("sealed_identity__isnull", False), _connector="OR"
                        ),
                        name="emergencygrant_names_somebody_until_settled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyMark",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32)),
                ("starts", models.DateField()),
                ("ends", models.DateField(db_index=True)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="referrals.emergencygrant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("digest", "="),
                            (
                                referrals.models.emergencies._Days(
                                    "starts",
                                    "ends",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True),
                                ),
                                "&&",
                            ),
                        ],
                        name="emergencymark_one_in_the_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))), name="emergencymark_ends_later"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION referrals_holds(text);"),
        migrations.RunSQL(close(*TABLES), reopen(*TABLES)),
        migrations.RunSQL(
            create(*POLICIES) + PUT_AWAY,
            drop(*POLICIES) + "DROP POLICY emergencygrant_put_away ON referrals_emergencygrant;",
        ),
    ]

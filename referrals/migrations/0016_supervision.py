"""Social workers in training. Whoever takes one under supervision names herself; a trainee does not end it; a second signature is
given by the supervisor alone, inside the circle of the file, and changed by nobody."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from referrals.migrations._policies import ACTOR, SOCIAL_WORK, circle, close, create, drop, person, reopen, tasks

KINDS = [
    "missed_twice",
    "review",
    "plan_ends",
    "book_late",
    "message",
    "ending",
    "right",
    "agreed",
    "co_sign",
    "talk",
    "other",
]
ANSWERS_FOR_IT = f"""EXISTS (
    SELECT 1 FROM referrals_interviewversion v
     WHERE v.id = version_id AND v.case_id = referrals_cosignature.case_id AND v.written_by <> {ACTOR}
       AND v.supervisor_id IS NOT NULL
       AND (v.supervisor_id = {ACTOR} OR EXISTS (
            SELECT 1 FROM referrals_supervision s
             WHERE s.trainee_id = v.written_by AND s.supervisor_id = {ACTOR} AND s.until IS NULL)))"""
POLICIES = [
    ("supervision", "known", "SELECT", f"{SOCIAL_WORK} OR {tasks('retention')}", None),
    ("supervision", "take", "INSERT", None, f"{SOCIAL_WORK} AND supervisor_id = {ACTOR} AND until IS NULL"),
    (
        "supervision",
        "over",
        "UPDATE",
        f"{SOCIAL_WORK} AND trainee_id <> {ACTOR} AND until IS NULL",
        f"{SOCIAL_WORK} AND trainee_id <> {ACTOR} AND until IS NOT NULL",
    ),
    ("supervision", "forget", "DELETE", f"{tasks('retention')} AND until IS NOT NULL", None),
    ("cosignature", "read", "SELECT", f"{circle('case_id')} OR {person('rights', 'case_id')}", None),
    (
        "cosignature",
        "sign",
        "INSERT",
        None,
        f"{circle('case_id')} AND signed_by = {ACTOR} AND {ANSWERS_FOR_IT}",
    ),
    ("cosignature", "erase", "DELETE", person("rights", "case_id"), None),
]
NOBODY_SIGNS_WITHOUT_HER = f"""
CREATE POLICY interviewversion_supervised ON referrals_interviewversion AS RESTRICTIVE FOR INSERT
    WITH CHECK (supervisor_id IS NOT DISTINCT FROM (
        SELECT s.supervisor_id FROM referrals_supervision s WHERE s.trainee_id = {ACTOR} AND s.until IS NULL));
"""
PUT_AWAY = (
    "CREATE POLICY cosignature_put_away ON referrals_cosignature AS RESTRICTIVE FOR ALL"
    " USING (case_id <> ALL ((select referrals_put_away())::uuid[]));"
)
IN_USE = "DROP POLICY cosignature_put_away ON referrals_cosignature;"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0015_authority_reports")]

    operations = [
        migrations.AddField("interviewversion", "supervisor_id", models.BigIntegerField(blank=True, null=True)),
        migrations.AddConstraint(
            "interviewversion",
            models.CheckConstraint(
                condition=Q(("supervisor_id", None), ("author_only", False), _connector="OR"),
                name="a_supervisor_reads_what_she_co_signs",
            ),
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("trainee_id", models.BigIntegerField()),
                ("supervisor_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("until", None)), fields=("trainee_id",), name="one_supervisor_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=Q(("trainee_id", F("supervisor_id")), _negated=True),
                        name="nobody_supervises_herself",
                    ),
                    models.CheckConstraint(
                        condition=Q(("until", None), ("until__gte", F("since")), _connector="OR"),
                        name="supervision_until_after_since",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoSignature",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("signed_by", models.BigIntegerField()),
                ("signed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="referrals.case"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="co_signature",
                        to="referrals.interviewversion",
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(model_name="followup", name="followup_kind"),
        migrations.AlterField(
            model_name="followup",
            name="kind",
            field=models.CharField(
                choices=[
                    ("missed_twice", "Two missed pick-ups in a row"),
                    ("review", "Review the plan"),
                    ("plan_ends", "Help ends soon: renew it or let it end"),
                    ("book_late", "A book is late"),
                    ("message", "A message to read"),
                    ("ending", "The file ends: keep it or let it go"),
                    ("right", "A right to answer to"),
                    ("agreed", "Agreed in an interview"),
                    ("co_sign", "An interview to co-sign"),
                    ("talk", "Wants to talk"),
                    ("other", "To do"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(condition=Q(("kind__in", KINDS)), name="followup_kind"),
        ),
        migrations.RunSQL(close("supervision", "cosignature"), reopen("supervision", "cosignature")),
        migrations.RunSQL(create(*POLICIES) + PUT_AWAY, IN_USE + drop(*POLICIES)),
        migrations.RunSQL(
            NOBODY_SIGNS_WITHOUT_HER, "DROP POLICY interviewversion_supervised ON referrals_interviewversion;"
        ),
    ]

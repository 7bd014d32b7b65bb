"""Opening a file outside one's own circle, to protect a child: a written reason, a day, and everybody is told.

The row with the reason comes first, through an opening of its own (`emergency`, for one person); only then does
`referrals_circle()` count the file among those that the reader may open, until the row says. Letting others into the circle
still takes a member: `referrals_member()`.
"""

import uuid
from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models

from referrals.migrations._policies import ACTOR, SOCIAL_WORK, close, create, drop, member, person, pin, reopen, tasks

OPENED = """
CREATE OR REPLACE FUNCTION referrals_opened(part text) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    opening bigint := nullif(current_setting('referrals.opening', true), '')::bigint;
    answer text;
BEGIN
    IF opening IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT CASE part WHEN 'task' THEN e.object_id WHEN 'actor' THEN e.by_id::text WHEN 'person' THEN e.person {at} END
      INTO answer
      FROM audit_journalentry e
     WHERE e.id = opening
       AND e.xid = pg_current_xact_id_if_assigned()::text::bigint
       AND e.action = 'compartment.open';
    RETURN answer;
END $$;
"""
OPEN = """
CREATE OR REPLACE FUNCTION referrals_open(actor bigint, person text, task text, purpose text,
                                          happened_at timestamptz DEFAULT clock_timestamp())
RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    former text := coalesce(current_setting('referrals.opening', true), '');
    opening bigint;
BEGIN
    IF task = '' OR purpose = '' THEN
        RAISE EXCEPTION 'The compartment opens for a task and a purpose.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM nullif(person, '')::uuid;
    IF task IN ({hers}) AND NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant g
         WHERE g.user_id = actor AND g.role = 'social_worker'
           AND g.starts <= (happened_at + interval '14 hours')::date
           AND (g.ends IS NULL OR g.ends >= (happened_at - interval '14 hours')::date)
           AND (to_jsonb(g) ->> 'revoked_at') IS NULL
    ) THEN
        RAISE EXCEPTION 'Only a social worker opens the compartment for social work.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO audit_journalentry (xid, recorded_at, by_id, action, object_type, object_id, state, purpose, person)
    VALUES (pg_current_xact_id()::text::bigint, happened_at, actor, 'compartment.open', 'referrals.compartment', task, '',
            purpose, person)
    RETURNING id INTO opening;
    -- The server's own log keeps the trace of a transaction that is rolled back.
    RAISE LOG 'compartment.open % by % for % (%) person %', opening, actor, task, purpose, person;
    PERFORM set_config('referrals.opening', opening::text, true);
    RETURN former;
END $$;
"""
CIRCLE = """
CREATE OR REPLACE FUNCTION {name}() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT coalesce(array_agg(f.case_id), '{{}}')
      FROM (SELECT m.case_id FROM referrals_circlemember m
             WHERE m.until IS NULL AND m.user_id = referrals_opened('actor')::bigint
            {emergencies}) f
     WHERE referrals_opened('task') = 'social_work'
$$;
"""
EMERGENCIES = """UNION
            SELECT r.case_id FROM referrals_emergencyreading r
             WHERE r.opened_by = referrals_opened('actor')::bigint AND r.ends_at > referrals_opened('at')::timestamptz"""
BEFORE = ("referrals_opened(text)", "referrals_open(bigint, text, text, text, timestamptz)", "referrals_circle()")

FUNCTIONS = "".join(
    [
        OPENED.format(at="WHEN 'at' THEN e.recorded_at::text"),
        OPEN.format(hers="'social_work', 'emergency'"),
        CIRCLE.format(name="referrals_circle", emergencies=EMERGENCIES),
        CIRCLE.format(name="referrals_member", emergencies=""),
        pin(*BEFORE, "referrals_member()"),
    ]
)
FORMER = "".join(
    [
        "DROP FUNCTION referrals_member();",
        OPENED.format(at=""),
        OPEN.format(hers="'social_work'"),
        CIRCLE.format(name="referrals_circle", emergencies=""),
        pin(*BEFORE),
    ]
)

HERSELF = f"{SOCIAL_WORK} AND user_id = {ACTOR} AND referrals_unclaimed(case_id)"
JOIN = ("circlemember", "join", "INSERT", None, f"{member('case_id')} OR ({HERSELF})")
LEAVE = ("circlemember", "leave", "UPDATE", member("case_id"), SOCIAL_WORK)
FORMER_JOIN = ("circlemember", "join", "INSERT", None, JOIN[4].replace("referrals_member", "referrals_circle"))
FORMER_LEAVE = ("circlemember", "leave", "UPDATE", LEAVE[3].replace("referrals_member", "referrals_circle"), SOCIAL_WORK)
POLICIES = [
    ("emergencyreading", "note", "INSERT", None, f"{person('emergency', 'case_id')} AND opened_by = {ACTOR}"),
    ("emergencyreading", "who", "SELECT", f"{SOCIAL_WORK} OR {person('rights', 'case_id')}", None),
    ("emergencyreading", "erase", "DELETE", person("rights", "case_id"), None),
    ("case", "emergency", "SELECT", person("emergency", "id"), None),
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_rights_requests")]

    operations = [
        migrations.CreateModel(
            name="EmergencyReading",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("opened_by", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("sealed_reason", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="emergencies", to="referrals.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["opened_by", "ends_at"], name="emergency_of_reader")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__gt", models.F("opened_at")),
                            (
                                "ends_at__lte",
                                models.expressions.CombinedExpression(
                                    models.F("opened_at"), "+", models.Value(timedelta(days=1))
                                ),
                            ),
                        ),
                        name="emergency_lasts_a_day_at_most",
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, FORMER),
        migrations.RunSQL(close("emergencyreading"), reopen("emergencyreading")),
        migrations.RunSQL(drop(JOIN, LEAVE) + create(JOIN, LEAVE), drop(JOIN, LEAVE) + create(FORMER_JOIN, FORMER_LEAVE)),
        migrations.RunSQL(create(*POLICIES), drop(*POLICIES)),
    ]

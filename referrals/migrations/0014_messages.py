"""Messages between the circle and the learner; and to the learner, who opened their file.

A message is written once: whoever may mark it as read changes nothing else of it, a trigger says. `referrals_who_opened` reads the
journal for the person of the opening, for the task `learner` alone, and answers days, roles and how often: no account, no number.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from referrals.migrations._policies import ACTOR, circle, close, create, drop, person, pin, reopen

LEARNER = person("learner", "case_id")
ANSWERED = f"{LEARNER} AND kind = 'message'"
POLICIES = [
    ("casemessage", "write", "INSERT", None, f"{circle('case_id')} AND written_by = {ACTOR} AND read_at IS NULL"),
    ("casemessage", "answer", "INSERT", None, f"{LEARNER} AND written_by = 0 AND read_at IS NULL"),
    ("casemessage", "circle", "SELECT", circle("case_id"), None),
    ("casemessage", "person", "SELECT", f"{LEARNER} OR {person('rights', 'case_id')}", None),
    ("casemessage", "seen", "UPDATE", f"{circle('case_id')} AND written_by = 0", circle("case_id")),
    ("casemessage", "seen_own", "UPDATE", f"{LEARNER} AND written_by <> 0", LEARNER),
    ("casemessage", "erase", "DELETE", person("rights", "case_id"), None),
    ("followup", "answered", "INSERT", None, ANSWERED),
    ("followup", "own_answer", "SELECT", ANSWERED, None),
]
PUT_AWAY = (
    "CREATE POLICY casemessage_put_away ON referrals_casemessage AS RESTRICTIVE FOR ALL"
    " USING (case_id <> ALL ((select referrals_put_away())::uuid[]));"
)
IN_USE = "DROP POLICY casemessage_put_away ON referrals_casemessage;"
FUNCTIONS = """
CREATE FUNCTION referrals_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.read_at := coalesce(OLD.read_at, NEW.read_at);
    IF (OLD.id, OLD.case_id, OLD.written_by, OLD.written_at, OLD.sealed_text)
       IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.written_by, NEW.written_at, NEW.sealed_text) THEN
        RAISE EXCEPTION 'A message is written once.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casemessage_written_once BEFORE UPDATE ON referrals_casemessage
    FOR EACH ROW EXECUTE FUNCTION referrals_written_once();

CREATE FUNCTION referrals_who_opened(zone text) RETURNS TABLE (day date, task text, times bigint)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    WITH mine AS (
        SELECT e.by_id, e.recorded_at, e.action, e.object_id
          FROM audit_journalentry e
         WHERE e.person = referrals_opened('person') AND e.person <> '' AND e.by_id <> 0
           AND referrals_opened('task') = 'learner'
    )
    SELECT (m.recorded_at AT TIME ZONE zone)::date,
           CASE WHEN EXISTS (SELECT 1 FROM mine x
                              WHERE x.action = 'referrals.case.emergency' AND x.by_id = m.by_id
                                AND m.recorded_at BETWEEN x.recorded_at - interval '1 minute'
                                                      AND x.recorded_at + interval '1 day') THEN 'emergency'
                WHEN m.action = 'compartment.open' AND m.object_id = 'rights' THEN 'rights'
                WHEN EXISTS (SELECT 1 FROM accounts_rolegrant g
                              WHERE g.user_id = m.by_id AND g.role = 'social_worker'
                                AND g.starts <= (m.recorded_at + interval '14 hours')::date
                                AND (g.ends IS NULL OR g.ends >= (m.recorded_at - interval '14 hours')::date))
                THEN 'social_work' ELSE 'other' END,
           count(DISTINCT (m.by_id, date_trunc('hour', m.recorded_at)))
      FROM mine m
     GROUP BY 1, 2
     ORDER BY 1 DESC, 2
$$;
""" + pin("referrals_who_opened(text)")
DROP_FUNCTIONS = """
DROP FUNCTION referrals_who_opened(text);
DROP TRIGGER casemessage_written_once ON referrals_casemessage;
DROP FUNCTION referrals_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0013_outcomes"), ("audit", "0004_entries_by_person")]

    operations = [
        migrations.CreateModel(
            name='CaseMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('written_by', models.BigIntegerField()),
                ('written_at', models.DateTimeField()),
                ('sealed_text', models.BinaryField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='referrals.case')),
            ],
            options={
                'indexes': [models.Index(fields=['case', '-written_at'], name='casemessage_of_case'), models.Index(condition=models.Q(('read_at', None)), fields=['case'], name='casemessage_unread')],
                'constraints': [models.CheckConstraint(condition=models.Q(('read_at', None), ('read_at__gte', models.F('written_at')), _connector='OR'), name='casemessage_read_after')],
            },
        ),
        migrations.RunSQL(close("casemessage"), reopen("casemessage")),
        migrations.RunSQL(create(*POLICIES), drop(*POLICIES)),
        migrations.RunSQL(PUT_AWAY, IN_USE),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    ]

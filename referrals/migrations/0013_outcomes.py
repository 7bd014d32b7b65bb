"""Did it help? A purpose of its own: it sees blind marks and, through one function, random numbers; no name, no text, no key.

`referrals_compared` answers which number each file has in the pantry, whether the actor belongs to its circle, and whether it is
left out (the learner objected, or the file is archived). Only the owner of the tables, as which the function runs, is let into the
rows it looks at: an opening for `outcomes` shows them to nobody else. Only a social worker opens it.

What was measured is never changed: the policy lets a comparison be written to as long as it was not.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import referrals.models.decisions
import uuid
from importlib import import_module

from django.db import migrations, models

from referrals.migrations._policies import ACTOR, SOCIAL_WORK, close, create, drop, pin, reopen, tasks

emergency = import_module("referrals.migrations.0005_emergency")
OPEN = "referrals_open(bigint, text, text, text, timestamptz)"
FUNCTION = """
CREATE FUNCTION referrals_compared() RETURNS TABLE (case_id uuid, beneficiary uuid, own boolean, left_out boolean)
LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT c.id, c.beneficiary,
           EXISTS (SELECT 1 FROM referrals_circlemember m
                    WHERE m.case_id = c.id AND m.until IS NULL AND m.user_id = referrals_opened('actor')::bigint),
           c.not_compared_since IS NOT NULL
           OR EXISTS (SELECT 1 FROM referrals_archive a WHERE a.case_id = c.id AND a.ended_at IS NULL)
      FROM referrals_case c
     WHERE referrals_opened('task') = 'outcomes'
$$;
"""
BEHIND = ("case", "circlemember", "archive")
"""What the function looks at."""
LET_THE_FUNCTION_IN = "\n".join(
    f"CREATE POLICY {table}_compared ON referrals_{table} FOR SELECT TO CURRENT_USER USING ({tasks('outcomes')});"
    for table in BEHIND
)
KEEP_IT_OUT = "\n".join(f"DROP POLICY {table}_compared ON referrals_{table};" for table in BEHIND)
POLICIES = [
    ("blindmark", "compared", "SELECT", f"{tasks('outcomes')} AND case_id IS NOT NULL AND kind IN ('name', 'birth_date', 'number')", None),
    ("comparison", "define", "INSERT", None, f"{SOCIAL_WORK} AND defined_by = {ACTOR} AND measured_at IS NULL"),
    ("comparison", "read", "SELECT", f"{SOCIAL_WORK} OR {tasks('outcomes', 'reports')}", None),
    ("comparison", "drop", "DELETE", f"{SOCIAL_WORK} AND measured_at IS NULL", None),
    ("comparison", "measure", "UPDATE", f"{tasks('outcomes')} AND measured_at IS NULL",
     f"{tasks('outcomes')} AND measured_by = {ACTOR}"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0012_calendar'),
    ]

    operations = [
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts', models.DateField()),
                ('ends', models.DateField()),
                ('version', models.PositiveSmallIntegerField()),
                ('defined_at', models.DateTimeField()),
                ('defined_by', models.BigIntegerField()),
                ('measured_at', models.DateTimeField(blank=True, null=True)),
                ('measured_by', models.BigIntegerField(blank=True, null=True)),
                ('figures', models.JSONField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='blindmark',
            name='blindmark_kind',
        ),
        migrations.AddField(
            model_name='case',
            name='not_compared_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='blindmark',
            name='kind',
            field=models.CharField(choices=[('name', 'same name'), ('birth_date', 'same birth date'), ('phone', 'same phone'), ('email', 'same e-mail'), ('number', 'same learner number')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='blindmark',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['name', 'birth_date', 'phone', 'email', 'number'])), name='blindmark_kind'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('figures__isnull', False)), expressions=[(referrals.models.decisions._Days('starts', 'ends', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='comparison_says_nothing_twice'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='comparison_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='comparison',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('figures', None), ('measured_at', None), ('measured_by', None)), models.Q(('measured_at__gte', models.F('defined_at')), ('measured_by__isnull', False)), _connector='OR'), name='comparison_measured_at_and_by'),
        ),
        migrations.RunSQL(
            emergency.OPEN.format(hers="'social_work', 'emergency', 'outcomes'") + pin(OPEN),
            emergency.OPEN.format(hers="'social_work', 'emergency'") + pin(OPEN),
        ),
        migrations.RunSQL(FUNCTION + pin("referrals_compared()"), "DROP FUNCTION referrals_compared();"),
        migrations.RunSQL(close("comparison"), reopen("comparison")),
        migrations.RunSQL(create(*POLICIES), drop(*POLICIES)),
        migrations.RunSQL(LET_THE_FUNCTION_IN, KEEP_IT_OUT),
    ]

"""A file kept beyond its time is put away: no list and no search shows it, only an opening that says it is about the archive.

`referrals_put_away` answers the files put away, as long as the opening is a social worker's for another purpose; the
restrictive policies take them out of every table of the file, whatever the other policies let through.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION referrals_put_away() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT coalesce(array_agg(a.case_id), '{}')
      FROM referrals_archive a
     WHERE a.ended_at IS NULL AND referrals_opened('task') = 'social_work'
       AND NOT EXISTS (SELECT 1 FROM audit_journalentry e
                        WHERE e.id = nullif(current_setting('referrals.opening', true), '')::bigint
                          AND e.purpose LIKE 'archive.%')
$$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION referrals_put_away() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""
TASK = "(select referrals_opened('task'))"
ACTOR = "(select referrals_opened('actor'))::bigint"
PERSON = "nullif((select referrals_opened('person')), '')::uuid"
CIRCLE = f"({TASK} = 'social_work' AND case_id = ANY ((select referrals_circle())::uuid[]))"
RIGHTS = f"({TASK} = 'rights' AND case_id = {PERSON})"
POLICIES = f"""
ALTER TABLE referrals_archive ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_archive FORCE ROW LEVEL SECURITY;
CREATE POLICY archive_known ON referrals_archive FOR SELECT
    USING ({TASK} IN ('social_work', 'retention') OR {RIGHTS});
CREATE POLICY archive_decide ON referrals_archive FOR INSERT WITH CHECK ({CIRCLE} AND decided_by = {ACTOR});
CREATE POLICY archive_end ON referrals_archive FOR UPDATE USING ({CIRCLE}) WITH CHECK ({CIRCLE});
CREATE POLICY followup_announce ON referrals_followup FOR INSERT
    WITH CHECK ({TASK} = 'retention' AND kind = 'ending');
CREATE POLICY followup_announced ON referrals_followup FOR SELECT USING ({TASK} = 'retention' AND kind = 'ending');
CREATE POLICY followup_over ON referrals_followup FOR DELETE USING ({TASK} = 'retention' AND kind = 'ending');
CREATE POLICY archive_erase ON referrals_archive FOR DELETE USING ({RIGHTS});
"""
TABLES = {"case": "id"} | dict.fromkeys(
    ["request", "appointment", "interview", "interviewversion", "interviewdraft", "decision", "pause", "pickupcode",
     "followup"],
    "case_id",
)
PUT_AWAY = "\n".join(
    f"CREATE POLICY {table}_put_away ON referrals_{table} AS RESTRICTIVE FOR ALL"
    f" USING ({column} IS NULL OR {column} <> ALL ((select referrals_put_away())::uuid[]));"
    for table, column in TABLES.items()
)
IN_USE = "\n".join(f"DROP POLICY {table}_put_away ON referrals_{table};" for table in TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0002_compartment'),
    ]

    operations = [
        migrations.CreateModel(
            name='Archive',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(choices=[('legal_duty', 'A law says that it is kept'), ('dispute', 'A dispute, within the time to sue'), ('restriction', 'The person asked that it is kept and not used')], max_length=12)),
                ('sealed_reason', models.BinaryField()),
                ('until', models.DateField()),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.BigIntegerField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.BigIntegerField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='archives', to='referrals.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='archive_once'), models.CheckConstraint(condition=models.Q(('ground__in', ['legal_duty', 'dispute', 'restriction'])), name='archive_ground'), models.CheckConstraint(condition=models.Q(('until__gt', django.db.models.functions.datetime.TruncDate('decided_at'))), name='archive_until_after_decision'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='archive_ended_at_and_by')],
            },
        ),
        migrations.RemoveConstraint(model_name='followup', name='followup_kind'),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['missed_twice', 'review', 'ending', 'other'])), name='followup_kind'),
        ),
        migrations.AlterField(
            model_name='followup', name='kind',
            field=models.CharField(choices=[('missed_twice', 'Two missed pick-ups in a row'), ('review', 'Review the plan'), ('ending', 'The file ends: keep it or let it go'), ('other', 'To do')], max_length=16),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION referrals_put_away();"),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(PUT_AWAY, IN_USE),
    ]

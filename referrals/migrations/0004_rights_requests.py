"""Requests about one's own data: written by the person or their circle; their numbers and clocks for `clocks`."""
import django.db.models.deletion
import uuid
from django.db import migrations, models

TASK = "(select referrals_opened('task'))"
PERSON = "nullif((select referrals_opened('person')), '')::uuid"
CIRCLE = f"({TASK} = 'social_work' AND case_id = ANY ((select referrals_circle())::uuid[]))"
OWN = f"({TASK} = 'learner' AND case_id = {PERSON})"
RIGHTS = f"{TASK} = 'rights' AND case_id = {PERSON}"
POLICIES = f"""
ALTER TABLE referrals_rightsrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_rightsrequest FORCE ROW LEVEL SECURITY;
CREATE POLICY rightsrequest_note ON referrals_rightsrequest FOR INSERT
    WITH CHECK ({CIRCLE} OR {OWN} AND source = 'own_page' AND answered_at IS NULL);
CREATE POLICY rightsrequest_read ON referrals_rightsrequest FOR SELECT
    USING ({CIRCLE} OR {OWN} OR {RIGHTS} OR {TASK} IN ('rights', 'retention') AND case_id IS NULL
           OR {TASK} IN ('clocks', 'retention'));
CREATE POLICY rightsrequest_answer ON referrals_rightsrequest FOR UPDATE USING ({CIRCLE}) WITH CHECK ({CIRCLE});
CREATE POLICY rightsrequest_forget ON referrals_rightsrequest FOR UPDATE USING ({RIGHTS})
    WITH CHECK ({TASK} = 'rights' AND case_id IS NULL AND sealed_note IS NULL);
CREATE POLICY rightsrequest_over ON referrals_rightsrequest FOR DELETE
    USING ({TASK} = 'retention' AND answered_at IS NOT NULL);
CREATE POLICY followup_right ON referrals_followup FOR INSERT WITH CHECK ({OWN} AND kind = 'right');
CREATE POLICY followup_own_right ON referrals_followup FOR SELECT USING ({OWN} AND kind = 'right');
CREATE POLICY decision_stop ON referrals_decision FOR UPDATE USING ({OWN}) WITH CHECK ({OWN} AND ended_by = 0);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0003_archive'),
    ]

    operations = [
        migrations.CreateModel(
            name='RightsRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=8, unique=True)),
                ('kind', models.CharField(choices=[('access', 'Read what is kept'), ('rectification', 'Correct something'), ('erasure', 'Erase everything'), ('restriction', 'Keep it, do not use it'), ('objection', 'Stop using it')], max_length=16)),
                ('source', models.CharField(choices=[('own_page', 'on the own page'), ('told', 'told or written to us')], max_length=8)),
                ('received_on', models.DateField()),
                ('due_on', models.DateField()),
                ('sealed_note', models.BinaryField(blank=True, null=True)),
                ('extended_at', models.DateTimeField(blank=True, null=True)),
                ('extended_by', models.BigIntegerField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.BigIntegerField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('done', 'Done'), ('partly', 'Done in part, and told why'), ('refused', 'Refused, and told why and where to complain'), ('withdrawn', 'The person took it back')], max_length=10)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='followup',
            name='followup_kind',
        ),
        migrations.AlterField(
            model_name='followup',
            name='kind',
            field=models.CharField(choices=[('missed_twice', 'Two missed pick-ups in a row'), ('review', 'Review the plan'), ('ending', 'The file ends: keep it or let it go'), ('right', 'A right to answer to'), ('other', 'To do')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['missed_twice', 'review', 'ending', 'right', 'other'])), name='followup_kind'),
        ),
        migrations.AddField(
            model_name='rightsrequest',
            name='case',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rights_requests', to='referrals.case'),
        ),
        migrations.AddIndex(
            model_name='rightsrequest',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['due_on'], name='rightsrequest_open'),
        ),
        migrations.AddConstraint(
            model_name='rightsrequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['access', 'rectification', 'erasure', 'restriction', 'objection']), ('source__in', ['own_page', 'told']), ('outcome__in', ['', 'done', 'partly', 'refused', 'withdrawn'])), name='rightsrequest_words'),
        ),
        migrations.AddConstraint(
            model_name='rightsrequest',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('received_on'))), name='rightsrequest_due_after'),
        ),
        migrations.AddConstraint(
            model_name='rightsrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('extended_at', None), ('extended_by', None)), models.Q(('extended_at__isnull', False), ('extended_by__isnull', False)), _connector='OR'), name='rightsrequest_extended'),
        ),
        migrations.AddConstraint(
            model_name='rightsrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='rightsrequest_answered'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]

"""Several kinds of aid in one plan. The rows that are there are weekly baskets, and say so; a forced owner could not update them."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.comparison
import referrals.models.decisions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0005_emergency'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_one_of_a_kind_at_a_time',
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_kind',
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_ended_on_at_by',
        ),
        migrations.AddField(
            model_name='decision',
            name='allotment_id',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='frequency',
            field=models.CharField(choices=[('once', 'once'), ('weekly', 'each week'), ('monthly', 'each month')], default='weekly', max_length=8),
        ),
        migrations.AlterField(
            model_name='decision',
            name='frequency',
            field=models.CharField(choices=[('once', 'once'), ('weekly', 'each week'), ('monthly', 'each month')], default='once', max_length=8),
        ),
        migrations.AddField(
            model_name='decision',
            name='quantity',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='decision',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='returned_by',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='returned_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='sealed_about',
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='decision',
            name='kind',
            field=models.CharField(choices=[('weekly_basket', 'Weekly food basket'), ('hygiene', 'Hygiene products'), ('clothes', 'Clothes'), ('tickets', 'Culture tickets'), ('book_loan', 'Book on loan'), ('emergency_basket', 'Emergency basket, once'), ('orientation', 'Letter to a partner')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind__in', ['weekly_basket', 'hygiene', 'clothes', 'tickets', 'emergency_basket']), models.Q(('ended_on', None), ('ended_on__gte', models.F('starts')), _connector='OR')), expressions=[('case', '='), ('kind', '='), (django.db.models.functions.comparison.Coalesce('allotment_id', 0), '='), (referrals.models.decisions._Days('starts', django.db.models.functions.comparison.Coalesce('ended_on', 'ends'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='decision_one_of_a_kind_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('frequency__in', ['once', 'weekly', 'monthly']), ('kind__in', ['weekly_basket', 'hygiene', 'clothes', 'tickets', 'book_loan', 'emergency_basket', 'orientation']), ('quantity__gte', 1)), name='decision_kind'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'tickets'), _negated=True), ('allotment_id__isnull', False), _connector='OR'), name='decision_tickets_are_counted'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('ended_on', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_on__lte', models.F('ends'))), _connector='OR'), name='decision_ended_on_at_by'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned_at', None), ('returned_by', None), ('returned_on', None)), models.Q(('kind', 'book_loan'), ('returned_at__isnull', False), ('returned_by__isnull', False), ('returned_on__gte', models.F('starts'))), _connector='OR'), name='decision_returned_on_at_by'),
        ),
    ]

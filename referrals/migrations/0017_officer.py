"""The task `clocks` is no more: the data protection officer's page opens once, for retention, in the officer's name."""

from django.db import migrations

from referrals.migrations._policies import TASK, circle, person, tasks

OWN = person("learner", "case_id")
RIGHTS = person("rights", "case_id")
READ = """
DROP POLICY rightsrequest_read ON referrals_rightsrequest;
CREATE POLICY rightsrequest_read ON referrals_rightsrequest FOR SELECT USING ({rows});
"""
BEFORE = f"{circle('case_id')} OR {OWN} OR {RIGHTS} OR {TASK} = 'rights' AND case_id IS NULL"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_supervision")]

    operations = [
        migrations.RunSQL(
            READ.format(rows=f"{BEFORE} OR {tasks('retention')}"),
            READ.format(rows=f"{BEFORE} OR {tasks('clocks', 'retention')}"),
        ),
    ]

"""Until somebody was reached, a request may be somebody else's joke: it can be answered by whom it reaches, and erased whole.

The social worker erases a request that nobody took; whoever follows the link of a first message reaches that one request, to
confirm or to erase it, and nothing else.
"""

from django.db import migrations, models

from referrals.migrations._policies import SOCIAL_WORK, TASK, create, drop, person

WAITING = "request_id IN (SELECT r.id FROM referrals_request r WHERE r.case_id IS NULL)"
OWN_RECEIPT = f"{TASK} = 'answer' AND id IN (SELECT r.receipt_id FROM referrals_request r)"
ANSWERED = f"{person('answer', 'id')} AND case_id IS NULL"
POLICIES = [
    ("request", "disown", "DELETE", f"{SOCIAL_WORK} AND case_id IS NULL OR {ANSWERED}", None),
    ("request", "answered", "SELECT", ANSWERED, None),
    ("request", "answer", "UPDATE", ANSWERED, ANSWERED),
    ("receipt", "answered", "SELECT", OWN_RECEIPT, None),
    ("receipt", "answer", "UPDATE", OWN_RECEIPT, OWN_RECEIPT),
    ("blindmark", "answered", "SELECT", person("answer", "request_id"), None),
    ("blindmark", "disown", "DELETE", f"{SOCIAL_WORK} AND {WAITING} OR {person('answer', 'request_id')}", None),
    ("appointment", "answered", "SELECT", f"{person('answer', 'request_id')} AND case_id IS NULL", None),
    ("appointment", "disown", "DELETE",
     f"{SOCIAL_WORK} AND case_id IS NULL OR {person('answer', 'request_id')} AND case_id IS NULL", None),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_check_ins")]

    operations = [
        migrations.AddField(
            model_name="request", name="tried_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunSQL(create(*POLICIES), drop(*POLICIES)),
    ]

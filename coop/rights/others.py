"""Tables that other packages brought: what the application keeps in each, or that it keeps nothing there."""

from __future__ import annotations

from coop.web.privacy import Kept

WITH_ACCOUNT = "with the account: emptied one year after its last role"
NOT_USED = "not used: stays empty"
_nobody = Kept("a part of Django that the application does not use", "nobody", NOT_USED)
_words = Kept("words of the program, about no person", "nobody's screen", "as long as the program is installed")

TABLES: dict[str, Kept] = {
    "account_emailaddress": Kept("the address somebody signs in with", "administrators, and the person", WITH_ACCOUNT),
    "account_emailconfirmation": _nobody,
    "auth_group": _nobody,
    "auth_group_permissions": _nobody,
    "auth_permission": _words,
    "django_admin_log": Kept("the journal is the only record of changes", "nobody", NOT_USED),
    "django_content_type": _words,
    "django_migrations": _words,
    "django_session": Kept(
        "keeps somebody signed in: a random key, and a number signed by the server",
        "nobody's screen",
        "the night after it ran out, or at signing out",
    ),
    "mfa_authenticator": Kept("the second factor; its secret sealed", "nobody's screen", WITH_ACCOUNT),
}
"""By the name of the table. Results of the queue (Celery) are ids that Redis drops; the database has no table for them."""

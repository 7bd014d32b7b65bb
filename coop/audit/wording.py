"""The journal's dotted words, said for a reader. A word without a sentence is shown as it is."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AREAS: dict[str, str | Promise] = {
    "compartment": _("The confidential side"),
    "referrals": _("Requests and files"),
    "pantry": _("Pantry"),
    "volunteers": _("Volunteers"),
    "accounts": _("Accounts and roles"),
    "access": _("Refused doors"),
    "reports": _("Reports"),
    "documents": _("Documents"),
    "school": _("School"),
    "audit": _("The journal itself"),
}

ACTIONS: dict[str, str | Promise] = {
    "access.refuse": _("was refused a page"),
    "accounts.email.set": _("changed an address"),
    "accounts.erase": _("emptied an account"),
    "accounts.invite": _("invited somebody"),
    "accounts.invite.accept": _("accepted an invitation"),
    "accounts.role.grant": _("gave a role"),
    "accounts.role.revoke": _("ended a role"),
    "accounts.second_factor.clear": _("removed a second factor"),
    "accounts.second_factor.set": _("set a second factor"),
    "accounts.protected.ask": _("asked for a protected change"),
    "audit.journal.read": _("read the journal"),
    "audit.journal.retire": _("let go of old rows of the journal"),
    "compartment.open": _("opened the confidential side"),
    "compartment.rolled_back": _("opened the confidential side, then it failed"),
    "pantry.basket.hand_over": _("handed a basket over"),
    "pantry.basket.pack": _("packed a basket"),
    "pantry.code.issue": _("issued a pick-up code"),
    "referrals.case.erase": _("erased a file"),
    "referrals.case.open": _("opened a new file"),
    "referrals.request.ask": _("asked for help"),
    "referrals.request.refer": _("referred somebody"),
    "referrals.retention.run": _("ran the retention"),
    "reports.month.close": _("closed a month"),
    "reports.year.close": _("closed a year"),
    "school.change": _("changed the school's settings"),
}


def action(word: str) -> str:
    """The sentence of an action, or the action itself."""
    return str(ACTIONS.get(word, word))

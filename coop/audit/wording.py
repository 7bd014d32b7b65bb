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
    "rights.lost_keys": _("gave up what a lost key ring had sealed"),
    "audit.journal.verify": _("checked the chain of the journal"),
    "audit.openings.review": _("signed a month of openings off"),
    "audit.journal.read": _("read the journal"),
    "audit.journal.retire": _("let go of old rows of the journal"),
    "compartment.open": _("opened the confidential side"),
    "compartment.rolled_back": _("opened the confidential side, then it failed"),
    "pantry.allotment.take": _("granted from a limited number"),
    "pantry.allotment.give_back": _("gave back to a limited number"),
    "pantry.allotment.set_out": _("set out what may be granted"),
    "pantry.basket.at_once": _("gave a bag at once"),
    "pantry.basket.hand_over": _("handed a basket over"),
    "pantry.basket.pack": _("packed a basket"),
    "pantry.code.issue": _("issued a pick-up code"),
    "referrals.case.archive": _("archived a file"),
    "referrals.case.bring_back": _("took a file out of the archive"),
    "referrals.case.emergency": _("opened a file in an emergency"),
    "referrals.case.erase": _("erased a file"),
    "referrals.case.open": _("opened a new file"),
    "referrals.case.report_copy": _("decided whether a copy holds reports to an authority"),
    "referrals.case.report": _("noted that an authority was told"),
    "referrals.case.share": _("shared a file"),
    "referrals.case.transfer": _("handed a file over"),
    "referrals.check_in.drop": _("dropped a word that found nobody"),
    "referrals.check_in.file": _("put a word into a file"),
    "referrals.check_in.leave": _("left a word about a bag"),
    "referrals.comparison.count_again": _("noted that somebody is counted again"),
    "referrals.comparison.define": _("fixed what is compared"),
    "referrals.comparison.drop": _("dropped a comparison"),
    "referrals.comparison.leave_out": _("noted that somebody is not counted"),
    "referrals.comparison.measure": _("measured a comparison"),
    "referrals.decision.end": _("ended help early"),
    "referrals.decision.grant": _("granted help"),
    "referrals.decision.read": _("read a decision"),
    "referrals.decision.returned": _("noted that a book is back"),
    "referrals.emergency_basket.ask": _("asked for an emergency basket"),
    "referrals.emergency_basket.settle": _("settled an emergency basket"),
    "referrals.interview.co_sign": _("co-signed an interview"),
    "referrals.interview.read": _("read an interview"),
    "referrals.letter.ask": _("asked for a letter to a partner"),
    "referrals.letter.make": _("made a letter to a partner"),
    "referrals.message.write": _("wrote a message"),
    "referrals.supervision.begin": _("took a trainee under supervision"),
    "referrals.supervision.end": _("ended a supervision"),
    "referrals.request.ask": _("asked for help"),
    "referrals.request.disown": _("erased a request: they had not asked"),
    "referrals.request.refer": _("referred somebody"),
    "referrals.rights.answer": _("noted the answer to a right"),
    "referrals.rights.ask": _("noted that a right was asked"),
    "referrals.rights.extend": _("took more time for a right"),
    "referrals.retention.needs": _("let go of needs in old interviews"),
    "referrals.retention.run": _("ran the retention"),
    "reports.month.close": _("closed a month"),
    "reports.year.close": _("closed a year"),
    "school.change": _("changed the school's settings"),
}


def action(word: str) -> str:
    """The sentence of an action, or the action itself."""
    return str(ACTIONS.get(word, word))


TASKS: dict[str, str | Promise] = {
    "answer": _("somebody who answers a first message"),
    "ask": _("somebody who asks"),
    "calendar": _("a calendar program"),
    "check_in": _("staff, leaving a word about a bag"),
    "check_ins": _("task: words about bags"),
    "codes": _("task: pick-up codes"),
    "emergency": _("social worker, in an emergency"),
    "emergency_basket": _("coordinator, for an emergency basket"),
    "learner": _("the learner"),
    "missed": _("task: missed baskets"),
    "outcomes": _("social worker, comparing without names"),
    "needs": _("task: needs that ended"),
    "refer": _("referrer"),
    "reminders": _("task: reminders"),
    "reports": _("counting"),
    "retention": _("task: retention"),
    "rights": _("somebody's rights"),
    "rotation": _("task: change of keys"),
    "sign_in": _("sign-in of a learner"),
    "slots": _("task: free times"),
    "social_work": _("social worker"),
}
NOUNS: dict[str, str | Promise] = {
    "absence": _("days away"),
    "agenda": _("agenda"),
    "appointment": _("appointment"),
    "calendar": _("calendar"),
    "case": _("file"),
    "decision": _("decision"),
    "emergency_basket": _("emergency basket"),
    "follow_up": _("thing to do"),
    "interview": _("interview"),
    "mine": _("own page"),
    "morning": _("overview"),
    "pickup": _("pick-up"),
    "queue": _("requests"),
    "receipt": _("own referral"),
    "request": _("request"),
    "retention": _("retention"),
    "rights": _("rights"),
    "session": _("session"),
    "sign_in": _("sign-in"),
    "tasks": _("things to do"),
}
ACTS: dict[str, str | Promise] = {
    "answer": _("answered"),
    "ask": _("made"),
    "begin": _("begun"),
    "book": _("booked"),
    "cancel": _("cancelled"),
    "choose": _("chosen by the learner"),
    "close": _("closed"),
    "contacted": _("contact made"),
    "disown": _("erased: they had not asked"),
    "done": _("done"),
    "draft": _("draft saved"),
    "emergencies": _("list of emergencies read"),
    "emergency": _("opened in an emergency"),
    "end": _("ended"),
    "export": _("copied"),
    "find": _("looked for"),
    "grant": _("granted"),
    "head": _("opened"),
    "join": _("joined to a file"),
    "list": _("listed"),
    "look_up": _("looked up in an emergency"),
    "open": _("opened"),
    "pause": _("paused"),
    "read": _("read"),
    "rectify": _("corrected"),
    "renew": _("new address"),
    "refer": _("referred"),
    "settle": _("settled"),
    "share": _("shared"),
    "sign": _("signed"),
    "take": _("taken up"),
    "tell": _("told"),
    "times": _("free times read"),
    "tried": _("tried to reach"),
    "write": _("first message sent"),
}


WHOLE: dict[str, str | Promise] = {
    "archive.decide": _("archive · decided"),
    "archive.end": _("archive · ended"),
    "archive.erase": _("file · erased by hand"),
    "archive.export": _("file · copy of the data"),
    "archive.list": _("files that end · listed"),
    "archive.read.law": _("archive · a law or a court asked"),
    "archive.read.person": _("archive · the person asked"),
    "archive.read.review": _("archive · checked"),
    "archive.rights": _("rights · read or answered"),
    "archive.weigh": _("file · what erasing takes away"),
    "case.volunteer": _("file · noted as volunteer"),
    "codes": _("pick-up codes"),
    "follow_up.done": _("thing to do · done"),
    "interview.draft": _("interview · draft saved"),
    "missed": _("missed pick-ups"),
    "pickup.skip": _("pick-up · not this week"),
    "reports": _("figures of the month"),
    "keys.lost": _("after the key ring was lost · erased what nobody can read"),
    "restore.compare": _("after a restore · compared"),
    "restore.erase_again": _("after a restore · erased again"),
    "retention.dry_run": _("retention · dry run"),
    "retention.erase": _("retention · erased"),
    "retention.needs": _("retention · needs of old interviews"),
    "retention.warn": _("retention · files that end, announced"),
    "retention.requests": _("retention · requests"),
    "rights.ask": _("rights · asked on the own page"),
    "rights.oversee": _("rights · numbers and clocks read"),
    "rights.own": _("rights · own requests read"),
    "rights.stop": _("rights · everything stopped"),
    "rights.access": _("rights · copy of the data"),
    "session.end": _("session · closed"),
    "setup.beneficiary": _("set-up · first entitlement"),
    "setup.pickup": _("set-up · pick-up"),
    "sign_in.code": _("sign-in · code"),
    "sign_in.demo": _("sign-in · demonstration"),
    "sign_in.forget": _("sign-in · forgotten codes"),
    "sign_in.session": _("sign-in · session"),
    "slots": _("free times"),
}
STATES: dict[str, str | Promise] = {
    "refused": _("refused"),
    "holds": _("holds"),
    "broken": _("does not hold"),
    "signed": _("signed"),
}


def state(word: str) -> str:
    """A state as it is shown beside a row."""
    return str(STATES.get(word, word))


def task(word: str) -> str:
    """As whom the confidential side was opened."""
    return str(TASKS.get(word, word))


def purpose(word: str) -> str:
    """`interview.read` as “interview: read”; what has no words is shown as it is."""
    if word in WHOLE:
        return str(WHOLE[word])
    noun, _dot, act = word.partition(".")
    return f"{NOUNS[noun]} · {ACTS[act]}" if noun in NOUNS and act in ACTS else word

"""Every field of the confidential side: why it is kept, who sees it, until when."""

from coop.web.privacy import Kept

CIRCLE = "the social workers of the file's circle"
SOCIAL_WORKERS = "social workers"
NOBODY = "nobody; the application compares it"
SYSTEM = "the application"
OWN = "the learner, and the circle"
REFERRER = "the referrer, and social workers"

WITH_FILE = "with the file: two years (setting) after the last contact"
WITH_REQUEST = "with the file, or two years (setting) after an unanswered request"
THREE_YEARS = "three years after the answer"
WITH_ARCHIVE = "with the file: until the day that was written down"
ONE_DAY = "one day after it ends"
FOR_EVER = "for ever: it names nobody"
WITHOUT_HELP = "six months after it was signed, when no help runs; at the latest with the file"
UNTIL_AID_ENDS = "emptied the night after the help ends"


def kept(model: str, who: str, until: str, /, **why: str) -> dict[str, Kept]:
    return {f"{model.lower()}.{name}": Kept(why=reason, who=who, until=until) for name, reason in why.items()}


FIELDS: dict[str, Kept] = {
    **kept(
        "Receipt", REFERRER, WITH_FILE,
        id="tells rows apart", number="lets the referrer recognise a referral", referrer_id="whose receipt it is",
        referred_at="when it was passed on", contacted_at="shown as “contacted”", closed_at="shown as “closed”",
    ),
    **kept(
        "Request", SOCIAL_WORKERS, WITH_REQUEST,
        id="tells rows apart; the person's random number until a file is opened", asked_at="the order of the queue",
        source="who asked: figures by channel", receipt="what the referrer sees", urgency="the order of the queue",
        reach_by="how to answer", language="in which language to answer", wrapped_key="opens what is sealed in this row",
        sealed_identity="who to answer; sealed", sealed_note="when to call, what a referrer noticed; sealed",
        case="the file it belongs to", taken_at="when it left the queue", taken_by="who took it",
        tried_at="when somebody last tried to reach the person", contacted_at="when the person was reached",
        closed_at="when it ended", closed_by="who ended it",
    ),
    **kept(
        "BlindMark", NOBODY, WITH_REQUEST,
        id="tells rows apart", kind="what is compared", digest="finds probable duplicates and signs a learner in",
        request="whose mark it is", case="whose mark it is",
    ),
    **kept(
        "Case", CIRCLE, WITH_FILE,
        id="the person's random number", opened_at="when help began", opened_by="who began it",
        wrapped_key="opens what is sealed in the file", sealed_identity="who the file is about; sealed",
        sealed_volunteer="nobody is dealt their own basket; sealed", reach_by="how to reach the person",
        language="in which language to write", beneficiary="the random number that the pantry knows",
        wants_notice="whether to send a mail before help ends",
        last_contact_at="when retention begins", not_compared_since="that the person does not want to be counted",
        closed_at="when the file was closed", closed_by="who closed it",
    ),
    **kept(
        "CircleMember", SOCIAL_WORKERS, WITH_FILE,
        id="tells rows apart", case="which file", user_id="who may open it", since="since when", added_by="who let them in",
        until="until when",
    ),
    **kept(
        "EmergencyReading", SOCIAL_WORKERS + "; the reason the circle alone", WITH_FILE,
        id="what the journal names", case="which file", opened_by="who opened it", opened_at="when",
        ends_at="until when it is open to them", sealed_reason="why; sealed",
    ),
    **kept(
        "EmergencyGrant", SOCIAL_WORKERS + ", once it is in a file its circle; never the coordinator who wrote it", WITH_REQUEST,
        id="what the journal names", granted_at="when", granted_by="who gave it", basket_id="which bag",
        beneficiary="the random number that the pantry drew for this one bag", wrapped_key="opens what is sealed in this row",
        case="the file it was put into", settled_at="that a social worker looked at it", settled_by="who did",
    ),
    **kept(
        "EmergencyGrant", SOCIAL_WORKERS, "until it is let go, or the days until the next one are over",
        sealed_identity="whose file it belongs to; sealed",
    ),
    **kept(
        "EmergencyMark", NOBODY, "until the days are over (setting)",
        id="tells rows apart", grant="which grant", digest="refuses a second one within the days", starts="from when",
        ends="until when",
    ),
    **kept(
        "FollowUp", CIRCLE, WITH_FILE,
        id="tells rows apart", case="which file", kind="what is to be done", about="so that it is made once",
        sealed_words="what was agreed; sealed", due_on="by when",
        made_at="when it was noted", done_at="when it was done", done_by="who did it",
    ),
    **kept(
        "AuthorityReport", CIRCLE, WITH_FILE,
        id="what the journal names", case="which file", reported_on="when an authority was told",
        ground="on which ground of the law", sealed_content="whom, what, under which reference; sealed",
        decided_by="who decided it", made_at="when it was noted",
    ),
    **kept(
        "ReportDecision", CIRCLE, WITH_FILE,
        id="tells rows apart", case="which file", number="which request for access it answers",
        shared="whether the reports are in the copy", sealed_why="the reason, sealed", decided_by="who decided it",
        decided_at="which decision is the latest",
    ),
    **kept(
        "CheckIn", CIRCLE + "; without a file, social workers", "with the file, or two weeks when it found nobody",
        id="what the journal names", written_at="when it was left", written_by="whom to ask",
        distribution_id="finds the file; emptied then", number="finds the file; emptied then",
        wrapped_key="opens the word until it is in a file; emptied then", sealed_content="what was said; sealed",
        looked_at="that its file was looked for", case="which file",
    ),
    **kept(
        "Appointment", SOCIAL_WORKERS + "; the learner their own", WITH_REQUEST,
        id="tells rows apart", social_worker_id="whose time it is", case="with whom", request="with whom, before a file",
        starts_at="when", ends_at="when", mode="where or by telephone", state="what became of it",
        made_at="when it was booked", made_by="who booked it", settled_at="when it was settled", settled_by="by whom",
    ),
    **kept(
        "CalendarFeed", "the social worker her own", "until she ends it, or the night after her role ended",
        id="what the journal names", user_id="whose times are read", digest="compares the secret address; shown once",
        made_at="since when it works",
    ),
    **kept(
        "Interview", CIRCLE, WITH_FILE,
        id="tells rows apart", case="which file", author_id="who wrote it", begun_at="when it began",
        held_on="the delay from request to interview", mode="how it took place", minutes="how long it took",
        signed_at="whether it is signed", box_public="seals what is typed without network",
        sealed_box="opens what was typed without network; sealed",
    ),
    **kept(
        "InterviewVersion", CIRCLE + ", or its author alone", WITH_FILE,
        id="tells rows apart", interview="which interview", case="which file", number="which version",
        sealed_content="what was said, with the difficulties; sealed", written_by="who signed it", signed_at="when",
        supervisor_id="who co-signs a trainee's text", author_only="whether the circle reads it",
    ),
    **kept(
        "InterviewNeeds", CIRCLE + ", or the author alone", WITHOUT_HELP,
        version="which text", case="which file", sealed_words="what was needed on that day; sealed", signed_at="when it ends",
    ),
    **kept(
        "CoSignature", CIRCLE, WITH_FILE,
        id="tells rows apart", version="which text", case="which file", signed_by="who answers for it", signed_at="when",
    ),
    **kept(
        "Supervision", SOCIAL_WORKERS, "one year after it ends",
        id="what the journal names", trainee_id="who is in training", supervisor_id="who answers for her",
        since="since when", until="until when",
    ),
    **kept(
        "InterviewDraft", "its writer alone", "until it is signed, at the latest with the file",
        id="tells rows apart", interview="which interview", case="which file", device="tells two devices apart",
        revision="finds out which was typed last", turn="an older sending covers no later one",
        aside="that another text was chosen", sealed_content="what is being typed; sealed", saved_at="when",
        saved_by="who types",
    ),
    **kept(
        "Decision", OWN, WITH_FILE,
        id="tells rows apart", case="which file", kind="which help", quantity="how many", frequency="how often",
        allotment_id="what it is counted against: a number of the pantry", starts="from when", ends="until when",
        sealed_about="which book, partner or ticket; sealed", review_on="when it is looked at again",
        consent_at="that the person agreed to the needs being noted", decided_at="when", decided_by="who decided",
        ended_on="an early end", ended_at="when that was decided", ended_by="by whom",
        returned_on="the day a book came back", returned_at="when that was noted", returned_by="by whom",
    ),
    **kept("Decision", CIRCLE, UNTIL_AID_ENDS, sealed_terms="household size, sizes, functional needs, never why; sealed"),
    **kept(
        "CaseMessage", OWN, WITH_FILE,
        id="tells rows apart", case="which file", written_by="who wrote it (0: the learner)", written_at="when",
        sealed_text="what was written; sealed", read_at="that it was read",
    ),
    **kept(
        "Pause", OWN, WITH_FILE,
        id="tells rows apart", case="which file", distribution_id="which distribution", starts="from when",
        ends="until when", made_at="when it was said", made_by="by whom (0: the learner)",
    ),
    **kept(
        "PickupCode", OWN, WITH_FILE,
        id="tells rows apart", case="whose code", basket_id="which basket", distribution_date="for which day",
        sealed_code="shown on the learner's page; sealed", issued_at="when", passed_on_at="given to somebody who comes instead",
    ),
    **kept(
        "CardCode", OWN, WITH_FILE,
        id="tells rows apart", case="whose card", distribution_id="which distribution", distribution_date="which day",
        drawn_id="under which number the pantry drew it", sealed_code="printed on the card; sealed", made_at="when",
    ),
    **kept(
        "SignInCode", SYSTEM, ONE_DAY,
        id="the attempt", case="whose page it opens, if anybody's", digest="compares the code", made_at="when",
        expires_at="until when it is good", tries="stops guessing", used_at="good only once",
    ),
    **kept(
        "LearnerSession", SYSTEM, ONE_DAY,
        id="tells rows apart", case="whose page is open", digest="compares the cookie", opened_at="when",
        expires_at="until when", ended_at="closed earlier",
    ),
    **kept(
        "Archive", CIRCLE, WITH_ARCHIVE,
        id="tells rows apart", case="which file", ground="on which ground it is kept longer",
        sealed_reason="why, in writing; sealed", until="until when", decided_at="when that was decided",
        decided_by="by whom", ended_at="when the person was back", ended_by="who brought the file back",
    ),
    **kept(
        "RightsRequest", CIRCLE + "; the learner their own; the data protection officer its number and clock", THREE_YEARS,
        id="tells rows apart", number="names it without naming anybody", case="whose data; emptied with the file",
        kind="which right", source="how it came", received_on="when the month begins", due_on="when the answer is due",
        sealed_note="what was asked or why it takes longer; sealed, emptied with the file",
        extended_at="that it takes two months more", extended_by="who decided that", answered_at="proof of the answer",
        answered_by="who answered", outcome="what became of it",
    ),
    **kept(
        "Comparison", "social workers; management and readers of reports through the disclosure gate", FOR_EVER,
        id="tells rows apart", starts="whose outcome is looked at", ends="whose outcome is looked at",
        version="which definitions", defined_at="that it was fixed before looking", defined_by="who asked",
        measured_at="when it was measured, once", measured_by="who measured it", figures="counts; no number of a person",
    ),
    **kept(
        "AnonymousCount", "whoever reads the reports", FOR_EVER,
        id="tells rows apart", starts="which month", ends="which month", figure="what is counted", count="how many",
    ),
}  # fmt: skip

AUTHORS = CIRCLE + ", or the author alone"
QUESTIONS: dict[str, Kept] = {
    "held_on": Kept("the delay from request to interview", CIRCLE, WITH_FILE),
    "mode": Kept("how to meet again", CIRCLE, WITH_FILE),
    "minutes": Kept("the time that listening takes", CIRCLE, WITH_FILE),
    "difficulties": Kept("what kind of help fits; a grade, never a diagnosis", AUTHORS, WITH_FILE),
    "facts": Kept("so that nobody has to tell it twice", AUTHORS, WITH_FILE),
    "needs": Kept("what to grant that day", AUTHORS, WITHOUT_HELP),
    "agreed": Kept("what both may rely on", AUTHORS, WITH_FILE),
    "next_steps": Kept("what is to be done", AUTHORS, WITH_FILE),
    "next_on": Kept("when to meet again", AUTHORS, WITH_FILE),
    "steps": Kept("what is to be done, by when", AUTHORS, WITH_FILE),
}
"""The questions of the interview, each with its own period: one line for each field of `interviews.Content`."""

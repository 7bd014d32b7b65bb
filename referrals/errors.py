"""What the confidential side refuses, in sentences for the person who asked. None of them names anybody."""

from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal


class NobodyReads(Refusal):
    message = _("Nobody reads messages here yet: it was not sent. Talk to an adult you trust at the school.")


class NobodyToPassTo(Refusal):
    message = _(
        "No social worker has an account here yet: nothing was passed on. Ask the head of the school whom to see."
    )


class TooMany(Refusal):
    message = _("Several requests came from this device. Wait an hour, or come to the office.")


class TooManyWords(Refusal):
    message = _("Many words came from you within an hour. Wait a little, or call the social worker.")


class SlotTaken(Refusal):
    message = _("This time has just been taken. Choose another one, or “later”.")


class AlreadyTaken(Refusal):
    message = _("Another social worker has taken this request. It has left your queue.")


class LinkEnded(Refusal):
    message = _("This link has ended. You need do nothing.")


class NoAddress(Refusal):
    message = _("There is no e-mail address. Call, or send a text message.")


class SomebodyIsHere(Refusal):
    message = _("A social worker is here today. Please ask her.")


class AlreadySettled(Refusal):
    message = _("A colleague has settled this already. Nothing was changed.")


class AlreadyClosed(Refusal):
    message = _("This request is closed. Nothing was changed.")


class NotThisStep(Refusal):
    message = _("This appointment has changed since. Look at it again.")


class ConsentMissing(Refusal):
    message = _(
        "To note what the basket must avoid, the person must agree. Tick the agreement, or leave these fields empty."
    )


class OverlappingDecision(Refusal):
    message = _("This help is already granted on some of these days. End it first, or change the dates.")


class LetterNeedsConsent(Refusal):
    message = _("Without the person’s agreement no letter is written. Tick the agreement, or leave it.")


class TooManyMessages(Refusal):
    message = _("You wrote several times within an hour. Wait a little, or come by.")


class NeedsForgotten(Refusal):
    message = _("What was noted was deleted when the help ended. Grant it anew, and ask again.")


class NotThisKind(Refusal):
    message = _("This help is not renewed. Grant it anew.")


class WrongDates(Refusal):
    message = _("The dates do not follow each other. The last day comes after the first, and the review between them.")


class OtherDevice(Refusal):
    message = _("Another device typed something since. Both texts are kept: compare them below, choose, then sign.")


class SupervisorReads(Refusal):
    message = _(
        "Your supervisor co-signs this text, so she must be able to read it. Take the tick off “Only I read this text”."
    )


class UnderSupervision(Refusal):
    message = _("This colleague has a supervisor already, or you are in training yourself. Nothing was changed.")


class NotYourTrainee(Refusal):
    message = _("Only the colleague who answers for the writer co-signs this text.")


class UnreadableLetter(Refusal):
    message = _("What was typed without network cannot be opened here. It was typed for another interview.")


class NothingWritten(Refusal):
    message = _("There is nothing to sign yet. Write at least one line.")


class WrongCode(Refusal):
    message = _("This code does not match, or it is too old. Ask for a new one.")


class NothingPlanned(Refusal):
    message = _("Nothing is planned to be put off.")


class NotNow(Refusal):
    message = _("It is too late to change this. Come by, or let us know at the office.")


class StillBooked(Refusal):
    message = _("An appointment with you is still ahead. Settle or cancel it first, then hand the file over.")


class StillUnsigned(Refusal):
    message = _("A text of yours is not signed yet. Sign it first, then hand the file over.")


class NotEnding(Refusal):
    message = _("This file is still in use. It can be archived in the month before it ends, or when the person asks.")


class AlreadyArchived(Refusal):
    message = _("This file is archived already. Nothing was changed.")


class NotArchived(Refusal):
    message = _("This file is not archived. It is among your files.")


class WrongEnd(Refusal):
    message = _("Choose a last day after today, at most five years ahead.")


class AlreadyAnswered(Refusal):
    message = _("This request was answered already. Nothing was changed.")


class TooLateToExtend(Refusal):
    message = _("More time can be taken once, and only while the first month runs.")


class ReportsUndecided(Refusal):
    message = _("Say whether the reports to an authority are in the copy, and why.")


class WrongReceipt(Refusal):
    message = _("Choose the day on which it reached us, within the last three months.")


class NotYetTold(Refusal):
    message = _("Choose the day on which they were told: today or before.")


class NoSuchFile(Refusal):
    message = _("No file was found for this person. Add the birth date or the phone number, or open a new file.")


class SeveralFiles(Refusal):
    message = _("Several files may be meant. Add the birth date and the phone number.")


class TooEarly(Refusal):
    message = _("The last of them must have been followed for 180 days. Choose an earlier last day.")


class TooLong(Refusal):
    message = _("Choose a period of at most five years.")


class SaidAlready(Refusal):
    message = _("Figures were already published for some of these days. Choose days before or after them.")


class AlreadyMeasured(Refusal):
    message = _("This comparison was measured already. It is measured once.")


class NoCodeNow(Refusal):
    message = _("There is no code just now. Codes come when the week is fixed.")


class TooManyCodes(Refusal):
    message = _("There were many codes for this bag already. Please talk to the social worker.")


class PageTooOld(Refusal):
    message = _("This page was open for too long. Choose the files again: they are not kept.")


class FilesTooLarge(Refusal):
    message = _("These files are too large together. Take fewer weeks, or fewer columns.")


class TooManyEmergencies(Refusal):
    message = _("Too many tries within an hour. Call the colleague who follows the file.")

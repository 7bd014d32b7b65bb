"""What the volunteers' side refuses, each with a sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal


class ShiftClosed(Refusal):
    message = _("This shift was cancelled. Choose another one.")


class ShiftOver(Refusal):
    message = _("This shift has already begun. Speak to the coordination.")


class AlreadySignedUp(Refusal):
    message = _("You are already on this shift.")


class TooManyLooks(Refusal):
    message = _("This address was read too often. It answers again within the hour.")


class NotEveryWeek(Refusal):
    message = _("This shift does not come back every week. Take it alone.")


class ShiftsOverlap(Refusal):
    message = _("You already have a shift at that time. Withdraw from it first.")


class SomebodyHasOverlap(Refusal):
    message = _("At the new time, somebody who signed up already has another shift. Choose another time.")


class NotSignedUp(Refusal):
    message = _("This sign-up has already ended.")


class NotQualified(Refusal):
    message = _("This shift needs a training that you do not have on that day. See the trainings.")


class ShiftFull(Refusal):
    message = _("Every place is taken. Give the shift more places first.")


class ShiftNotBegun(Refusal):
    message = _("It has not begun yet. Come back when it has.")


class TooManySignedUp(Refusal):
    message = _("More people have signed up than this number of places. Choose a higher number.")


class TimesOutOfOrder(Refusal):
    message = _("The end must come after the beginning.")


class PlacesOutOfOrder(Refusal):
    message = _("The smallest number of people must not exceed the number of places.")


class TooEarly(Refusal):
    message = _("Check-in opens 30 minutes before the shift.")


class AlreadyCheckedIn(Refusal):
    message = _("Already checked in.")


class NotCheckedIn(Refusal):
    message = _("Check in first.")


class AlreadyCheckedOut(Refusal):
    message = _("Already checked out.")


class WrongCode(Refusal):
    message = _("This code is not valid now. Look at the screen in the room: it changes every minute.")


class TooManyCodes(Refusal):
    message = _("Too many tries. Wait ten minutes, or ask the coordination to check you in.")


class NotExpectedToday(Refusal):
    message = _("You are not on the list of this shift. Ask the coordination.")


class OwnAttendance(Refusal):
    message = _("Nobody marks their own attendance. Use the code at the room, or ask a colleague.")


class NothingToCorrect(Refusal):
    message = _("Nothing has been marked yet: mark it instead of correcting it.")


class ReasonNeeded(Refusal):
    message = _("Write the reason in a few words.")


class OwnHours(Refusal):
    message = _("Nobody decides about their own hours. Ask a colleague.")


class AlreadyDecided(Refusal):
    message = _("Somebody has already decided this. Reload the page to see what.")


class TooLate(Refusal):
    message = _("These hours are older than 14 days. Validate them one by one, with a reason.")


class NotYetWorked(Refusal):
    message = _("These hours lie in the future. Declare them afterwards.")


class TooLongAgo(Refusal):
    message = _("Hours can be declared for 60 days. Speak to the coordination.")


class HoursOverlap(Refusal):
    message = _("Hours at that time are already counted. Check the times.")


class TooMuchInADay(Refusal):
    message = _("That makes more than 10 hours in one day. Check the times.")


class TooMuchInAWeek(Refusal):
    message = _("That makes more than 60 hours in one week. Check the times.")


class NotEnoughHours(Refusal):
    message = _("There are not enough validated hours yet. Your page says how many are missing.")


class AlreadyClaimed(Refusal):
    message = _("These hours are already claimed this year. One engagement is recognised once.")


class SchemeReplaced(Refusal):
    message = _("The rule has changed since you opened the page. Read the new one, then claim again.")


class OwnClaim(Refusal):
    message = _("Nobody decides about their own claim. Ask another programme lead.")


class HoursChanged(Refusal):
    message = _("Hours were corrected after this claim. Refuse it with that reason, so that it can be made again.")


class NothingToState(Refusal):
    message = _("There are no validated hours in this school year yet.")


class CodeTaken(Refusal):
    message = _("A programme with this code exists already. Choose another code.")


class NoLead(Refusal):
    message = _("Choose at least one lead: without one, nobody decides the claims.")


class EnrolledElsewhere(Refusal):
    message = _("One of them studies in another programme this year. Its lead ends that first. Nobody was enrolled.")


class EnrolmentEnded(Refusal):
    message = _("This enrolment has already ended.")


class ClaimWaits(Refusal):
    message = _("A claim of this person waits for a decision. Decide it first.")


class NotToEnrol(Refusal):
    message = _("The list has changed since you opened the page. Look at it again, then tick.")


class NothingTaught(Refusal):
    message = _("Tick at least one topic.")


class ModuleClosed(Refusal):
    message = _("This training is no longer offered. Choose another one.")


class ListChanged(Refusal):
    message = _("The list has changed since you opened the page. Look at it again, then sign.")


class AlreadyRevoked(Refusal):
    message = _("This was taken back already.")


class NotAccepted(Refusal):
    message = _("Only an accepted claim has a badge. Wait for the decision.")


class NotTrained(Refusal):
    message = _("This needs a training that was valid this year. Take one, then claim.")


class NoReflection(Refusal):
    message = _("This needs your note about what you learnt. Write it first, then claim.")


class NotAppraised(Refusal):
    message = _("The supervisor’s appraisal is missing. The coordination writes it under “Appraisals”.")


class NoJury(Refusal):
    message = _("This needs a jury: give the day on which it met.")


class OwnAppraisal(Refusal):
    message = _("Nobody appraises themselves. Ask a colleague.")


class NoteChanged(Refusal):
    message = _("This note was changed in another tab. Copy your text, then reload the page.")


class NoteHandedIn(Refusal):
    message = _("This note was handed in with your claim. Take the claim back to change it.")


class YearIsClosed(Refusal):
    message = _("This school year is closed. The programme lead can open it again, with a reason.")


class YearNotClosed(Refusal):
    message = _("This school year is open already.")


class ClaimsWait(Refusal):
    message = _("Claims still wait for a decision. Decide them first, then close the year.")


class YearNotOver(Refusal):
    message = _("This school year has not begun yet.")

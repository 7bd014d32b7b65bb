"""What accounts refuse, each a sentence for the person at the screen."""

from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal


class NeedsSecondPerson(Refusal):
    message = _("This role needs a second person: an existing social worker has to confirm it.")


class RolesExclude(Refusal):
    message = _("A person cannot be administrator and social worker. End the other role first.")


class RoleOverlaps(Refusal):
    message = _("This person already holds that role on some of these days.")


class RoleOutlivesYear(Refusal):
    message = _("A student's role ends with the school year. Choose an earlier last day.")


class RoleDatesWrong(Refusal):
    message = _("The last day cannot be before the first day.")


class RoleHasEnded(Refusal):
    message = _("This role has already ended.")


class AccountErased(Refusal):
    message = _("This account has been erased.")


class AddressTaken(Refusal):
    message = _("Another account uses this address.")


class ChangeAlreadyAsked(Refusal):
    message = _("The same change is already waiting for a second person.")


class ChangeDecided(Refusal):
    message = _("This change has already been decided, or it has expired.")


class NotYoursToDecide(Refusal):
    message = _("Another social worker has to decide: not the one who asked, nor the one it is about.")


class CodeRefused(Refusal):
    message = _("This sealed code does not fit. Each code works once, and only when you are the only social worker.")


class InvitationGone(Refusal):
    message = _("This invitation has been used, withdrawn or has expired. Ask for a new one.")


class AlreadyInvited(Refusal):
    message = _("This person already has an open invitation for that role.")


class LastAdministrator(Refusal):
    message = _("This is the last administrator. Name another one first.")


class DutyOverlaps(Refusal):
    message = _("This person is already on duty for that task at this time.")


class TooManyTries(Refusal):
    message = _("Too many tries. Wait a little, then try again.")

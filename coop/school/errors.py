"""What the school's settings refuse."""

from django.utils.translation import gettext_lazy as _

from coop.web.errors import Refusal


class TermsOverlap(Refusal):
    message = _("Another term already covers some of these days.")


class ClosuresOverlap(Refusal):
    message = _("Another closure already covers some of these days.")


class PlaceNameTaken(Refusal):
    message = _("Another place has this name.")


class PartnerNameTaken(Refusal):
    message = _("Another partner has this name. Look it up, and correct it there.")

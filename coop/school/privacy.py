"""The school's settings are about no person; only presence days name a social worker, by number."""

from __future__ import annotations

from coop.web.privacy import Kept

_setting = Kept(
    "to run the pantry as the school decided",
    "administrators; the rest as it shows",
    "as long as the school uses CO'OP",
)
_presence = Kept("to offer appointments", "whoever asks for one, as times without a name", "until she changes them")
_partner = Kept("so that people find help outside", "everybody", "as long as the directory shows it")
_checker = Kept("who found the entry right", "social workers", "as long as the directory shows it")

SETTINGS = (
    *(
        "id",
        "name",
        "city",
        "country",
        "subdivision",
        "languages",
        "contact_email",
        "data_protection_contact",
        "emergency_contacts",
    ),
    *("controller", "represented_by", "legal_ground", "authority", "host", "mail_host"),
    *("desk_by_volunteers", "k_inside", "k_outside", "retention_months", "retention_warning_days"),
    *("emergency_basket_days", "set_up_at"),
)
FIELDS: dict[str, Kept] = {
    **{f"school.{name}": _setting for name in SETTINGS},
    **{f"place.{name}": _setting for name in ("id", "name", "kind", "position", "closed", "self_service")},
    **{f"{table}.{name}": _setting for table in ("term", "closeddays") for name in ("id", "name", "starts", "ends")},
    **{
        f"presencepattern.{name}": _presence
        for name in ("id", "user", "weekday", "from_time", "to_time", "slot_minutes")
    },
    **{
        f"presenceexception.{name}": _presence
        for name in ("id", "user", "day", "kind", "from_time", "to_time", "slot_minutes")
    },
    **{
        f"partner.{name}": _partner
        for name in ("id", "name", "helps", "what", "where", "hours", "languages", "phone", "email", "site", "closed")
    },
    **{f"partner.{name}": _checker for name in ("checked_on", "checked_by")},
}

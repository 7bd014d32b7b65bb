"""What the pantry stores, and why. No field here names or points to a person who is helped."""

from coop.web.privacy import Kept

_GOODS = Kept(
    why="to know what may be given, and what is in it", who="coordinators, volunteers", until="kept: goods, not people"
)
_LOT = Kept(
    why="traceability of donated food (Regulations 178/2002 and 2021/382)",
    who="coordinators, volunteers",
    until="5 years",
)
_LEDGER = Kept(
    why="the ledger balances and reports follow from", who="coordinators", until="5 years, then as months only"
)
_WHO = Kept(
    why="who recorded it; the number of an account, to ask back", who="coordinators", until="as long as its row"
)
_FIGURES = Kept(why="monthly sums for the reports", who="management, as totals", until="kept: no person in it")
_DONOR = Kept(
    why="to thank a donor, to trace goods one step back", who="coordinators, volunteers receiving", until="5 years"
)
_DONOR_NAME = Kept(
    why="to thank, to trace goods; optional for a person",
    who="coordinators, volunteers receiving",
    until="5 years, or on request",
)
_RULE = Kept(why="a number of the field with its source and who checked it", who="coordinators", until="kept")


def _fields(model: str, names: str, kept: Kept) -> dict[str, Kept]:
    return {f"{model}.{name}": kept for name in names.split()}


FIELDS = {
    **_fields(
        "category", "id code name_fr name_en group unit storage date_kind shelf_life_days tolerance_days", _GOODS
    ),
    **_fields("category", "tolerance_source tolerance_checked_by tolerance_checked_on", _RULE),
    **_fields("category", "assumed_net_weight_g position", _GOODS),
    **_fields("product", "id gtin name brand category unit net_weight_g low_below origin reviewed_at", _GOODS),
    **_fields("product", "contains_pork contains_meat contains_fish contains_alcohol", _GOODS),
    **_fields("product", "reviewed_by", _WHO),
    **_fields("productallergen", "id product allergen state", _GOODS),
    **_fields("pantryrule", "id code value default source checked_by checked_on", _RULE),
    **_fields("donor", "id kind created_at", _DONOR),
    **_fields("donor", "name", _DONOR_NAME),
    **_fields("donation", "id donor received_on opened_at closed_at", _DONOR),
    **_fields("donation", "opened_by", _WHO),
    **_fields(
        "lot", "id product place donation source group unit grams_each weight_assumed lot_number date_kind", _LOT
    ),
    **_fields("lot", "limit_date limit_precision effective_limit balance reserved received_on", _LOT),
    **_fields("lot", "quarantined quarantine_reason quarantined_at", _LOT),
    **_fields("lot", "quarantined_by", _WHO),
    **_fields(
        "movement", "id lot place quantity kind reason line happened_on recorded_at reverses reversal_reason", _LEDGER
    ),
    **_fields("movement", "by", _WHO),
    **_fields("month", "id month kind group source reason grams grams_assumed units", _FIGURES),
    **_fields("stocktask", "id kind lot quantity line opened_at done_at", _LEDGER),
    **_fields("stocktask", "opened_by done_by", _WHO),
}

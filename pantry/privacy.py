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
    until="5 years after the last gift for a person, or on request",
)
_DONOR_REACHED = Kept(
    why="to arrange gifts, to thank, to send papers; only what they gave for it",
    who="coordinators",
    until="3 years after the last gift, or on request",
)
_DONOR_MAIL = Kept(
    why="whether they agreed to hear what is short, or asked for no mail",
    who="coordinators",
    until="until they change their mind; an objection for 3 years",
)
_DRIVE = Kept(
    why="what a collection drive hoped for and brought: goods, places, days",
    who="coordinators",
    until="kept: goods, not people",
)
_SLIP = Kept(
    why="traceability one step back: what was on a numbered slip; the donor is read from the gift",
    who="coordinators",
    until="5 years, as the lots",
)
_RECEIPT = Kept(
    why="numbered tax receipts, a copy of which the law wants kept (LPF L102 E); an erasure request does not reach them",
    who="coordinators",
    until="6 years from issue",
)
_PERMISSION = Kept(
    why="which document proves that the body may issue tax receipts",
    who="administrators",
    until="as long as its receipts",
)
_LINK = Kept(
    why="opens a donor's own page: that a signed address was made, until when, whether it was ended",
    who="coordinators",
    until="30 days after it expired",
)
_AGREEMENT = Kept(
    why="what a donor and the pantry agreed on: sorting, days, cold chain (Code de l'environnement D541-310)",
    who="coordinators",
    until="5 years",
)
_NOTICE = Kept(why="what is published as short", who="everybody", until="kept: goods, not people")
_PLEDGE = Kept(
    why="what somebody promised to bring, so that the reception expects it; the name only if they like",
    who="coordinators; the reception sees what and when, never who",
    until="30 days after that day",
)
_SHARE = Kept(
    why="what basket a random number may have, as functions and never their reason",
    who="nobody on a screen: the planner; size and needs appear beside a basket's number",
    until="needs: the day the help ends; from–to: until that month is closed",
)
_BENEFICIARY = Kept(
    why="joins the baskets of one random number, so that shares are fair and the social worker finds them",
    who="no screen, label, export or address",
    until="on a bag nobody collected two weeks; else 90 days, or 30 days after the last date of its goods, a year at most; "
    "with the day alone: as long as the file",
)
_ALLOTMENT = Kept(
    why="so many of something may be granted; a number, and never to whom",
    who="coordinators; social workers see what is left",
    until="5 years",
)
_WEEK = Kept(why="when and where baskets are given", who="coordinators, volunteers", until="5 years")
_BASKET = Kept(
    why="a numbered bag: its content, its state, how it was packed and handed over",
    who="coordinators; volunteers on duty see number and content",
    until="5 years: content, weight and state",
)
_NEEDS = Kept(
    why="what the bag must not hold, copied so that the planner and the packer respect it",
    who="coordinators, beside a basket's number",
    until="the closing of the distribution, four weeks after it at most",
)
_SERVED = Kept(
    why="how well a group was served, in percent, so that shares stay fair over four weeks; not how much was due",
    who="nobody: the planner",
    until="four weeks after the distribution",
)
_CODE = Kept(
    why="opens one bag once; a keyed digest, and a word, colour and shape to compare",
    who="the desk, once the code was typed",
    until="the end of the distribution, then it opens nothing",
)
_GUESSES = Kept(why="bounds guessing at the desk", who="nobody; its effect shows", until="the distribution")
_OFFLINE = Kept(
    why="lets a device at the desk open a code while the network is away; random, or sealed with the key ring",
    who="nobody; devices at the desk get what is derived from it",
    until="the end of the distribution",
)
_DEVICE = Kept(
    why="that a device was made ready for a cut network, and how many wrong codes were typed on it",
    who="coordinators",
    until="four weeks after the distribution",
)
_CONFLICT = Kept(
    why="that a device said that a bag left while the books said otherwise, and what a coordinator answered",
    who="coordinators, by basket number",
    until="5 years, as the hand-overs",
)
_EXCLUSION = Kept(
    why="keeps a bag from hands that must not pack it; a keyed digest, of no use to a reader",
    who="nobody",
    until="the closing of the distribution, four weeks after it at most",
)
_PAST = Kept(
    why="that somebody collected or missed on a day, for the file and the figures of years that are open",
    who="nobody here; the social worker in the file",
    until="as long as the file, five years at most",
)
_COLD = Kept(
    why="that food stayed cold: what an inspection reads; two readings a day, what was done when one was wrong",
    who="coordinators; volunteers on duty in the storage room",
    until="5 years, as the delivery slips (our choice: no law gives a number)",
)
_RECALL = Kept(
    why="to take recalled goods off the shelf and to warn: notices of the authority, lots of ours, decisions with a reason",
    who="coordinators",
    until="5 years, as the lots",
)
_UPLOAD = Kept(
    why="a product list on its way into the catalogue: goods, not people",
    who="coordinators",
    until="its content until it is taken over, a day at most; the counts 30 days",
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
    **_fields(
        "catalogueupload",
        "id state name size lines language content line accepted updated unchanged refused first_rows problem",
        _UPLOAD,
    ),
    **_fields("catalogueupload", "attempt uploaded_at moved_at ended_at", _UPLOAD),
    **_fields("catalogueupload", "uploaded_by ended_by", _WHO),
    **_fields("cataloguerefusal", "id upload line code reason", _UPLOAD),
    **_fields("pantryrule", "id code value default source checked_by checked_on", _RULE),
    **_fields("rulechange", "id code former value source checked_by checked_on changed_at", _RULE),
    **_fields("rulechange", "changed_by", _WHO),
    **_fields("donor", "id kind created_at", _DONOR),
    **_fields("donor", "name registration", _DONOR_NAME),
    **_fields("donor", "contact email phone address notes language", _DONOR_REACHED),
    **_fields("donor", "hears_since no_mail_since", _DONOR_MAIL),
    **_fields("donor", "merged_into merged_at", _DONOR),
    **_fields("donor", "hears_noted_by merged_by", _WHO),
    **_fields(
        "donoragreement",
        "id donor reference starts ends products weekdays hours cold_chain notes noted_at",
        _AGREEMENT,
    ),
    **_fields("donoragreement", "noted_by", _WHO),
    **_fields("needsnotice", "id line published_at", _NOTICE),
    **_fields("needsnotice", "published_by", _WHO),
    **_fields("needsline", "id notice category level", _NOTICE),
    **_fields("pledge", "id category quantity measure day name state donation made_at settled_at", _PLEDGE),
    **_fields("pledge", "settled_by", _WHO),
    **_fields("receiptpermission", "id document body address purpose granted_at ended_at", _PERMISSION),
    **_fields("receiptpermission", "granted_by ended_by", _WHO),
    **_fields(
        "taxreceipt", "id donation donor year number cents content replaces issued_at cancelled_at reason", _RECEIPT
    ),
    **_fields("taxreceipt", "issued_by cancelled_by", _WHO),
    **_fields("donorlink", "id donor made_at expires_at ended_at", _LINK),
    **_fields("donorlink", "made_by", _WHO),
    **_fields("drive", "id name starts ends places goal_kilos goal_items wanted thanks noted_at", _DRIVE),
    **_fields("drive", "noted_by", _WHO),
    **_fields("papernumber", "id series year last", _SLIP),
    **_fields("withdrawalslip", "id donation year number content issued_at", _SLIP),
    **_fields("withdrawalslip", "issued_by", _WHO),
    **_fields("donation", "id drive donor received_on opened_at closed_at", _DONOR),
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
    **_fields("sixpointcheck", "id lot failed words quantity until source checked_at", _LOT),
    **_fields("sixpointcheck", "checked_by", _WHO),
    **_fields("month", "id month kind group source reason grams grams_assumed units", _FIGURES),
    **_fields("stocktask", "id kind lot quantity line opened_at done_at", _LEDGER),
    **_fields("stocktask", "opened_by done_by", _WHO),
    **_fields("appliance", "id place lowest highest weekdays since until set_at", _COLD),
    **_fields("appliance", "set_by", _WHO),
    **_fields("temperature", "id appliance day part tenths lowest highest power_cut words replaces written_at", _COLD),
    **_fields("temperature", "written_by", _WHO),
    **_fields("coldalarm", "id temperature opened_at measures words answered_at closed_at", _COLD),
    **_fields("coldalarm", "answered_by closed_by", _WHO),
    **_fields("colddecision", "id alarm lot what reason quantity decided_at", _COLD),
    **_fields("colddecision", "decided_by", _WHO),
    **_fields("cleaningtask", "id name weekdays since until set_at", _COLD),
    **_fields("cleaningtask", "set_by", _WHO),
    **_fields("cleaningmark", "id task day done_at undone_at", _COLD),
    **_fields("cleaningmark", "done_by undone_by", _WHO),
    **_fields("recall", "id reference version category brand name identification risk advice link", _RECALL),
    **_fields("recall", "published_on ends_on imported_at", _RECALL),
    **_fields("recallitem", "id recall code gtin lot every_lot unclear date_kind first_date last_date", _RECALL),
    **_fields("recallmatch", "id recall lot state strength score why found_at", _RECALL),
    **_fields("recalldecision", "id match state reason decided_at", _RECALL),
    **_fields("recalldecision", "decided_by", _WHO),
    **_fields("recallimport", "id source began_at ended_at rows refused new changed mended matches problem", _RECALL),
    **_fields("recallimport", "by", _WHO),
    **_fields("count", "id place opened_at closed_at", _LEDGER),
    **_fields("count", "opened_by closed_by", _WHO),
    **_fields(
        "countline", "id count product date_kind limit_date limit_precision aside lots expected counted", _LEDGER
    ),
    **_fields("countline", "state counted_at settled_at", _LEDGER),
    **_fields("countline", "counted_by settled_by", _WHO),
    **_fields("entitlement", "id persons children_under_3 allergens diets cooking dislikes starts ends", _SHARE),
    **_fields("entitlement", "beneficiary", _BENEFICIARY),
    **_fields("entitlement", "opened_at opened_by", _WHO),
    **_fields("entitlementpause", "id starts ends", _SHARE),
    **_fields("entitlementpause", "beneficiary", _BENEFICIARY),
    **_fields("entitlementpause", "paused_at paused_by", _WHO),
    **_fields("allotment", "id kind label quantity taken starts ends set_at closed_at", _ALLOTMENT),
    **_fields("allotment", "set_by closed_by", _WHO),
    **_fields("distributionpattern", "id weekday starts_at ends_at place capacity first_day last_day", _WEEK),
    **_fields("distribution", "id pattern pattern_day date starts_at ends_at place capacity at_once state", _WEEK),
    **_fields("distribution", "seed", _WEEK),
    **_fields("distribution", "supply proposals", _NEEDS),
    **_fields("distribution", "planned_at frozen_at opened_at closed_at cancelled_at amended_at", _WEEK),
    **_fields("distribution", "planned_by frozen_by opened_by closed_by cancelled_by amended_by", _WHO),
    **_fields("pastpickup", "id day state", _PAST),
    **_fields("pastpickup", "beneficiary", _BENEFICIARY),
    **_fields("distributionskip", "id distribution", _NEEDS),
    **_fields("distributionskip", "beneficiary", _BENEFICIARY),
    **_fields("distributionskip", "skipped_at skipped_by", _WHO),
    **_fields("basket", "id distribution number state set_aside weighed_g", _BASKET),
    **_fields("basket", "beneficiary", _BENEFICIARY),
    **_fields("basket", "persons children_under_3 allergens diets cooking dislikes second_look arrives_at", _NEEDS),
    **_fields("basket", "dealt_at planned_at packed_at checked_at collected_at missed_at cancelled_at", _BASKET),
    **_fields("basket", "dealt_to planned_by packed_by checked_by collected_by missed_by cancelled_by", _WHO),
    **_fields("basketshare", "id basket group given_g", _BASKET),
    **_fields("basketshare", "target_g missing_g because", _NEEDS),
    **_fields("basketshare", "served", _SERVED),
    **_fields("basketdecline", "id basket product group grams", _NEEDS),
    **_fields("basketline", "id basket lot group quantity grams state by_hand ticked_at was", _BASKET),
    **_fields("basketline", "instead_of because", _NEEDS),
    **_fields("basketline", "ticked_by", _WHO),
    **_fields("pickupcode", "id distribution basket digest word colour shape issued_at revoked_at", _CODE),
    **_fields("pickupcode", "issued_by revoked_by", _WHO),
    **_fields("drawncode", "id distribution digest word colour shape drawn_at", _CODE),
    **_fields("drawncode", "drawn_by", _WHO),
    **_fields("handover", "id basket code key handed_at undone_at", _BASKET),
    **_fields("handover", "handed_by undone_by", _WHO),
    **_fields("desksalt", "id distribution salt rounds", _OFFLINE),
    **_fields("offlinekey", "id code key", _OFFLINE),
    **_fields("deskdevice", "id distribution salt prepared_at heard_at wrong", _DEVICE),
    **_fields("deskdevice", "prepared_by", _WHO),
    **_fields("deskconflict", "id basket kind key handed_at merged_at answer settled_at", _CONFLICT),
    **_fields("deskconflict", "handed_by merged_by settled_by", _WHO),
    **_fields("desktries", "id distribution user wrong since", _GUESSES),
    **_fields("basketexclusion", "id basket digest", _EXCLUSION),
}

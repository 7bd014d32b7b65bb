"""Addresses of the pantry: stock first, distributions after."""

from django.urls import path

from pantry.views import (
    allotments,
    catalogue,
    desk,
    distributions,
    donors,
    hygiene,
    places,
    recalls,
    receive,
    rules,
    stock,
    to_do,
    waiting,
)

app_name = "pantry"
STOCK = [
    path("receive/", receive.receive, name="receive"),
    path("receive/add/", receive.receive_add, name="receive_add"),
    path("receive/photo/", receive.receive_photo, name="receive_photo"),
    path("receive/undo/", receive.receive_undo, name="receive_undo"),
    path("receive/donor/", receive.receive_donor, name="receive_donor"),
    path("receive/close/", receive.receive_close, name="receive_close"),
    path("receive/offline/", waiting.receive_offline, name="receive_offline"),
    path("receive/waiting/", waiting.receive_waiting, name="receive_waiting"),
    path("receive/worker.js", waiting.receive_worker, name="receive_worker"),
    path("stock/", stock.stock, name="stock"),
    path("stock/<int:pk>/", stock.lot_detail, name="lot_detail"),
    path("stock/<int:pk>/lose/", stock.lot_lose, name="lot_lose"),
    path("stock/<int:pk>/found/", stock.lot_found, name="lot_found"),
    path("stock/<int:pk>/aside/", stock.lot_quarantine, name="lot_quarantine"),
    path("stock/<int:pk>/free/", stock.lot_free, name="lot_free"),
    path("stock/movements/<int:pk>/reverse/", stock.movement_reverse, name="movement_reverse"),
    path("stock/tasks/<int:pk>/settle/", stock.task_settle, name="task_settle"),
    path("stock/<int:pk>/move/", places.lot_move, name="lot_move"),
    path("places/", places.places, name="places"),
    path("places/<int:pk>/", places.place, name="place"),
    path("places/<int:pk>/close/", places.place_close, name="place_close"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<int:pk>/", catalogue.product_detail, name="product_detail"),
]
RULES = [
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:code>/", rules.rule, name="rule"),
]
HYGIENE = [
    path("to-do/", to_do.to_do, name="to_do"),
    path("hygiene/", hygiene.hygiene, name="hygiene"),
    path("hygiene/record/", hygiene.hygiene_record, name="hygiene_record"),
    path("hygiene/appliances/<int:pk>/", hygiene.appliance, name="appliance"),
    path("hygiene/appliances/<int:pk>/read/", hygiene.temperature_read, name="temperature_read"),
    path("hygiene/appliances/<int:pk>/stop/", hygiene.appliance_stop, name="appliance_stop"),
    path("hygiene/places/<int:pk>/limits/", hygiene.appliance_limits, name="appliance_limits"),
    path("hygiene/temperatures/<int:pk>/correct/", hygiene.temperature_correct, name="temperature_correct"),
    path("hygiene/alarms/<int:pk>/", hygiene.cold_alarm, name="cold_alarm"),
    path("hygiene/alarms/<int:pk>/decide/", hygiene.cold_decide, name="cold_decide"),
    path("recalls/", recalls.recalls, name="recalls"),
    path("recalls/file/", recalls.recall_file, name="recall_file"),
    path("recalls/wall/", recalls.recall_notice, name="recall_notice"),
    path("recalls/<int:pk>/", recalls.recall, name="recall"),
    path("recalls/lines/<int:pk>/take-out/", recalls.recall_take_out, name="recall_take_out"),
]
ALLOTMENTS = [
    path("grants/", allotments.allotments, name="allotments"),
    path("grants/<int:pk>/", allotments.allotment, name="allotment"),
    path("grants/<int:pk>/close/", allotments.allotment_close, name="allotment_close"),
]
DONORS = [
    path("donors/", donors.donors, name="donors"),
    path("donors/new/", donors.donor_new, name="donor_new"),
    path("donors/<int:pk>/", donors.donor, name="donor"),
    path("donors/<int:pk>/edit/", donors.donor_edit, name="donor_edit"),
    path("donors/<int:pk>/do/<slug:act>/", donors.donor_act, name="donor_act"),
    path("donors/<int:pk>/agreement/", donors.donor_agreement, name="donor_agreement"),
    path("donors/<int:pk>/agreement/end/", donors.donor_agreement_end, name="donor_agreement_end"),
    path("donors/<int:pk>/merge/", donors.donor_merge, name="donor_merge"),
]
DISTRIBUTIONS = [
    path("distributions/", distributions.distributions, name="distributions"),
    path("distributions/new/", distributions.distribution_new, name="distribution_new"),
    path("distributions/<int:pk>/", distributions.distribution, name="distribution"),
    path("distributions/<int:pk>/amend/", distributions.distribution_amend, name="distribution_amend"),
    path("distributions/<int:pk>/do/<slug:verb>/", distributions.distribution_do, name="distribution_do"),
    path("distributions/<int:pk>/fill/", distributions.distribution_fill, name="distribution_fill"),
    path("distributions/<int:pk>/take-back/", distributions.basket_back, name="basket_back"),
    path("distributions/<int:pk>/pick-list/", distributions.pick_list, name="pick_list"),
    path("distributions/<int:pk>/close/", distributions.distribution_close, name="distribution_close"),
    path("distributions/<int:pk>/missed/", distributions.basket_missed, name="basket_missed"),
    path("distributions/<int:pk>/baskets/<int:number>/", distributions.basket, name="basket"),
    path("pack/", desk.pack, name="pack"),
    path("pack/next/", desk.pack_next, name="pack_next"),
    path("pack/line/", desk.pack_line, name="pack_line"),
    path("pack/done/", desk.pack_done, name="pack_done"),
    path("desk/", desk.desk, name="desk"),
    path("desk/hand-over/", desk.desk_hand_over, name="desk_hand_over"),
    path("desk/wrong-word/", desk.desk_wrong_word, name="desk_wrong_word"),
    path("desk/undo/", desk.desk_undo, name="desk_undo"),
    path("desk/open/", desk.desk_open, name="desk_open"),
]
urlpatterns = [*STOCK, *RULES, *ALLOTMENTS, *DONORS, *DISTRIBUTIONS, *HYGIENE]

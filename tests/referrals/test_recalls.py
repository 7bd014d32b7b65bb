"""A recall reaches those who received it: through the social worker and the own page, and by nothing else."""

import pytest

from coop.notifications import sending
from coop.web import clock
from pantry import recalls
from pantry.models import Recall, RecallItem, RecallMatch
from referrals import codes, compartment
from referrals import recalls as warnings
from referrals.models import Case, FollowUp, PickupCode
from referrals.sealing import key_of, unseal
from tests import leaks
from tests.pantry.conftest import categories, lot, places, product  # noqa: F401
from tests.pantry.people import harmless
from tests.referrals.conftest import collect, freeze_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def recalled(learner, coordinator, lot, product):  # noqa: F811
    """Lina collected a bag with rice; the rice was recalled afterwards."""
    rice = lot(harmless(product("Rice", "rice", net_weight_g=500, number=1)), 20)
    day = freeze_a_day(coordinator, clock.today())
    codes.issue_codes()
    collect(day, day.baskets.get(), code_of(learner), coordinator)
    notice = Recall.objects.create(reference="2026-11-0001", name="Rice", risk="Listeria", imported_at=clock.now())
    RecallItem.objects.create(recall=notice, code="exact", gtin=rice.product.gtin)
    assert recalls.match(by=coordinator.pk) == 1
    return RecallMatch.objects.get()


def code_of(learner):
    with compartment.learner(person=learner.case_id, purpose="test"):
        case, kept = Case.objects.get(id=learner.case_id), PickupCode.objects.get(case_id=learner.case_id)
        return unseal(key_of(case), kept.sealed_code, what="code", of=kept.id)["code"]


def waiting(learner, social_worker):
    with compartment.social_work(by=social_worker.pk, purpose="test", person=learner.case_id):
        return list(FollowUp.objects.filter(case_id=learner.case_id, kind="recall", done_at=None))


def test_the_social_worker_is_to_warn_once_and_reads_what_of(recalled, learner, social_worker, client_of):
    assert (warnings.note(), warnings.note()) == (1, 0)
    assert len(waiting(learner, social_worker)) == 1
    page = client_of(social_worker).get("/cases/tasks/").content.decode()
    assert "Rice" in page
    assert "2026-11-0001" in page
    assert "1 bag with something recalled" in page
    assert "Nothing to do, well done" not in page


def test_the_learner_reads_it_on_the_own_page_and_the_mail_says_nothing(recalled, learner, settings):
    warnings.note()
    page = learner.browser().get("/mine/").content.decode()
    assert "Please do not eat or use this:" in page
    assert "Listeria" in page
    sending.send_due()
    sent = {where: text for where, text in leaks.mails(settings.EMAIL_FILE_PATH).items() if "lina.learner" in where}
    assert sent
    assert leaks.find(["Rice", "recall", "Listeria", "2026-11-0001"], sent) == []


def test_taken_back_it_is_nothing_to_do_and_nothing_to_read(recalled, learner, social_worker, coordinator):
    warnings.note()
    recalls.decide(match_id=recalled.pk, state="not_ours", reason="Another factory", by=coordinator.pk)
    assert warnings.note() == 0
    assert waiting(learner, social_worker) == []
    assert "Please do not eat" not in learner.browser().get("/mine/").content.decode()


def test_the_pantry_never_learns_who(recalled, learner, coordinator, client_of):
    warnings.note()
    for address in ("/recalls/", f"/recalls/{recalled.pk}/", "/recalls/wall/"):
        page = client_of(coordinator).get(address).content.decode()
        assert "Rice" in page or address == "/recalls/"
        assert not [each for each in ("Lina", str(learner.beneficiary), str(learner.case_id)) if each in page]

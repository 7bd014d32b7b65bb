"""The data protection officer reads who did what; an administrator looks after the mails."""

from referrals import compartment


def test_the_officer_follows_who_opened_what(
    journey, data_protection_officer, learner, social_worker, volunteer, client_of
):
    client_of(volunteer).get("/journal/")
    for _ in range(30):
        with compartment.social_work(by=social_worker.pk, purpose="interview.read", person=learner.case_id):
            pass
    for width in (360, 1280):
        page = journey.open("/journal/", as_=data_protection_officer, width=width)
        journey.looks_well(page, "journal")
        page.get_by_role("link", name="Plus anciennes").click()
        page.get_by_role("link", name="Plus récentes").click()
        page.get_by_label("Où").select_option("access")
        page.get_by_role("button", name="Afficher").click()
        assert "s’est vu refuser une page" in page.get_by_role("main").inner_text()
        page.goto("/journal/openings/")
        journey.looks_well(page, "openings")
        assert "Sacha Social" in page.get_by_role("main").inner_text()
    assert journey.faults == []


def test_an_administrator_sees_how_the_mails_stand(journey, administrator):
    for width in (360, 1280):
        page = journey.open("/mails/", as_=administrator, width=width)
        journey.looks_well(page, "mails")
        assert "Tous les messages sont partis" in page.get_by_role("main").inner_text()
    assert journey.faults == []

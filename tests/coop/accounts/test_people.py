"""Invitations, people from a file, accounts closed and emptied, the admin site."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from coop.accounts import errors, invitations, people, people_import, protected
from coop.accounts.models import Invitation, ProtectedChange, User
from coop.accounts.roles import Role
from coop.audit.models import JournalEntry
from coop.web import clock

PASSWORD = "sept chevaux bleus dansent"
KEY = {"key": "0" * 32}


def invite(by, email="new@test.example", role=Role.COORDINATOR, **values):
    return invitations.invite(email=email, full_name="New One", role=role, until=None, by=by.pk, **values)


@pytest.mark.django_db
def test_an_invitation_opens_one_account_with_its_role_and_leads_to_the_second_factor(administrator, client, sent):
    invite(administrator)
    answer = client.post(sent.link(), {"full_name": "New One", "password": PASSWORD})
    assert answer.url == "/accounts/second-factor/"
    user = User.objects.get(email="new@test.example")
    assert user.holds(Role.COORDINATOR)
    assert EmailAddress.objects.get(user=user).verified


@pytest.mark.django_db
def test_a_volunteer_needs_no_password_and_is_in_at_once(administrator, client, sent):
    invite(administrator, role=Role.VOLUNTEER)
    client.post(sent.link(), {"full_name": "New One", "password": ""})
    user = client.get("/accounts/me/").wsgi_request.user
    assert (user.email, user.has_usable_password()) == ("new@test.example", False)


@pytest.mark.django_db
def test_whoever_reads_about_people_has_to_choose_a_password(administrator, client, sent):
    invite(administrator)
    for weak in ("", "12345678", "new.one1"):
        assert client.post(sent.link(), {"full_name": "New One", "password": weak}).status_code == 200
    assert User.objects.filter(email="new@test.example").count() == 0


@pytest.mark.django_db
def test_an_invited_social_worker_waits_for_one_who_is_there(administrator, social_worker, client, sent):
    invite(administrator, role=Role.SOCIAL_WORKER)
    client.post(sent.link(), {"full_name": "New One", "password": PASSWORD})
    user = User.objects.get(email="new@test.example")
    assert user.roles == frozenset()
    protected.approve(change=ProtectedChange.objects.get(), by=social_worker)
    assert User.objects.get(pk=user.pk).holds(Role.SOCIAL_WORKER)


@pytest.mark.django_db
def test_an_expired_or_withdrawn_link_opens_nothing(administrator, client, sent):
    issued = invite(administrator)
    with clock.at(clock.now() + invitations.LASTS + timedelta(minutes=1)):
        assert client.get(sent.link()).status_code == 410
        invite(administrator)
    with pytest.raises(errors.InvitationGone):
        invitations.withdraw(invitation=issued.invitation, by=administrator.pk)


@pytest.mark.django_db
def test_the_same_invitation_twice_and_an_address_in_use_are_refused(administrator, volunteer, sent):
    invite(administrator)
    with pytest.raises(errors.AlreadyInvited):
        invite(administrator, email="NEW@test.example")
    with pytest.raises(errors.AddressTaken):
        invite(administrator, email=volunteer.email)


@pytest.mark.django_db
def test_the_token_is_kept_as_a_digest_only(administrator, sent):
    issued = invite(administrator)
    assert issued.token.encode() not in bytes(issued.invitation.digest)
    with pytest.raises(IntegrityError, match="invitation_open_once"), transaction.atomic():
        Invitation.objects.create(
            email="NEW@test.example",
            full_name="x",
            role=Role.COORDINATOR,
            digest=b"x" * 32,
            invited_by=1,
            invited_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )


@pytest.mark.django_db(transaction=True)
def test_a_link_opened_twice_at_once_makes_one_account(administrator):
    token = invite(administrator).token
    barrier, refused = threading.Barrier(2), []

    def work():
        barrier.wait()
        try:
            invitations.accept(token=token, full_name="New One", password=PASSWORD, language="en")
        except errors.InvitationGone:
            refused.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (User.objects.filter(email="new@test.example").count(), len(refused)) == (1, 1)


FILE = (
    "Nom;Courriel;Rôle;Jusqu'au\n"
    "Zoé Brême;zoe@test.example;bénévole;\n"
    "Luc Roy;luc@test.example;Référent;31/12/2027\n"
    "Sans Adresse;;bénévole;\n"
    "Roi;roi@test.example;roi;\n"
    "Vieux;vieux@test.example;direction;31/12/2001\n"
    "Zoé Brême;ZOE@test.example;bénévole;\n"
    "Val Volunteer;val.volunteer@test.example;volunteer;\n"
    "Val Volunteer;val.volunteer@test.example;coordination;\n"
)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_file_is_read_as_schools_save_it_and_each_line_gets_its_fate(encoding, volunteer):
    text = people_import.text_of(SimpleUploadedFile("people.csv", FILE.encode(encoding)))
    rows = people_import.read(text)
    assert [(row.line, bool(row.refused), bool(row.done)) for row in rows] == [
        (2, False, False),
        (3, False, False),
        (4, True, False),
        (5, True, False),
        (6, True, False),
        (7, True, False),
        (8, False, True),
        (9, False, False),
    ]
    assert (rows[0].name, rows[0].role, rows[1].role) == ("Zoé Brême", Role.VOLUNTEER, Role.REFERRER)


@pytest.mark.django_db
def test_carrying_a_file_out_twice_changes_nothing_the_second_time(volunteer, administrator, sent):
    for wanted in ((2, 1, 1), (0, 0, 4)):
        done = people_import.carry_out(rows=people_import.read(FILE), by=administrator.pk, language="fr")
        assert (done.invited, done.granted, done.unchanged) == wanted
        assert done.refused == 4
    assert User.objects.get(pk=volunteer.pk).holds(Role.COORDINATOR)


@pytest.mark.django_db
def test_reading_a_file_takes_the_same_queries_for_one_line_and_for_many(volunteer, django_assert_num_queries):
    for text in (FILE.splitlines()[0] + "\n" + FILE.splitlines()[7], FILE):
        with django_assert_num_queries(4):
            people_import.read(text)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "hello", "a;b\n1;2", "name;email\nA;a@b.example"])
def test_a_file_that_is_no_list_of_people_is_refused(text):
    with pytest.raises(people_import.FileRefused):
        people_import.read(text)


@pytest.mark.django_db
def test_the_screen_shows_the_lines_first_and_invites_on_the_second_step(administrator, client_of, sent):
    browser = client_of(administrator)
    file = SimpleUploadedFile("people.csv", FILE.encode("cp1252"), content_type="text/csv")
    page = browser.post("/people/import/", {"file": file, **KEY}).content.decode()
    assert "Zoé Brême" in page
    assert "is not a role" in page
    roles = [cell.split("<")[0] for cell in page.split('data-label="Role">')[1:]]
    assert (roles[0], roles[1], "no last day" in page) == ("Volunteer", "Referrer", True)
    assert Invitation.objects.count() == 0
    browser.post("/people/import/", {"text": FILE, "carry_out": "1", **KEY})
    browser.post("/people/import/", {"text": FILE, "carry_out": "1", **KEY})
    assert Invitation.objects.count() == 4


@pytest.mark.django_db
def test_erasing_empties_the_account_and_keeps_the_number(volunteer, administrator, client_of):
    browser = client_of(volunteer)
    people.erase(user=volunteer, by=administrator.pk)
    kept = User.objects.get(pk=volunteer.pk)
    assert (kept.email, kept.full_name, kept.is_active, kept.has_usable_password()) == (None, "", False, False)
    assert EmailAddress.objects.filter(user=kept).count() == 0
    assert kept.grants.current().count() == 0
    assert browser.get("/").wsgi_request.user.is_anonymous
    assert JournalEntry.objects.filter(action="accounts.erase", object_id=str(volunteer.pk)).count() == 1
    with pytest.raises(errors.AccountErased):
        people.erase(user=kept, by=administrator.pk)
    with pytest.raises(IntegrityError, match="user_erased_is_empty"), transaction.atomic():
        User.objects.filter(pk=kept.pk).update(full_name="Back Again")


@pytest.mark.django_db
def test_the_list_of_people_goes_by_position_and_counts_its_queries(
    administrator, person, client_of, django_assert_num_queries
):
    browser = client_of(administrator)
    counts = []
    for number in range(1, 31):
        person(f"Person {number:02}", Role.REFERRER)
        if number in (1, 30):
            with django_assert_num_queries(5):
                counts.append(browser.get("/people/?role=referrer"))
    page = counts[-1].content.decode()
    assert "Person 25" in page
    assert "Person 26" not in page
    following = browser.get(f"/people/?role=referrer&after={counts[-1].context['page'].after}").content.decode()
    assert "Person 26" in following
    assert "Person 25" not in following


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["after=x", "after=~", "after=~99999999999999999999", "role=king", "q=%25%27"])
def test_odd_parameters_of_the_list_are_no_error(query, administrator, client_of):
    assert client_of(administrator).get(f"/people/?{query}").status_code == 200


@pytest.mark.django_db
def test_an_administrator_gives_and_ends_a_role_on_the_screen(administrator, outsider, client_of, sent):
    browser = client_of(administrator)
    values = {"role": "management", "starts": clock.today().isoformat(), **KEY}
    browser.post(f"/people/{outsider.pk}/roles/", values)
    assert User.objects.get(pk=outsider.pk).holds(Role.MANAGEMENT)
    twice = browser.post(f"/people/{outsider.pk}/roles/", {**values, "key": "1" * 32}).content.decode()
    assert "already holds that role" in twice
    grant = outsider.grants.get()
    browser.post(f"/people/{outsider.pk}/act/", {"act": "revoke", "grant": grant.pk, "key": "2" * 32})
    assert not User.objects.get(pk=outsider.pk).holds(Role.MANAGEMENT)


@pytest.mark.django_db
def test_naming_a_social_worker_on_the_screen_only_asks(administrator, outsider, client_of, sent):
    values = {"role": "social_worker", "starts": clock.today().isoformat(), **KEY}
    client_of(administrator).post(f"/people/{outsider.pk}/roles/", values)
    assert User.objects.get(pk=outsider.pk).roles == frozenset()
    assert ProtectedChange.objects.get().subject == outsider


@pytest.mark.django_db
def test_the_admin_site_holds_settings_only_and_for_administrators_only(
    administrator, coordinator, social_worker, client_of, client
):
    page = client_of(administrator).get("/admin/").content.decode()
    assert all(f"/admin/school/{name}/" in page for name in ("school", "place", "term"))
    assert "rolegrant" not in page
    for user in (coordinator, social_worker):
        assert client_of(user).get("/admin/", follow=True).redirect_chain[-1][0] != "/admin/"
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert client.get("/admin/login/").url == "/accounts/login/?next=/admin/"
    for path in ("accounts/rolegrant/", "accounts/user/", "referrals/case/", "mfa/authenticator/"):
        assert client_of(administrator).get(f"/admin/{path}").status_code == 404


@pytest.mark.django_db
def test_a_change_in_the_admin_site_is_journalled(administrator, client_of):
    values = {"name": "Frigo", "kind": "fridge", "position": "3"}
    client_of(administrator).post("/admin/school/place/add/", values)
    rows = JournalEntry.objects.filter(by_id=administrator.pk).values_list("action", flat=True)
    assert list(rows) == ["school.place.add"]

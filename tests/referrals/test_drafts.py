"""What is being typed: on two devices, by a page that has no network, by two hands at once. Nothing typed is lost."""

import base64
import json
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from coop.vault import box
from coop.vault.errors import BrokenEnvelope
from coop.web import clock
from referrals import circles, compartment, drafts, interviews
from referrals.drafts import Sent
from referrals.errors import OtherDevice, UnreadableLetter
from referrals.interviews import Content
from referrals.models import Interview, InterviewDraft, InterviewVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview_id(learner, social_worker):
    return interviews.begin(case_id=learner.case_id, mode="office", by=social_worker.pk)


def typed(facts, **more):
    return {"facts": [facts], **{name: [value] for name, value in more.items()}}


def keep(interview_id, user, facts, device=None, base=0, turn=0):
    sent = Sent(device or uuid4(), base, turn, typed(facts))
    return drafts.save(interview_id=interview_id, sent=sent, by=user.pk)


def kept(interview_id, user):
    """(text, set aside) of each draft, newest first."""
    with compartment.social_work(by=user.pk, purpose="test"):
        row = Interview.objects.select_related("case").get(id=interview_id)
        return [(draft.typed["facts"][0], draft.aside) for draft in drafts.drafts_of(row, by=user.pk)]


def sign(interview_id, user, facts, device=None, base=0):
    content = Content(held_on=clock.today(), mode="office", minutes=30, facts=facts)
    sent = Sent(device or uuid4(), base, 0, typed(facts))
    return interviews.sign(interview_id=interview_id, sent=sent, content=content, author_only=False, by=user.pk)


def test_one_page_keeps_one_draft(interview_id, social_worker):
    device = uuid4()
    answers = [keep(interview_id, social_worker, text, device).others for text in ("She", "She sleeps")]
    assert answers == [False, False]
    assert kept(interview_id, social_worker) == [("She sleeps", False)]


def test_a_page_takes_over_the_draft_it_began_with(interview_id, social_worker):
    first = keep(interview_id, social_worker, "She")
    again = keep(interview_id, social_worker, "She sleeps", base=first.revision)
    assert again.others is False
    assert kept(interview_id, social_worker) == [("She sleeps", False)]


def test_two_pages_keep_two_texts_and_the_second_is_told(interview_id, social_worker):
    keep(interview_id, social_worker, "at the desk")
    assert keep(interview_id, social_worker, "on the phone").others
    assert kept(interview_id, social_worker) == [("on the phone", False), ("at the desk", False)]


def test_two_pages_that_began_with_the_same_draft_keep_both_texts(interview_id, social_worker):
    first = keep(interview_id, social_worker, "She")
    keep(interview_id, social_worker, "She sleeps", base=first.revision)
    assert keep(interview_id, social_worker, "She eats", base=first.revision).others
    assert kept(interview_id, social_worker) == [("She eats", False), ("She sleeps", False)]


def test_the_same_text_twice_is_no_matter(interview_id, social_worker):
    keep(interview_id, social_worker, "the same\r\nline")
    assert keep(interview_id, social_worker, "the same\nline").others is False


def test_an_older_sending_covers_no_later_one(interview_id, social_worker):
    device = uuid4()
    keep(interview_id, social_worker, "later", device, turn=5)
    keep(interview_id, social_worker, "older", device, turn=4)
    assert kept(interview_id, social_worker) == [("later", False)]
    keep(interview_id, social_worker, "without a script", device)
    assert kept(interview_id, social_worker) == [("without a script", False)]


def test_signing_past_another_text_is_refused_until_one_was_chosen(interview_id, social_worker):
    desk, phone = uuid4(), uuid4()
    keep(interview_id, social_worker, "at the desk", desk)
    keep(interview_id, social_worker, "on the phone", phone)
    with pytest.raises(OtherDevice):
        sign(interview_id, social_worker, "at the desk", desk)
    drafts.put_aside(interview_id=interview_id, device=phone, by=social_worker.pk)
    assert kept(interview_id, social_worker) == [("on the phone", True), ("at the desk", False)]
    sign(interview_id, social_worker, "at the desk", desk)
    assert kept(interview_id, social_worker) == []


def test_what_was_set_aside_counts_again_when_somebody_types_in_it(interview_id, social_worker):
    desk, phone = uuid4(), uuid4()
    keep(interview_id, social_worker, "at the desk", desk)
    keep(interview_id, social_worker, "on the phone", phone)
    drafts.put_aside(interview_id=interview_id, device=phone, by=social_worker.pk)
    keep(interview_id, social_worker, "on the phone, more", phone)
    with pytest.raises(OtherDevice):
        sign(interview_id, social_worker, "at the desk", desk)


def test_both_texts_stand_together_and_what_one_left_empty_is_completed():
    mine = {"facts": ["a sofa"], "needs": ["a bed"], "mode": ["office"], "agreed": [""]}
    other = {
        "facts": ["a friend"],
        "needs": ["a bed"],
        "mode": ["call"],
        "agreed": ["we call"],
        "next_on": ["2026-12-01"],
    }
    together = drafts.joined(mine, other, interviews.TEXTS)
    assert (together["facts"], together["needs"], together["agreed"]) == (
        ["a sofa\n\na friend"],
        ["a bed"],
        ["we call"],
    )
    assert (together["mode"], together["next_on"]) == (["office"], ["2026-12-01"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("began_with_the_same", [False, True])
def test_many_pages_at_once_lose_nothing(interview_id, social_worker, began_with_the_same):
    """Eight pages save in the same moment, three times each: every page's last text is there."""
    base = keep(interview_id, social_worker, "before").revision if began_with_the_same else 0
    pages, problems = 8, []
    barrier = threading.Barrier(pages)

    def type_on(page):
        device = uuid4()
        barrier.wait()
        try:
            for turn in (1, 2, 3):
                keep(interview_id, social_worker, f"page {page}, turn {turn}", device, base, turn)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=type_on, args=[page]) for page in range(pages)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(text for text, _aside in kept(interview_id, social_worker)) == [
        f"page {page}, turn 3" for page in range(pages)
    ]


def form(device, facts, base=0, turn=0, **more):
    fields = {"mode": "office", "held_on": clock.today().isoformat(), "minutes": "30", "facts": facts}
    return {"key": str(uuid4()), "device": str(device), "base": str(base), "turn": str(turn), **fields, **more}


@pytest.fixture
def two(interview_id, social_worker, client_of):
    """A browser with a text typed at the desk, while another one waits that was typed on the phone."""
    browser, desk, phone = client_of(social_worker), uuid4(), uuid4()
    draft = reverse("referrals:interview_draft", args=[interview_id])
    assert browser.post(draft, form(desk, "at the desk")).json()["others"] is False
    assert browser.post(draft, form(phone, "on the phone", needs="a bed")).json()["others"] is True
    return browser, desk, phone


def test_the_page_shows_both_side_by_side(two, interview_id, social_worker):
    browser, desk, phone = two
    page = reverse("referrals:interview", args=[interview_id])
    refused = browser.post(page, form(desk, "at the desk", do="sign")).content.decode()
    assert "Another device typed something since." in refused
    assert f'value="both:{phone}"' in refused
    for shown in (refused, browser.get(page).content.decode()):
        assert "Two texts" in shown
        assert "on the phone" in shown
        assert "at the desk" in shown
        assert "a bed" in shown


@pytest.mark.parametrize(
    ("choice", "first", "aside"),
    [
        ("mine", "at the desk", "on the phone"),
        ("theirs", "on the phone", "at the desk"),
        ("both", "at the desk\n\non the phone", "on the phone"),
    ],
)
def test_one_chooses_or_puts_them_together_and_the_other_stays_readable(
    two, interview_id, social_worker, choice, first, aside
):
    browser, desk, phone = two
    page = reverse("referrals:interview", args=[interview_id])
    browser.post(page, form(desk, "at the desk", do=f"{choice}:{phone}"))
    assert sorted(kept(interview_id, social_worker)) == sorted([(first, False), (aside, True)])
    shown = browser.get(page)
    assert "Two texts" not in shown.content.decode()
    assert shown.context["form"]["facts"].value() == first
    assert "Texts set aside" in shown.content.decode()
    signed = browser.post(page, form(uuid4(), first, base=shown.context["first"].base, do="sign"))
    assert signed.status_code == 302


def test_finish_later_keeps_what_is_not_finished(interview_id, social_worker, client_of):
    browser = client_of(social_worker)
    page = reverse("referrals:interview", args=[interview_id])
    half = form(uuid4(), "half a", minutes="", step_0_words="Call", do="later")
    assert browser.post(page, half).status_code == 302
    shown = browser.get(page).content.decode()
    assert "half a" in shown
    assert 'value="Call"' in shown
    draft = reverse("referrals:interview_draft", args=[interview_id])
    assert browser.post(draft, form(uuid4(), "", held_on="yesterday")).json()["kept"] is True


# Without network: what a browser does with the public half of the box.


def letter_of(interview_id, user, facts, *, writer=None, device=None, turn=1, public=None):
    """A letter as the page of `writer` (or `user`) seals it."""
    with compartment.social_work(by=user.pk, purpose="test"):
        public = public or bytes(Interview.objects.get(id=interview_id).box_public)
    content = {"device": str(device or uuid4()), "base": 0, "turn": turn, "typed": typed(facts)}
    context = drafts.context_of(interview_id, drafts.owner_of((writer or user).pk))
    return box.put(public, json.dumps(content).encode(), context=context)


def send(browser, interview_id, letter):
    address = reverse("referrals:interview_letter", args=[interview_id])
    return browser.post(address, {"letter": base64.b64encode(letter).decode()})


def test_what_was_typed_without_network_arrives_as_a_draft(interview_id, social_worker, client_of):
    browser, letter = client_of(social_worker), letter_of(interview_id, social_worker, "in the tunnel")
    assert [send(browser, interview_id, letter).json()["kept"] for _time in range(2)] == [True, True]
    assert kept(interview_id, social_worker) == [("in the tunnel", False)]
    assert "in the tunnel" in browser.get(reverse("referrals:interview", args=[interview_id])).content.decode()


def test_it_stands_beside_what_was_typed_elsewhere_meanwhile(interview_id, social_worker, client_of):
    keep(interview_id, social_worker, "at the desk")
    answer = send(client_of(social_worker), interview_id, letter_of(interview_id, social_worker, "in the tunnel"))
    assert answer.json()["others"] is True
    assert len(kept(interview_id, social_worker)) == 2


def test_it_comes_back_after_the_interview_was_signed_elsewhere(interview_id, social_worker):
    letter = letter_of(interview_id, social_worker, "in the tunnel")
    sign(interview_id, social_worker, "at the desk")
    drafts.receive(interview_id=interview_id, letter=letter, by=social_worker.pk)
    assert kept(interview_id, social_worker) == [("in the tunnel", False)]
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        assert InterviewVersion.objects.filter(interview=interview_id).count() == 1


def test_somebody_else_can_neither_send_nor_write_it(
    interview_id, learner, social_worker, other_social_worker, coordinator, client_of
):
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    letter = letter_of(interview_id, social_worker, "in the tunnel")
    assert send(client_of(other_social_worker), interview_id, letter).status_code == 404
    assert send(client_of(coordinator), interview_id, letter).status_code == 403
    forged = letter_of(interview_id, social_worker, "not hers", writer=other_social_worker)
    answer = send(client_of(social_worker), interview_id, forged)
    assert (answer.status_code, answer.json()["kept"]) == (422, False)
    assert kept(interview_id, social_worker) == []


def test_a_letter_for_another_interview_is_not_opened(interview_id, learner, social_worker):
    other = interviews.begin(case_id=learner.case_id, mode="call", by=social_worker.pk)
    letter = letter_of(interview_id, social_worker, "in the tunnel")
    with pytest.raises(UnreadableLetter):
        drafts.receive(interview_id=other, letter=letter, by=social_worker.pk)


@pytest.mark.parametrize(
    "content", [b"[]", b'{"device": 3}', b"\xff", b'{"device": "x", "base": 0, "turn": 1, "typed": {}}']
)
def test_nonsense_in_a_letter_is_refused(interview_id, social_worker, content):
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        public = bytes(Interview.objects.get(id=interview_id).box_public)
    context = drafts.context_of(interview_id, drafts.owner_of(social_worker.pk))
    with pytest.raises(UnreadableLetter):
        drafts.receive(interview_id=interview_id, letter=box.put(public, content, context=context), by=social_worker.pk)


@pytest.mark.parametrize("letter", ["", "no base 64 at all", "AAAA", "x" * 500_000])
def test_what_is_no_letter_is_said_to_be_none(interview_id, social_worker, client_of, letter):
    answer = client_of(social_worker).post(
        reverse("referrals:interview_letter", args=[interview_id]), {"letter": letter}
    )
    assert (answer.status_code, answer.json()["kept"]) == (422, False)


def test_half_characters_in_a_letter_are_shown_as_question_marks(interview_id, social_worker):
    letter = letter_of(interview_id, social_worker, "half \ud83d and \x00")
    drafts.receive(interview_id=interview_id, letter=letter, by=social_worker.pk)
    assert kept(interview_id, social_worker) == [("half ? and ", False)]


def test_the_private_half_is_sealed_and_on_no_page(interview_id, social_worker, client_of):
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        row = Interview.objects.select_related("case").get(id=interview_id)
        private = drafts.sealing.unseal(drafts.sealing.key_of(row.case), row.sealed_box, what="box", of=row.id)
    page = client_of(social_worker).get(reverse("referrals:interview", args=[interview_id])).content.decode()
    assert base64.b64encode(bytes(row.box_public)).decode() in page
    for spelling in (private, base64.b64encode(bytes.fromhex(private)).decode()):
        assert spelling not in page
    assert bytes.fromhex(private) not in bytes(row.sealed_box)


def test_an_interview_of_before_gets_its_box_with_the_page(interview_id, social_worker, client_of):
    with compartment.social_work(by=social_worker.pk, purpose="test"):
        Interview.objects.filter(id=interview_id).update(box_public=None, sealed_box=None)
    client_of(social_worker).get(reverse("referrals:interview", args=[interview_id]))
    letter = letter_of(interview_id, social_worker, "in the tunnel")
    drafts.receive(interview_id=interview_id, letter=letter, by=social_worker.pk)
    assert kept(interview_id, social_worker) == [("in the tunnel", False)]


def test_a_box_has_both_halves_or_none(interview_id, social_worker):
    with (
        compartment.social_work(by=social_worker.pk, purpose="test"),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        Interview.objects.filter(id=interview_id).update(sealed_box=None)


def test_a_colleague_sees_no_draft(interview_id, learner, social_worker, other_social_worker):
    keep(interview_id, social_worker, "at the desk")
    circles.share(case_id=learner.case_id, with_user=other_social_worker.pk, by=social_worker.pk)
    with compartment.social_work(by=other_social_worker.pk, purpose="test"):
        assert InterviewDraft.objects.count() == 0


def test_the_mark_of_a_writer_is_the_same_tomorrow_and_is_no_number(social_worker, other_social_worker):
    mark = drafts.owner_of(social_worker.pk)
    with clock.at(clock.now() + timedelta(days=1)):
        assert drafts.owner_of(social_worker.pk) == mark != drafts.owner_of(other_social_worker.pk)
    assert len(mark) == 32


# The box itself.


def test_a_box_opens_its_own_letters_alone():
    mine, other = box.new_box(), box.new_box()
    letter = box.put(mine.public, b"a sofa", context="here")
    assert box.take_out(mine.private, letter, context="here") == b"a sofa"
    assert b"a sofa" not in letter
    assert len({box.put(mine.public, b"a sofa", context="here") for _time in range(3)}) == 3
    for key, text, context in [
        (other.private, letter, "here"),
        (mine.private, letter, "elsewhere"),
        (mine.private, letter[:-1] + bytes([letter[-1] ^ 1]), "here"),
        (mine.private, letter[:60], "here"),
        (mine.private, b"\x02" + letter[1:], "here"),
        (mine.private, letter[:1] + bytes(65) + letter[66:], "here"),
    ]:
        with pytest.raises(BrokenEnvelope):
            box.take_out(key, text, context=context)

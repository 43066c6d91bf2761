"""Following a request by its code (EDK-08 to EDK-12, threat 1)."""

from datetime import date
from itertools import pairwise

import pytest
from attrs import evolve

from miz.domain.codes import TrackingCode
from miz.domain.correspondence import Author
from miz.domain.notices import Medium
from miz.domain.people import PersonKind
from miz.domain.persian import persian_digits
from miz.domain.requests import Outcome, Request, RequestState
from miz.domain.values import Passport
from miz.errors import InvalidValue, NotFound, WrongState
from miz.usecases.intake import Taken
from miz.usecases.tracking import Followed, Proof
from miz_adapters.system import RandomIds
from tests.desk_office import CARD_SCAN, LEASE_SCAN, Desk, equip_again, picture

MANY = 100_000
LETTER = Taken(picture("green"), "licence.png")


def follow(desk: Desk, request: Request) -> Followed:
    """What the citizen sees."""
    return desk.core.tracking.open(actor=desk.public, proof=desk.proof(request))


def answer(desk: Desk, request: Request) -> Request:
    """The office answers with a letter."""
    return desk.core.casework.answer(
        actor=desk.officer,
        request=request.id,
        outcome=Outcome.GRANTED,
        text="صادر شد",
        papers=[LETTER],
    )


def test_codes_never_repeat() -> None:
    """Nor does one lead to the next: a hundred thousand of a real machine (EDK-09, I8)."""
    ids = RandomIds()
    codes = [TrackingCode.issue(ids.digits(15)).digits for _ in range(MANY)]
    alike = [one for one, other in pairwise(codes) if one[:10] == other[:10]]

    assert MANY == len(set(codes))
    assert [] == alike
    assert 90_000 < len({code[:6] for code in codes})


def test_the_code_alone_tells_one_word(desk: Desk) -> None:
    """Where the request stands, as it is read aloud too; nothing of what is in it (EDK-09)."""
    request = desk.taken()
    code = TrackingCode(request.code).grouped
    states = [desk.core.tracking.state(actor=desk.public, code=persian_digits(code))]
    answer(desk, request)
    states.append(desk.core.tracking.state(actor=desk.public, code=request.code))

    assert [RequestState.OPEN, RequestState.ANSWERED] == states


@pytest.mark.parametrize("code", ["", "1234", "1234567890123456", "کد", "9" * 17])
def test_a_text_that_is_no_code_is_told_at_its_field(desk: Desk, code: str) -> None:
    """A mistyped digit is noticed before anything is looked up (EDK-09)."""
    with pytest.raises(InvalidValue) as caught:
        desk.core.tracking.state(actor=desk.public, code=code)
    with pytest.raises(InvalidValue):
        desk.core.tracking.open(actor=desk.public, proof=Proof(code, "6789"))

    assert ("code.form", "code") == (caught.value.code, caught.value.field)


def test_a_code_of_nobody_and_one_of_another_site_are_alike(desk: Desk) -> None:
    """Also for the code alone (threat 1, ASVS V8.4.1)."""
    foreign = equip_again(desk).taken()
    told = []
    for code in (foreign.code, "0000000000000000"):
        with pytest.raises(NotFound) as caught:
            desk.core.tracking.state(actor=desk.public, code=code)
        told.append((caught.value.code, caught.value.message))

    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("identity", "factor"),
    [
        ({}, "6789"),
        ({"mobile": None}, "0899"),
        (
            {
                "mobile": None,
                "national_id": None,
                "kind": PersonKind.FOREIGN,
                "passport": Passport.parse("IRQ", "a12345b"),
            },
            "345b",
        ),
    ],
)
def test_the_second_factor_is_of_mobile_or_document(
    desk: Desk, identity: dict[str, object], factor: str
) -> None:
    """The last four characters; Persian digits and small letters are right too (EDK-11)."""
    person = desk.office.person()
    desk.core.files.correct(
        actor=desk.actor,
        person=person.id,
        identity=evolve(person.identity, **identity),  # type: ignore[arg-type]
    )
    request = desk.taken(person)
    for typed in (factor, f" {persian_digits(factor)} ", factor.upper()):
        proof = Proof(request.code, typed)

        assert request.id == desk.core.tracking.open(actor=desk.public, proof=proof).request.id


@pytest.mark.parametrize(
    "digits", ["", "678", "67890", "9876", "6788", "0789", "6089", "6709", "6780", "2345"]
)
def test_a_factor_is_right_in_every_place(desk: Desk, digits: str) -> None:
    """Neither a part of it, nor one wrong digit, nor other digits of the mobile (threat 1)."""
    request = desk.taken()
    with pytest.raises(NotFound) as caught:
        desk.core.tracking.open(actor=desk.public, proof=Proof(request.code, digits))

    assert "tracking.unknown" == caught.value.code


def test_steps_are_shown_with_their_times(desk: Desk) -> None:
    """Those that are past, the current one, and the next (EDK-10)."""
    request = desk.taken()
    started = follow(desk, request).file.next_step
    desk.office.later(hours=1)
    desk.core.casework.finish(actor=desk.officer, request=request.id, step="check")
    followed = follow(desk, request)

    assert ["check", "issue"] == [started, followed.file.next_step]
    assert [("check", desk.now)] == [(one.step, one.at) for one in followed.request.steps]
    assert ["check", "issue"] == [one.key for one in followed.file.edition.information.steps]


def test_a_question_is_answered_in_one_thread(desk: Desk) -> None:
    """Both sides in order; what is internal is not there (EDK-08, J2 step 7)."""
    request = desk.taken()
    proof = desk.proof(request)
    desk.core.tracking.write(actor=desk.public, proof=proof, text="کی آماده است؟")
    desk.core.casework.write(
        actor=desk.officer, request=request.id, text="از او مدرک نخواهید", internal=True
    )
    desk.core.casework.write(actor=desk.officer, request=request.id, text="فردا")
    seen = [(one.author, one.text) for one in follow(desk, request).request.thread]
    inside = desk.core.casework.open(actor=desk.officer, request=request.id).request.thread

    assert [(Author.CITIZEN, "کی آماده است؟"), (Author.OFFICER, "فردا")] == seen
    assert 3 == len(inside)


def test_history_and_result_are_there_a_year_later(desk: Desk) -> None:
    """By code and factor, letters too; nothing more can be written (EDK-11)."""
    request = answer(desk, desk.taken(papers=[CARD_SCAN]))
    desk.core.intake.hand_over(actor=desk.operator, request=request.id)
    desk.office.later(days=365)
    followed, proof = follow(desk, request), desk.proof(request)
    assert followed.request.result is not None
    letter = followed.request.result.papers[0].digest
    content, media_type, name = desk.core.tracking.paper(
        actor=desk.public, proof=proof, digest=letter
    )
    with pytest.raises(WrongState) as caught:
        desk.core.tracking.write(actor=desk.public, proof=proof, text="سؤال")

    assert (RequestState.CLOSED, "صادر شد") == (
        followed.request.state,
        followed.request.result.text,
    )
    assert (True, "licence.jpg", "request.closed") == (bool(content), name, caught.value.code)
    assert media_type.startswith("image/")


def test_a_document_of_another_request_does_not_exist(desk: Desk) -> None:
    """Whoever proves one request reads nothing of the next (threat 8)."""
    other = desk.taken(papers=[LEASE_SCAN])
    request = desk.taken(desk.office.person(1))
    with pytest.raises(NotFound):
        desk.core.tracking.paper(
            actor=desk.public, proof=desk.proof(request), digest=other.papers[0].digest
        )


def test_a_written_answer_ends_the_pause(desk: Desk) -> None:
    """Where no document was asked for, the clock goes on with the words (EDK-08, J2 step 6)."""
    request = desk.taken()
    proof = desk.proof(request)
    desk.core.casework.ask(actor=desk.officer, request=request.id, text="چند متر است؟")
    desk.office.later(hours=2)
    desk.core.tracking.write(actor=desk.public, proof=proof, text="چهل متر")
    desk.core.tracking.write(actor=desk.public, proof=proof, text="و نیم")
    kept = desk.stored(request)

    assert (RequestState.OPEN, desk.local(date(2026, 1, 6), "09:00")) == (kept.state, kept.due_at)
    assert ["چند متر است؟", "چهل متر", "و نیم"] == [one.text for one in kept.thread]
    assert 1 == len([text for text in desk.told() if "ادامه یافت" in text])
    assert 1 == len(desk.journal("RequestResumed"))


def test_a_document_that_was_asked_for_ends_the_pause(desk: Desk) -> None:
    """The officer has it, and the citizen reads the new time (J2 step 6, EDK-06)."""
    request = desk.taken()
    desk.core.casework.ask(actor=desk.officer, request=request.id, text="عکس")
    desk.office.later(hours=2)
    added = desk.core.tracking.add(actor=desk.public, proof=desk.proof(request), paper=CARD_SCAN)

    assert (RequestState.OPEN, desk.local(date(2026, 1, 6), "09:00")) == (
        added.state,
        added.due_at,
    )
    assert [(Author.CITIZEN, "card")] == [(one.author, one.need) for one in added.papers]


def test_the_citizen_withdraws(desk: Desk) -> None:
    """Once; then nothing more happens to the request (EDK-10)."""
    request = desk.taken(at_desk=True)
    proof = desk.proof(request)
    withdrawn = desk.core.tracking.withdraw(actor=desk.public, proof=proof)
    with pytest.raises(WrongState):
        desk.core.tracking.withdraw(actor=desk.public, proof=proof)
    with pytest.raises(WrongState):
        desk.core.casework.finish(actor=desk.officer, request=request.id, step="check")

    assert (RequestState.WITHDRAWN, desk.now) == (withdrawn.state, withdrawn.closed_at)
    assert () == desk.core.intake.waiting(actor=desk.operator)
    assert () == desk.core.casework.inbox(actor=desk.officer)


@pytest.mark.parametrize(
    ("medium", "address", "kept"),
    [
        (Medium.SMS, "09129999999", ""),
        (Medium.EMAIL, "A@Example.org", "A@example.org"),
        (None, "", ""),
    ],
)
def test_the_citizen_chooses_how_he_is_told(
    desk: Desk, *, medium: Medium | None, address: str, kept: str
) -> None:
    """By SMS to the file's own mobile, by e-mail, or not at all (EDK-12)."""
    request = desk.taken()
    changed = desk.core.tracking.choose(
        actor=desk.public, proof=desk.proof(request), medium=medium, address=address
    )

    assert (medium, kept) == (changed.contact.medium, changed.contact.address)


def test_a_letter_is_verified_by_whoever_holds_it(desk: Desk) -> None:
    """Result and service, the name half told; digits of either kind (features 48, J2 step 9)."""
    result = answer(desk, desk.taken()).result
    assert result is not None
    verified = desk.core.tracking.verify(actor=desk.public, code=persian_digits(result.code))

    assert (result, desk.licence, "مریم ک…") == (
        verified.result,
        verified.service,
        verified.name,
    )


@pytest.mark.parametrize("code", ["", "1234", "00000000000000000000", "foreign", "tracking"])
def test_a_letter_that_nobody_issued_is_not_to_be_trusted(desk: Desk, code: str) -> None:
    """Nor one of another site, nor a tracking code in its place (features 48)."""
    if code == "foreign":
        other = equip_again(desk)
        result = answer(other, other.taken()).result
        assert result is not None
        code = result.code
    elif code == "tracking":
        code = answer(desk, desk.taken()).code
    with pytest.raises(NotFound) as caught:
        desk.core.tracking.verify(actor=desk.public, code=code)

    assert "letter.unknown" == caught.value.code


def test_a_letter_s_code_opens_no_gate(desk: Desk) -> None:
    """Twenty digits like a pass, and no pass (features 48, MIS-11)."""
    result = answer(desk, desk.taken()).result
    assert result is not None
    verdict = desk.core.gatehouse.present(
        actor=desk.actor, lane=desk.office.lane_in.id, code=result.code
    )

    assert not verdict.opens


def test_a_name_that_is_no_latin_one_is_proven_too(desk: Desk) -> None:
    """The factor is compared as text; letters of any script are only wrong (threat 1)."""
    request = desk.taken()
    with pytest.raises(NotFound):
        desk.core.tracking.open(actor=desk.public, proof=Proof(request.code, "کاظم"))

    assert "مریم کاظمی" == follow(desk, request).file.person.name.full

"""The portal's door: one-time codes with budgets (threats 2 and 3)."""

from datetime import timedelta

import pytest

from miz.domain.citizens import Challenge
from miz.domain.ids import ChallengeId
from miz.domain.persian import persian_digits
from miz.domain.values import Language, Mobile, NationalId
from miz.errors import InvalidValue, MizError, NotFound, WrongState
from miz.usecases.citizens import (
    MOBILE_BUDGET,
    NUMBER_BUDGET,
    SITE_BUDGET,
    CitizenEntrance,
)
from tests.desk_office import CITIZEN_ID, CITIZEN_MOBILE, Desk, equip_again, one_time_code
from tests.office import NATIONAL_IDS, national_id


def ask(
    desk: Desk, number: NationalId = CITIZEN_ID, mobile: Mobile = CITIZEN_MOBILE
) -> ChallengeId:  # fmt: skip
    """Asks for a code."""
    return desk.core.citizens.ask(
        actor=desk.public, national_id=number, mobile=mobile, language=Language.FA
    )


def enter(desk: Desk, challenge: ChallengeId, code: str) -> CitizenEntrance:
    """Types a code."""
    return desk.core.citizens.enter(actor=desk.public, challenge=challenge, code=code)


def sent_code(desk: Desk) -> str:
    """The code of the newest message."""
    return one_time_code(desk.told()[-1])


def mobile(number: int) -> Mobile:
    """One of many invented mobiles."""
    return Mobile.parse(f"0935{number:07d}")


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def refusal(desk: Desk, challenge: ChallengeId, code: str) -> str:
    """Why a code is refused."""
    with pytest.raises(MizError) as caught:
        enter(desk, challenge, code)
    return caught.value.code


def test_a_citizen_signs_in(desk: Desk) -> None:
    """Number and mobile, a code by SMS, a session that knows both (J2 step 2)."""
    challenge = ask(desk)
    entrance = enter(desk, challenge, sent_code(desk))
    citizen, session = desk.core.citizens.citizen(token=entrance.token, origin="web")

    assert (CITIZEN_ID, CITIZEN_MOBILE, desk.office.site.id) == (
        citizen.national_id,
        citizen.mobile,
        citizen.site,
    )
    assert entrance.session == session
    assert [CITIZEN_MOBILE.number] == [message.address for message in desk.channel().sent]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{fa}", "{spaced}"])
def test_the_code_is_taken_as_people_type_it(desk: Desk, typed: str) -> None:
    """The message shows Persian digits; either keyboard's are right (J2 step 2)."""
    challenge = ask(desk)
    code = sent_code(desk)
    text = typed.format(code, fa=persian_digits(code), spaced=f"{code[:3]} {code[3:]}")

    assert enter(desk, challenge, text).token


def test_the_message_says_whose_code_it_is(desk: Desk) -> None:
    """With the office's name, in the language of the page, and to tell it to nobody (EDK-12)."""
    desk.core.citizens.ask(
        actor=desk.public,
        national_id=CITIZEN_ID,
        mobile=CITIZEN_MOBILE,
        language=Language.EN,
    )
    text = desk.told()[-1]

    assert f"Your sign-in code for Office: {one_time_code(text)}\nTell it to nobody." == text


def test_a_code_is_used_once(desk: Desk) -> None:
    """The right one a second time opens nothing (threat 3)."""
    challenge = ask(desk)
    code = sent_code(desk)
    enter(desk, challenge, code)

    assert ["challenge.over"] * 3 == [refusal(desk, challenge, code) for _ in range(3)]


def test_a_code_is_of_its_challenge(desk: Desk) -> None:
    """An older message's code is no code of a newer question (threat 3)."""
    ask(desk)
    first = sent_code(desk)
    second = ask(desk)

    assert first != sent_code(desk)
    assert "challenge.wrong" == refusal(desk, second, first)


def test_five_tries_and_no_more(desk: Desk) -> None:
    """After five wrong ones the right one is refused too (threat 3, J2 step 2)."""
    challenge = ask(desk)
    code = sent_code(desk)

    assert ["challenge.wrong"] * 5 == [refusal(desk, challenge, wrong(code)) for _ in range(5)]
    assert "challenge.over" == refusal(desk, challenge, code)


def test_the_fifth_try_still_counts(desk: Desk) -> None:
    """Four wrong ones do not lock anybody out (threat 3)."""
    challenge = ask(desk)
    code = sent_code(desk)
    for _ in range(4):
        refusal(desk, challenge, wrong(code))

    assert enter(desk, challenge, code).token


def test_a_code_runs_out(desk: Desk) -> None:
    """After 120 seconds; one second before it is right (threat 3)."""
    first = ask(desk)
    code = sent_code(desk)
    desk.office.later(seconds=119)
    enter(desk, first, code)
    second = ask(desk)
    code = sent_code(desk)
    desk.office.later(seconds=120)

    assert "challenge.over" == refusal(desk, second, code)


def test_a_late_code_is_not_sent(desk: Desk) -> None:
    """A message that could not go out for two minutes is not worth its money (threat 2)."""
    ask(desk)
    desk.office.later(minutes=2)

    assert [] == desk.told()


def test_a_code_of_another_site_is_none(desk: Desk) -> None:
    """The same answer as for a code that never was (ASVS V8.4.1)."""
    other = equip_again(desk)
    challenge = other.core.citizens.ask(
        actor=other.public, national_id=CITIZEN_ID, mobile=CITIZEN_MOBILE, language=Language.FA
    )
    code = sent_code(desk)
    with pytest.raises(NotFound) as foreign:
        enter(desk, challenge, code)
    with pytest.raises(NotFound) as unknown:
        enter(desk, ChallengeId("never"), code)

    assert (foreign.value.code, foreign.value.message) == (
        unknown.value.code,
        unknown.value.message,
    )
    assert other.core.citizens.enter(actor=other.public, challenge=challenge, code=code).token


def test_only_the_file_s_own_mobile_is_written_to(desk: Desk) -> None:
    """Whoever knows a number gets no code for it on a mobile of his own (threat 8)."""
    desk.office.person(0)
    number = NationalId.parse(NATIONAL_IDS[0])
    ask(desk, number, mobile(1))

    assert [] == desk.told()
    ask(desk, number, Mobile.parse("09123456789"))
    assert 1 == len(desk.told())


def test_the_answer_is_the_same_either_way(desk: Desk) -> None:
    """With a file, with another's file, without one: nobody learns who has one (threat 2)."""
    desk.office.person(0)
    known, unknown = NationalId.parse(NATIONAL_IDS[0]), NationalId.parse(NATIONAL_IDS[1])
    before = len(desk.journal("CodeAsked"))
    asked = [ask(desk, known, mobile(1)), ask(desk, unknown, mobile(2))]
    refused = [refusal(desk, challenge, "000000") for challenge in asked]

    assert [32, 32] == [len(challenge) for challenge in asked]
    assert ["challenge.wrong"] * 2 == refused
    assert before + 2 == len(desk.journal("CodeAsked"))


def within(desk: Desk, number: NationalId, address: Mobile) -> bool:
    """Whether the budgets let a code be asked for."""
    try:
        ask(desk, number, address)
    except WrongState as error:
        return error.code != "challenge.budget"
    return True


@pytest.mark.parametrize("kind", ["mobile", "number"])
def test_a_budget_is_kept_to_the_message(desk: Desk, kind: str) -> None:
    """3 in ten minutes and 10 in a day for a mobile, and for a number (threat 2)."""
    budget = {"mobile": MOBILE_BUDGET, "number": NUMBER_BUDGET}[kind]
    asked = 0
    for minute in range(24 * 60):
        own = {"mobile": (national_id(minute), mobile(0)), "number": (CITIZEN_ID, mobile(minute))}
        asked += within(desk, *own[kind])
        desk.office.deliver()
        if minute == 9:
            assert (3, 3) == (asked, len(desk.channel().sent))
        desk.office.later(minutes=1)

    assert ((timedelta(minutes=10), 3), (timedelta(days=1), 10)) == budget
    assert (10, 10) == (asked, len(desk.channel().sent))
    desk.office.later(seconds=1)
    assert ask(desk, CITIZEN_ID, mobile(0))


def test_a_site_has_a_budget(desk: Desk) -> None:
    """Whatever happens, so many codes leave it in a day; another site has its own (threat 2)."""
    span, most = SITE_BUDGET
    desk.core.storage.write(
        lambda uow: [uow.challenges.save(old(desk, number)) for number in range(most - 2)]
    )
    ask(desk, national_id(1), mobile(1))
    ask(desk, national_id(2), mobile(2))
    with pytest.raises(WrongState) as caught:
        ask(desk, national_id(3), mobile(3))

    assert ("challenge.budget", 2) == (caught.value.code, len(desk.told()))
    other = equip_again(desk)
    other.core.citizens.ask(
        actor=other.public, national_id=CITIZEN_ID, mobile=mobile(99), language=Language.FA
    )
    desk.office.clock.advance(span)
    assert ask(desk, national_id(3), mobile(3))


def old(desk: Desk, number: int) -> Challenge:
    """A code that was sent to somebody a minute ago."""
    return Challenge(
        id=ChallengeId(f"old{number}"),
        site=desk.office.site.id,
        national_id=national_id(1000 + number),
        mobile=mobile(1000 + number),
        digest="",
        sent_at=desk.now - timedelta(minutes=1),
    )


def test_a_spent_budget_sends_nothing(desk: Desk) -> None:
    """It is told before a message is queued, and leaves no new challenge behind (threat 2)."""
    for _ in range(3):
        ask(desk)
    before = len(desk.journal("CodeAsked"))
    with pytest.raises(WrongState):
        ask(desk)

    assert (before, 3) == (len(desk.journal("CodeAsked")), len(desk.told()))


def test_the_code_stands_nowhere_but_in_the_message(desk: Desk) -> None:
    """Neither in the challenge, which keeps a digest bound to itself, nor in the journal."""
    challenge = ask(desk)
    code = sent_code(desk)
    kept = desk.core.storage.read(lambda uow: uow.challenges.get(challenge))
    entries = desk.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000))
    facts = " ".join(str(sealed.entry.facts) for sealed in entries if "Code" in sealed.entry.kind)

    assert code not in f"{kept!r} {kept.digest} {facts}".replace(challenge, "")


def test_a_wrong_code_is_told_at_its_field(desk: Desk) -> None:
    """The form shows it where it was typed (J2 step 2)."""
    challenge = ask(desk)
    with pytest.raises(InvalidValue) as caught:
        enter(desk, challenge, "abc")

    assert "code" == caught.value.field

"""Files of persons: found, opened (the look is journalled), corrected, added to."""

from typing import Any

from attrs import evolve

from miz.domain.ids import PersonId
from miz.domain.people import LookPurpose, Person
from miz.domain.staff import Permission
from miz.errors import InvalidValue, NotAllowed
from miz.usecases.files import PersonFile
from miz_apps.web.actions import files
from miz_apps.web.pages.calls import Call, Outcome, Redirect
from miz_apps.web.pages.desk_main import candidate
from miz_apps.web.pages.forms import identity_values
from miz_apps.web.pages.names import nationalities, picture_url
from miz_apps.web.pages.people_lines import NUMBERS, revision, timeline
from miz_apps.web.rendering.advice import advice_at
from miz_apps.web.rendering.codes import mask
from miz_apps.web.rendering.contexts.desk import Candidate
from miz_apps.web.rendering.contexts.files import (
    IdentityView,
    PeoplePage,
    PersonFilePage,
    Picture,
)
from miz_apps.web.rendering.dates import Dates

SHORTEST = 2


def search(call: Call) -> Outcome:
    """The form, and whoever was found by it; numbers come in the body, never in the address."""
    asked = call.text("q")
    if len(asked) < SHORTEST:
        return PeoplePage(asked)
    return PeoplePage(asked, tuple(_found(call, one) for one in _search(call, asked)))


def open_file(call: Call) -> Outcome:
    """The whole file."""
    return _page(call, _open(call))


def reveal(call: Call) -> Outcome:
    """The numbers in full; this look is journalled with its purpose."""
    if not call.actor.may(Permission.SEE_NUMBERS):
        raise NotAllowed("Your role does not include this; ask an administrator.")
    return evolve(_identity(call, _open(call, purpose=LookPurpose.NUMBERS).person), revealed=True)


def correct(call: Call) -> Outcome:
    """Other values; the old ones stay in the file."""
    try:
        call.do(files.correct, person=call.places["person"], **_corrected(call))
    except InvalidValue as error:
        page = _page(call, _open(call, purpose=LookPurpose.CORRECTION))
        field = error.field or ""
        errors = {field: advice_at(error, call.language, written=call.text(field))}
        return evolve(page, values=call.values(), errors=errors)
    return Redirect(f"/people/{call.places['person']}")


def attach(call: Call) -> Outcome:
    """A picture or a copy of a document."""
    content = call.files.get("picture", b"")
    call.do(files.attach, person=call.places["person"], kind=call.text("kind"), content=content)
    return Redirect(f"/people/{call.places['person']}")


def _search(call: Call, asked: str) -> tuple[Person, ...]:
    if any(char.isdecimal() for char in asked) and call.actor.may(Permission.RECEIVE):
        return call.core.lookup.find(actor=call.actor, typed=asked).people
    return call.core.files.search(actor=call.actor, fragment=asked)


def _found(call: Call, person: Person) -> Candidate:
    return candidate(person)


def _open(call: Call, purpose: LookPurpose = LookPurpose.RECEPTION) -> PersonFile:
    return call.core.files.open(
        actor=call.actor, person=PersonId(call.places["person"]), purpose=purpose
    )


def _page(call: Call, file: PersonFile) -> PersonFilePage:
    person, may_edit = file.person, call.actor.may(Permission.EDIT_FILES)
    return PersonFilePage(
        identity=_identity(call, person),
        pictures=tuple(
            Picture(one.kind, picture_url(person, one), one.taken_at)
            for one in reversed(person.documents)
        ),
        missing=file.missing,
        timeline=timeline(call, file),
        revisions=tuple(revision(call, one) for one in reversed(person.revisions)),
        values=_values(call, person) if may_edit else None,
        held=_held(person),
        nationalities=nationalities(call.language),
        may_attach=call.actor.may(Permission.RECEIVE),
    )


def _identity(call: Call, person: Person) -> IdentityView:
    one = person.identity
    return IdentityView(
        id=person.id,
        name=person.name,
        kind=one.kind,
        registered_at=person.registered_at,
        national_id=one.national_id.digits if one.national_id else None,
        passport=one.passport.number if one.passport else None,
        nationality=one.passport.state if one.passport else "",
        father=one.father,
        birth_date=one.birth_date,
        mobile=one.mobile.number if one.mobile else None,
        may_reveal=call.actor.may(Permission.SEE_NUMBERS),
    )


def _corrected(call: Call) -> dict[str, Any]:
    """What was typed; a number that was left empty stays what it is."""
    values = identity_values(call)
    if not all(values.get(name, "kept") for name in NUMBERS):
        kept = _numbers(_open(call, purpose=LookPurpose.CORRECTION).person)
        values |= {name: kept[name] for name in NUMBERS if values.get(name) == ""}
    return values


def _numbers(person: Person) -> dict[str, str]:
    one = person.identity
    return {
        "national_id": one.national_id.digits if one.national_id else "",
        "passport": one.passport.number if one.passport else "",
        "mobile": one.mobile.number if one.mobile else "",
    }


def _held(person: Person) -> dict[str, str]:
    """The numbers as the form may show them: their ends, where a new one is to be written."""
    return {name: mask(name, text) for name, text in _numbers(person).items() if text}


def _values(call: Call, person: Person) -> dict[str, str]:
    """The form's values without any number: only `reveal` shows those, and says so."""
    one = person.identity
    year, month, day = Dates(call.language).parts(one.birth_date)
    return {
        "kind": one.kind.value,
        "given": one.name.given,
        "family": one.name.family,
        "father": one.father,
        "nationality": one.passport.state if one.passport else "",
        "birth_year": year,
        "birth_month": month,
        "birth_day": day,
    }

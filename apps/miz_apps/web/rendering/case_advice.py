"""What a person should do about an error around requests, by its stable code."""

from collections.abc import Mapping

from miz_apps.web.rendering.languages import msgid

BY_CODE: Mapping[str, str] = {
    # Forms
    "form.answers": msgid("Some answers need a look."),
    "form.unsure": msgid("Tick the box to go on."),
    "field.missing": msgid("Answer this."),
    "text.too_short": msgid("Write a little more."),
    "number.form": msgid("Write a whole number."),
    "choice.unknown": msgid("Choose one of the answers shown."),
    "email.form": msgid("Write the e-mail address as in name@example.org."),
    "postal_code.form": msgid("A postal code has ten digits."),
    "message.empty": msgid("Write something first."),
    "draft.agree": msgid("Tick the box if it is right."),
    "draft.over": msgid("This draft has run out after seven days; begin again from the service."),
    "draft.filed": msgid("This request is sent already; look at my requests."),
    # Uploads
    "upload.none": msgid("Choose a file first."),
    "upload.empty": msgid("This file is empty; choose it again."),
    "upload.too_large": msgid(
        "This file is larger than 10 MB; send fewer pages or a smaller picture."
    ),
    "upload.type": msgid(
        "Only JPEG, PNG and PDF are taken; photograph the paper or save it as PDF."
    ),
    "upload.infected": msgid("The virus scanner refuses this file; check your device."),
    "antivirus.unavailable": msgid(
        "The virus scanner does not answer now, so this file was not kept; try again in a moment."
    ),
    "paper.unavailable": msgid(
        "PDF files cannot be read now; try again in a moment, or send photos of the pages."
    ),
    "paper.missing": msgid("This document is missing."),
    "paper.not_a_pdf": msgid("This file is no PDF; save it as PDF again."),
    "paper.too_large": msgid("This PDF is too large; send fewer pages."),
    "paper.too_many_pages": msgid("This PDF has too many pages; send the ones that matter."),
    "paper.active": msgid("This PDF has scripts or attachments inside; print it to a new PDF."),
    "paper.encrypted": msgid("This PDF has a password; save it without one."),
    "paper.damaged": msgid("This PDF is damaged; save it again."),
    # Citizens
    "challenge.budget": msgid(
        "Too many codes were sent; wait a while and try again, or come to the desk."
    ),
    "challenge.over": msgid("This code has run out; ask for a new one."),
    "challenge.wrong": msgid("This is not the code that was sent; look at the newest message."),
    "session.over": msgid("Sign in again with a new code."),
    "citizen.other_mobile": msgid(
        "This number has a file here with another mobile; come to the desk with your card."
    ),
    "code.form": msgid("A tracking code has sixteen digits; compare it with the receipt."),
    "tracking.unknown": msgid(
        "No request has this code with these digits; compare both with the receipt."
    ),
    "letter.unknown": msgid("Nothing was issued under this code; do not trust the letter."),
    "case.closed": msgid("Open the request with its code first."),
    "site.none": msgid("No office is set up here yet."),
    # Requests
    "service.no_request": msgid("This service takes no request; ask at the desk."),
    "service.unpublished": msgid("This service cannot be asked for online yet; come to the desk."),
    "service.not_at_once": msgid("This service takes more than one step; file a request instead."),
    "request.closed": msgid("This request is closed; file a new one or a complaint."),
    "request.done": msgid("This request is done; nobody needs to come."),
    "request.thread": msgid("This thread is full; come to the desk."),
    "request.papers": msgid("There are too many files; put pages into one PDF."),
    "request.step": msgid("This service has no such step; choose one of its list."),
    "request.need": msgid("This service asks for no such document; choose one of its list."),
    "request.step_done": msgid("This step is done already."),
    "request.paper": msgid("The paper is on its way already, or nowhere; look at its list."),
    "request.wrong_state": msgid("This request went on meanwhile; look it up again."),
    "request.surveyed": msgid("Thank you, we have your opinion already."),
    "request.undone": msgid("Tell us once you have the answer."),
    "request.other_person": msgid("This request is another person's; look its holder up."),
    "survey.empty": msgid("Answer at least one item."),
    "complaint.no_answer": msgid("There is no answer to object to yet; make a complaint instead."),
    "complaint.wrong_state": msgid("This complaint is answered already."),
    "booking.not_free": msgid("This time is not free any more; choose another."),
    "booking.seat_taken": msgid("This time is not free any more; choose another."),
    "booking.time": msgid("Choose one of the times shown."),
    "booking.none": msgid("No time is booked for this request."),
    "booking.full": msgid("No time is free in the next weeks; write to the officer."),
    "visit.closed": msgid("The office is closed then; choose a time within office hours."),
    "host.away": msgid("This employee is away; choose another."),
    "guidance.no_mobile": msgid("There is no mobile in the file; print the guidance instead."),
    # The office
    "calendar.empty": msgid("The calendar has no office time within a year; look at its decrees."),
    "calendar.span": msgid("An office opens before it closes; swap the two times."),
    "calendar.overlap": msgid("Two spans of a day overlap; write them in order."),
    "decree.days": msgid("The last day comes before the first; swap them."),
    "decree.endless": msgid("A closure needs its last day; write it."),
    "decree.week": msgid("Write at least one day with its hours."),
    "decree.minutes": msgid("Write by how many minutes the day begins later."),
    "decree.closes": msgid("Write when the day ends."),
    "decree.state": msgid("This decree was switched on or withdrawn meanwhile; look again."),
    "decree.province": msgid("This site has no province yet; set it with the organisation."),
    "category.unknown": msgid("There is no such category; choose one of the list."),
    "category.key": msgid("A key has 2 to 40 small Latin letters, digits and _."),
    "category.key_taken": msgid("This is taken already; choose another."),
    "category.at_once": msgid("What is done at once is a request too; tick that as well."),
    "category.coordination": msgid("Coordination comes before an entry; tick entry as well."),
    "edition.past": msgid("An edition begins today or later."),
    "information.invalid": msgid("The file does not fit; the message says where."),
    "sheet.large": msgid("This file is larger than 256 KiB; a sheet is never so long."),
    "sheet.encoding": msgid("This is no UTF-8 text; save the file as UTF-8."),
    "sheet.toml": msgid("The file cannot be read from here on; look at quotes and brackets."),
    "sheet.key": msgid("There is no such key; look at how it is written."),
    "sheet.lacking": msgid("This is missing."),
    "sheet.table": msgid("Keys with values belong here."),
    "sheet.list": msgid("A list of at most 100 belongs here."),
    "sheet.text": msgid("A text in quotes belongs here."),
    "sheet.number": msgid("A whole number belongs here."),
    "sheet.yes_no": msgid("Yes or no belongs here, as true or false."),
    "sheet.date": msgid("A Gregorian date belongs here."),
    "sheet.choice": msgid("One of these belongs here."),
    "form.invalid": msgid("The form cannot ask this way; look at its keys, choices and order."),
    "information.key": msgid("Every row needs a key of its own."),
    "duration.range": msgid("A duration is at least one minute or one working day."),
    "duration.long": msgid("Promise at most 200 working days or 100 office hours."),
    "clock.form": msgid("Write hour and minute, as in 07:30."),
    "day.range": msgid("This year cannot be right; write it again."),
    "calendar.hours": msgid(
        "Write when the day begins and when it ends; the break needs both too."
    ),
    "law.link": msgid("A link to a law begins with https://."),
    "period.length": msgid("Choose a period of at most 400 days, its first day first."),
}

"""Every address of the portal, and who may ask for it."""

from miz_apps.web.actions.action import Door
from miz_apps.web.portal import complaining, drafting, following, offers, signing
from miz_apps.web.portal.calls import Handler
from miz_apps.web.portal.responding import PortalPage

P, C, K = Door.PUBLIC, Door.CITIZEN, Door.CASE


def _page(line: str, needs: Door, handler: Handler, *, upload: bool = False) -> PortalPage:
    method, path = line.split()
    return PortalPage(method, "/portal" + path.rstrip("/"), needs, handler, upload=upload)


PAGES = (
    _page("GET /", P, offers.home),
    _page("GET /services/{code}", P, offers.service),
    _page("GET /services/{code}/sheet", P, offers.sheet),
    _page("GET /services/{code}/start", C, offers.start),
    _page("POST /language", P, signing.switch_language),
    _page("GET /sign-in", P, signing.sign_in_page),
    _page("POST /sign-in", P, signing.send_code),
    _page("POST /code", P, signing.enter),
    _page("POST /sign-out", C, signing.leave),
    _page("GET /mine", C, drafting.mine),
    _page("POST /mine", C, drafting.reopen),
    _page("GET /drafts/{draft}/about", C, drafting.about),
    _page("POST /drafts/{draft}/about", C, drafting.save_about),
    _page("GET /drafts/{draft}/form", C, drafting.form),
    _page("POST /drafts/{draft}/form", C, drafting.save_form),
    _page("GET /drafts/{draft}/papers", C, drafting.papers),
    _page("POST /drafts/{draft}/papers", C, drafting.add_papers, upload=True),
    _page("POST /drafts/{draft}/papers/remove", C, drafting.remove_paper),
    _page("GET /drafts/{draft}/check", C, drafting.check),
    _page("POST /drafts/{draft}/check", C, drafting.send),
    _page("GET /track", P, following.track_page),
    _page("POST /track", P, following.track),
    _page("GET /case", K, following.case),
    _page("GET /case/filed", K, following.filed),
    _page("GET /case/code.png", K, following.code_picture),
    _page("POST /case/messages", K, following.write),
    _page("POST /case/papers", K, following.add_paper, upload=True),
    _page("GET /case/papers/{digest}", K, following.paper),
    _page("POST /case/contact", K, following.choose),
    _page("POST /case/withdraw", K, following.withdraw),
    _page("POST /case/complaints", K, following.complain),
    _page("GET /case/times", K, following.slots),
    _page("POST /case/times", K, following.book),
    _page("POST /case/times/cancel", K, following.cancel),
    _page("GET /case/survey", K, following.survey),
    _page("POST /case/survey", K, following.judge),
    _page("POST /case/close", K, following.close),
    _page("GET /verify", P, following.verify),
    _page("GET /complaints", P, complaining.page),
    _page("POST /complaints", P, complaining.make),
    _page("GET /complaints/made", P, complaining.made),
    _page("POST /complaints/follow", P, complaining.follow),
    _page("GET /complaints/answer", P, complaining.answer),
)

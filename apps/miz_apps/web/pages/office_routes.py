"""The addresses of what an office decides about itself: services, calendar, reports."""

from miz.domain.staff import Permission
from miz_apps.web.actions.action import Needs
from miz_apps.web.pages import calendar, complaints, editions, enrolment, gates, reports, services
from miz_apps.web.pages.responding import Page

CATALOGUE: Needs = (Permission.MANAGE_CATALOGUE,)
CALENDAR: Needs = (Permission.MANAGE_CALENDAR,)
READ_REPORTS: Needs = (Permission.READ_REPORTS,)
STAFF: Needs = (Permission.MANAGE_STAFF,)
SECURITY: Needs = (Permission.READ_JOURNAL,)
ANSWER: Needs = (Permission.ANSWER_COMPLAINTS,)

OFFICE = (
    Page("GET", "/admin/services/{service}", CATALOGUE, services.show),
    Page("POST", "/admin/services/{service}", CATALOGUE, services.do),
    Page("GET", "/admin/services/{service}/edition.toml", CATALOGUE, services.export),
    Page("GET", "/admin/services/{service}/edition", CATALOGUE, editions.form),
    Page("POST", "/admin/services/{service}/edition", CATALOGUE, editions.do),
    Page("GET", "/admin/calendar", CALENDAR, calendar.page),
    Page("POST", "/admin/calendar", CALENDAR, calendar.draft),
    Page("GET", "/admin/calendar/{decree}", CALENDAR, calendar.decree),
    Page("POST", "/admin/calendar/{decree}", CALENDAR, calendar.do),
    Page("GET", "/reports", READ_REPORTS, reports.page),
    Page("GET", "/admin/gates/{gate}", STAFF, enrolment.page),
    Page("POST", "/admin/gates/{gate}", STAFF, enrolment.enrol),
    Page("GET", "/gates", SECURITY, gates.page),
    Page("POST", "/gates", SECURITY, gates.see),
    Page("GET", "/complaints", ANSWER, complaints.page),
    Page("POST", "/complaints", ANSWER, complaints.reply),
)

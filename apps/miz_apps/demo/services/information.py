"""Category one: information and guidance."""

from datetime import date

from miz.domain.calendar import OfficeTime
from miz.domain.editions import Audience, Information, Law, LifeEvent, Question, Step
from miz.domain.values import Text
from miz_apps.demo.services.offering import (
    CIVIL_SERVICE,
    COMPLAINT,
    DESK,
    FINANCE,
    RELATIONS,
    RIGHTS,
    SECRETARIAT,
    Offering,
    rule,
    sheet,
)

GUIDANCE = Offering(
    "101",
    Text("راهنمایی دریافت مجوز", "Guidance on licences"),
    "information",
    RELATIONS,
    Information(
        description=Text(
            "کارشناس میز خدمت توضیح می‌دهد برای فعالیت مورد نظرتان چه مجوزی لازم است، چه مدارکی "
            "باید آماده کنید و کار چقدر طول می‌کشد.",
            "The desk explains which licence your activity needs, which documents to prepare and "
            "how long it takes.",
        ),
        steps=(
            Step("listen", Text("شنیدن پرسش و شناخت نوع فعالیت", "Hearing what you plan")),
            Step("explain", Text("توضیح مراحل، مدارک و هزینه", "Explaining steps and cost")),
            Step("leaflet", Text("تحویل برگهٔ راهنما یا ارسال پیامک", "Leaflet or text message")),
        ),
        laws=(CIVIL_SERVICE, RIGHTS, DESK),
        questions=(
            Question(
                Text("آیا برای راهنمایی باید نوبت بگیرم؟", "Do I need an appointment?"),
                Text("خیر؛ در ساعت کار سازمان به میز خدمت بیایید.", "No; come in office hours."),
            ),
            Question(
                Text("تلفنی هم راهنمایی می‌کنید؟", "Do you advise by phone?"),
                Text(
                    "بله؛ همهٔ مراحل و مدارک در همین درگاه هم نوشته شده است.",
                    "Yes; and every step is written on this portal as well.",
                ),
            ),
        ),
        duration=OfficeTime(minutes=15),
        visit=OfficeTime(minutes=15),
        complaint=COMPLAINT,
        sheet=sheet(
            "1001",
            "راهنمایی متقاضیان مجوز",
            recipients="متقاضیان مجوز فعالیت",
            served="۴۲۰ نفر در ماه",
            unit="روابط عمومی",
            events=(LifeEvent.BUSINESS,),
            visits=1,
        ),
    ),
    gives_pass=True,
)
FOLLOW_UP = Offering(
    "102",
    Text("پیگیری وضعیت پرونده", "Following up a file"),
    "information",
    SECRETARIAT,
    Information(
        description=Text(
            "با کد پیگیری یا شمارهٔ نامه می‌گوییم پرونده در کدام مرحله است، نزد کدام واحد است و "
            "پاسخ آن تا چه روزی داده می‌شود. همین اطلاعات با کد پیگیری در درگاه هم دیده می‌شود.",
            "By tracking code or letter number we tell you where your file stands and when it is "
            "answered. The portal shows the same.",
        ),
        steps=(
            Step("find", Text("یافتن پرونده", "Finding the file")),
            Step("tell", Text("اعلام وضعیت و زمان پاسخ", "Telling state and time")),
        ),
        laws=(CIVIL_SERVICE, RIGHTS, DESK),
        questions=(
            Question(
                Text("کد پیگیری را گم کرده‌ام؛ چه کنم؟", "I lost my tracking code."),
                Text(
                    "با کارت ملی به میز خدمت بیایید تا کد دوباره به شما داده شود.",
                    "Come to the desk with your national card and get it again.",
                ),
            ),
        ),
        duration=OfficeTime(minutes=10),
        visit=OfficeTime(minutes=10),
        complaint=COMPLAINT,
        sheet=sheet(
            "1002",
            "اطلاع‌رسانی وضعیت پرونده",
            recipients="همهٔ دارندگان پرونده",
            served="۶۸۰ نفر در ماه",
            unit="دبیرخانه",
        ),
    ),
    gives_pass=True,
)
TENDERS = Offering(
    "103",
    Text("اطلاعات مناقصه‌ها و مزایده‌ها", "Information on tenders and auctions"),
    "information",
    FINANCE,
    Information(
        description=Text(
            "آگهی‌ها، زمان‌بندی و شرایط شرکت در مناقصه‌ها و مزایده‌های سازمان. اسناد به‌رایگان در "
            "میز خدمت تحویل می‌شود.",
            "Notices, dates and conditions of the organisation's tenders and auctions. The papers "
            "are handed out free of charge.",
        ),
        steps=(
            Step("list", Text("معرفی مناقصه‌های باز", "Showing what is open")),
            Step("papers", Text("تحویل اسناد شرکت در مناقصه", "Handing out the papers")),
        ),
        laws=(
            Law(Text("قانون برگزاری مناقصات", "Tenders Law"), day=date(2005, 1, 22)),
            Law(
                Text(
                    "قانون انتشار و دسترسی آزاد به اطلاعات",
                    "Law on Publication of and Free Access to Information",
                ),
                day=date(2009, 1, 25),
                article="مادهٔ ۲",
            ),
            rule(
                Text("آیین‌نامهٔ معاملات سازمان نمونه", "Procurement rules"),
                "۴۱۲/۱۱",
                date(2023, 10, 7),
            ),
        ),
        questions=(
            Question(
                Text("بازگشایی پاکت‌ها علنی است؟", "Are offers opened in public?"),
                Text(
                    "بله؛ زمان و مکان آن در آگهی نوشته می‌شود و نمایندگان شرکت‌کنندگان حضور دارند.",
                    "Yes; the notice says when and where, and bidders may attend.",
                ),
            ),
        ),
        duration=OfficeTime(minutes=15),
        visit=OfficeTime(minutes=15),
        complaint=COMPLAINT,
        sheet=sheet(
            "1003",
            "اطلاع‌رسانی معاملات",
            recipients="شرکت‌ها و پیمانکاران",
            served="۹۰ نفر در ماه",
            unit="امور مالی",
            audience=Audience.BUSINESSES,
            events=(LifeEvent.BUSINESS,),
        ),
    ),
)

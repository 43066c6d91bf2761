"""Category four: one step, done at the desk while one waits."""

from datetime import date

from miz.domain.calendar import OfficeTime
from miz.domain.editions import DocumentNeed, Fee, Information, Law, LifeEvent, Question, Step
from miz.domain.forms import Choice, Field, FieldKind, Form
from miz.domain.values import Text
from miz_apps.demo.services.offering import (
    CIVIL_SERVICE,
    COMPLAINT,
    DESK,
    IT,
    ORIGINAL_CARD,
    PERSONNEL,
    SECRETARIAT,
    Offering,
    rule,
    sheet,
)

SIGNATURE = Offering(
    "401",
    Text("تأیید امضا و برابر اصل کردن", "Certifying signatures and copies"),
    "one_step",
    SECRETARIAT,
    Information(
        description=Text(
            "تأیید امضای متقاضی یا مهر «برابر اصل» روی تصویر مدرک، همان‌جا در میز خدمت.",
            "A signature or a copy is certified at the desk while you wait.",
        ),
        steps=(Step("certify", Text("دیدن اصل، تأیید و مهر", "Seeing, certifying, stamping")),),
        documents=(
            ORIGINAL_CARD,
            DocumentNeed("paper", Text("اصل مدرک و تصویر آن", "The document and its copy")),
        ),
        laws=(
            CIVIL_SERVICE,
            rule(
                Text("دستورالعمل برابر اصل", "Rules for certified copies"),
                "۱۰۸/۲۳",
                date(2024, 4, 29),
            ),
        ),
        questions=(
            Question(
                Text("چند برگ را می‌توان تأیید کرد؟", "How many pages?"),
                Text("در هر مراجعه تا ده برگ.", "Up to ten pages each time."),
            ),
        ),
        fees=(
            Fee(
                Text("هر برگ", "Each page"),
                120_000,
                "۳۰۰۱۲۱۱",
                "تعرفهٔ سالانهٔ خدمات، ردیف ۲",
            ),
        ),
        duration=OfficeTime(minutes=10),
        visit=OfficeTime(minutes=10),
        complaint=COMPLAINT,
        sheet=sheet(
            "4001",
            "تأیید امضا",
            recipients="همهٔ مراجعان",
            served="۳۵۰ مورد در ماه",
            unit="دبیرخانه",
            events=(LifeEvent.CERTIFICATES,),
            visits=1,
        ),
    ),
    minutes=10,
)
CERTIFICATE = Offering(
    "402",
    Text("صدور گواهی اشتغال و سابقه", "Certificate of employment"),
    "one_step",
    PERSONNEL,
    Information(
        description=Text(
            "گواهی اشتغال به کار یا سابقهٔ خدمت برای کارکنان و بازنشستگان سازمان، برای ارائه به "
            "بانک، بیمه یا دانشگاه.",
            "For employees and pensioners, to show to a bank, an insurer or a university.",
        ),
        steps=(Step("issue", Text("چاپ، امضا و ثبت گواهی", "Printing and signing")),),
        documents=(ORIGINAL_CARD,),
        laws=(
            CIVIL_SERVICE,
            rule(
                Text("دستورالعمل صدور گواهی", "Rules for certificates"), "۱۱۲/۰۹", date(2025, 2, 9)
            ),
        ),
        questions=(
            Question(
                Text("می‌توانم کس دیگری را بفرستم؟", "May I send somebody else?"),
                Text(
                    "بله، با نامهٔ امضاشدهٔ شما و کارت ملی هر دو.",
                    "Yes, with your letter and both cards.",
                ),
            ),
            Question(
                Text("گواهی را چطور می‌توان اعتبارسنجی کرد؟", "How is it verified?"),
                Text(
                    "کد بیست‌رقمی پای گواهی را در صفحهٔ «راستی‌آزمایی نامه» وارد کنید.",
                    "Type the twenty digits below it on the page that verifies letters.",
                ),
            ),
        ),
        duration=OfficeTime(minutes=15),
        visit=OfficeTime(minutes=15),
        complaint=COMPLAINT,
        form=Form(
            (
                Field(
                    "use",
                    Text("برای ارائه به", "To be shown to"),
                    FieldKind.CHOICE,
                    choices=(
                        Choice("bank", Text("بانک", "Bank")),
                        Choice("insurance", Text("بیمه", "Insurance")),
                        Choice("university", Text("دانشگاه", "University")),
                    ),
                ),
            )
        ),
        sheet=sheet(
            "4002",
            "صدور گواهی",
            recipients="کارکنان و بازنشستگان سازمان",
            served="۶۰ گواهی در ماه",
            unit="کارگزینی",
            events=(LifeEvent.CERTIFICATES, LifeEvent.RETIREMENT),
            visits=1,
        ),
    ),
    minutes=10,
)
ACCOUNT = Offering(
    "403",
    Text("فعال‌سازی حساب کاربری درگاه", "Activating an account"),
    "one_step",
    IT,
    Information(
        description=Text(
            "اگر شمارهٔ همراهتان عوض شده و نمی‌توانید وارد درگاه شوید، با کارت ملی به میز خدمت "
            "بیایید تا شمارهٔ تازه همان‌جا ثبت شود.",
            "Who cannot sign in since the mobile changed comes with the national card; the new "
            "number is recorded at once.",
        ),
        steps=(Step("record", Text("احراز هویت و ثبت شمارهٔ تازه", "Identity and new number")),),
        documents=(ORIGINAL_CARD,),
        laws=(
            Law(Text("قانون تجارت الکترونیکی", "Electronic Commerce Law"), day=date(2004, 1, 7)),
            DESK,
        ),
        questions=(
            Question(
                Text("چرا این کار برخط انجام نمی‌شود؟", "Why is this not done online?"),
                Text(
                    "تا کسی نتواند با شمارهٔ خود به پروندهٔ شما دست یابد.",
                    "So that nobody reaches your file with a number of his own.",
                ),
            ),
        ),
        duration=OfficeTime(minutes=10),
        visit=OfficeTime(minutes=10),
        complaint=COMPLAINT,
        sheet=sheet(
            "4003",
            "به‌روزرسانی حساب کاربری",
            recipients="کاربران درگاه",
            served="۱۱۰ مورد در ماه",
            unit="فناوری اطلاعات",
            visits=1,
        ),
    ),
    minutes=10,
)

"""Category three: requests with documents, for which one enters after coordination."""

from datetime import date

from miz.domain.calendar import OfficeTime
from miz.domain.editions import (
    Audience,
    DocumentNeed,
    Fee,
    Information,
    Law,
    LifeEvent,
    Link,
    Question,
    Step,
)
from miz.domain.forms import Choice, Condition, Field, FieldKind, Form
from miz.domain.values import Text
from miz_apps.demo.services.offering import (
    ANTI_CORRUPTION,
    CARD,
    CIVIL_SERVICE,
    COMPLAINT,
    FINANCE,
    INSPECTION,
    LEGAL,
    OBJECT,
    ORIGINAL_CARD,
    REFUSALS,
    RIGHTS,
    Offering,
    rule,
    sheet,
)

HEARING = Offering(
    "301",
    Text("رسیدگی حضوری به اعتراض", "Hearing of an objection"),
    "documents_with_entry",
    LEGAL,
    Information(
        description=Text(
            "اگر به رأی یا تصمیم سازمان اعتراض دارید، پس از ثبت اعتراض وقت رسیدگی می‌گیرید و در "
            "جلسه با حضور کارشناس حقوقی دفاع می‌کنید.",
            "Who objects to a decision files it, gets a time and is heard by a legal officer.",
        ),
        steps=(
            Step("register", Text("ثبت اعتراض و مدارک", "Recording the objection")),
            Step("hear", Text("جلسهٔ رسیدگی", "The hearing")),
            Step("decide", Text("صدور رأی", "The decision")),
        ),
        documents=(
            CARD,
            DocumentNeed("decision", Text("تصویر رأی یا نامهٔ مورد اعتراض", "The decision")),
            DocumentNeed("proxy", Text("وکالت‌نامه", "Power of attorney"), required=False),
        ),
        laws=(
            Law(
                Text("قانون دیوان عدالت اداری", "Administrative Justice Law"),
                day=date(2013, 6, 15),
                article="مادهٔ ۱۰",
            ),
            RIGHTS,
            rule(
                Text("آیین‌نامهٔ رسیدگی به اعتراض‌ها", "Rules for hearings"),
                "۳۰۹/۱۴",
                date(2023, 10, 7),
            ),
        ),
        questions=(
            Question(
                Text("می‌توانم وکیل بفرستم؟", "May I send a lawyer?"),
                Text("بله، با وکالت‌نامهٔ رسمی.", "Yes, with a formal power of attorney."),
            ),
            Question(
                Text("اگر به جلسه نرسم چه می‌شود؟", "What if I miss the hearing?"),
                Text(
                    "پیش از جلسه در درگاه وقت دیگری بگیرید؛ یک بار بدون دلیل پذیرفته می‌شود.",
                    "Take another time on the portal before it; once, no reason is asked.",
                ),
            ),
        ),
        duration=OfficeTime(days=10),
        visit=OfficeTime(minutes=45),
        complaint=COMPLAINT,
        form=Form(
            (
                Field("number", Text("شمارهٔ رأی یا نامه", "Number of the decision")),
                Field("day", Text("تاریخ ابلاغ", "Day you received it"), FieldKind.DATE),
                Field(
                    "reasons",
                    Text("دلایل اعتراض", "Your reasons"),
                    FieldKind.LONG_TEXT,
                    least=10,
                ),
                Field("proxy", Text("وکیل دارید؟", "Have you a lawyer?"), FieldKind.YES_NO),
                Field(
                    "proxy_id",
                    Text("کد ملی وکیل", "Lawyer's national number"),
                    FieldKind.NATIONAL_ID,
                    when=Condition("proxy", ("yes",)),
                ),
            )
        ),
        sheet=sheet(
            "3001",
            "رسیدگی به اعتراض",
            recipients="اشخاص معترض به تصمیم‌های سازمان",
            served="۲۵ جلسه در ماه",
            unit="حقوقی",
            visits=1,
            steps=("ثبت اعتراض", "تعیین وقت و جلسه", "صدور و ابلاغ رأی"),
        ),
    ),
    gives_pass=True,
    needs_agreement=True,
    minutes=90,
    seats=1,
)
REVIEW = Offering(
    "302",
    Text("کارشناسی حضوری پرونده", "Review of a file in person"),
    "documents_with_entry",
    INSPECTION,
    Information(
        description=Text(
            "ارائهٔ اصل مدارک در واحد بازرسی و بررسی پرونده با حضور صاحب آن.",
            "Originals are shown at the inspection unit and the file is reviewed with its owner.",
        ),
        steps=(
            Step("coordinate", Text("هماهنگی وقت با کارشناس", "Agreeing on a time")),
            Step("review", Text("دیدن اصل مدارک و بررسی", "Seeing the originals")),
            Step("report", Text("صدور گزارش کارشناسی", "The report")),
        ),
        documents=(
            ORIGINAL_CARD,
            DocumentNeed(
                "originals", Text("اصل مدارک پرونده", "Originals of the file"), original=True
            ),
            DocumentNeed("plan", Text("نقشه یا کروکی محل", "Plan of the place"), required=False),
        ),
        laws=(
            CIVIL_SERVICE,
            ANTI_CORRUPTION,
            rule(
                Text("دستورالعمل بازرسی پرونده‌ها", "Rules for reviews"), "۳۱۵/۰۷", date(2024, 4, 29)
            ),
        ),
        questions=(
            Question(
                Text("چرا باید حضوری بیایم؟", "Why do I have to come?"),
                Text(
                    "اصل بعضی مدارک را فقط کارشناس می‌تواند ببیند و تأیید کند.",
                    "Some originals can be confirmed by the officer only.",
                ),
            ),
            Question(REFUSALS, OBJECT),
        ),
        fees=(
            Fee(
                Text("حق کارشناسی", "Review fee"),
                1_800_000,
                "۳۰۰۱۲۰۷",
                "تعرفهٔ سالانهٔ خدمات، ردیف ۱۱",
            ),
        ),
        duration=OfficeTime(days=7),
        visit=OfficeTime(minutes=60),
        complaint=COMPLAINT,
        sheet=sheet(
            "3002",
            "کارشناسی پرونده",
            recipients="دارندگان پروندهٔ در دست بررسی",
            served="۴۰ پرونده در ماه",
            unit="بازرسی",
            events=(LifeEvent.BUSINESS, LifeEvent.PROPERTY),
            visits=2,
        ),
    ),
    gives_pass=True,
    needs_agreement=True,
    minutes=120,
    seats=2,
)
REFUND = Offering(
    "303",
    Text("تسویه‌حساب و استرداد سپرده", "Settlement and refund of a deposit"),
    "documents_with_entry",
    FINANCE,
    Information(
        description=Text(
            "بازپرداخت سپردهٔ شرکت در مناقصه یا ضمانت پس از پایان قرارداد. سپرده فقط به حساب خود "
            "متقاضی پرداخت می‌شود.",
            "A tender or contract deposit is paid back, only to the applicant's own account.",
        ),
        steps=(
            Step("check", Text("بررسی مدارک قرارداد", "Checking the contract")),
            Step("clear", Text("استعلام بدهی", "Asking for debts")),
            Step("pay", Text("صدور دستور پرداخت", "Ordering the payment")),
        ),
        documents=(
            CARD,
            DocumentNeed("receipt", Text("رسید واریز سپرده", "Receipt of the deposit")),
            DocumentNeed(
                "minutes",
                Text("صورت‌جلسهٔ تحویل", "Minutes of delivery"),
                required=False,
                original=True,
            ),
        ),
        laws=(
            Law(Text("قانون برگزاری مناقصات", "Tenders Law"), day=date(2005, 1, 22)),
            rule(
                Text("آیین‌نامهٔ معاملات سازمان نمونه", "Procurement rules"),
                "۴۱۲/۱۱",
                date(2023, 10, 7),
            ),
        ),
        questions=(
            Question(
                Text("سپرده چند روزه واریز می‌شود؟", "When is it paid?"),
                Text(
                    "پس از دستور پرداخت، یک تا دو روز بانکی.",
                    "One or two banking days after the order.",
                ),
            ),
        ),
        duration=OfficeTime(days=4),
        visit=OfficeTime(minutes=30),
        complaint=COMPLAINT,
        form=Form(
            (
                Field("contract", Text("شمارهٔ قرارداد یا مناقصه", "Contract or tender number")),
                Field(
                    "rials",
                    Text("مبلغ سپرده (ریال)", "Deposit in rials"),
                    FieldKind.NUMBER,
                    least=1,
                ),
                Field(
                    "kind",
                    Text("نوع سپرده", "Kind of deposit"),
                    FieldKind.CHOICE,
                    choices=(
                        Choice("cash", Text("واریز نقدی", "Cash")),
                        Choice("guarantee", Text("ضمانت‌نامهٔ بانکی", "Bank guarantee")),
                    ),
                ),
                Field(
                    "bank",
                    Text("بانک صادرکنندهٔ ضمانت‌نامه", "Bank of the guarantee"),
                    when=Condition("kind", ("guarantee",)),
                ),
                Field(
                    "account",
                    Text("شمارهٔ شبا", "Account (IBAN)"),
                    when=Condition("kind", ("cash",)),
                ),
            )
        ),
        sheet=sheet(
            "3003",
            "استرداد سپرده",
            recipients="پیمانکاران و شرکت‌کنندگان مناقصه",
            served="۳۰ درخواست در ماه",
            unit="امور مالی",
            audience=Audience.BUSINESSES,
            events=(LifeEvent.BUSINESS,),
            visits=1,
            asked=(Link("سامانهٔ استعلام شبا", "نام صاحب حساب", "بانک مرکزی"),),
        ),
    ),
    gives_pass=True,
    needs_agreement=True,
    minutes=90,
    seats=1,
)

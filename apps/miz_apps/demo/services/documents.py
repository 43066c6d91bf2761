"""Category two: requests with documents, filed at the desk or online, without entry."""

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
from miz_apps.demo.services.licence_form import LICENCE_FORM
from miz_apps.demo.services.offering import (
    CARD,
    CIVIL_SERVICE,
    COMPLAINT,
    LICENSING,
    OBJECT,
    REFUSALS,
    RIGHTS,
    Offering,
    rule,
    sheet,
)

BUSINESS_LAW = Law(
    Text("قانون تسهیل صدور مجوزهای کسب‌وکار", "Law Easing Business Licences"),
    day=date(2022, 3, 15),
)
POST = Link("سامانهٔ کد پستی", "نشانی از روی کد پستی", "شرکت ملی پست")
LICENCE = Offering(
    "201",
    Text("ثبت درخواست مجوز فعالیت", "Filing a licence request"),
    "documents",
    LICENSING,
    Information(
        description=Text(
            "صدور مجوز فعالیت برای کسب‌وکارهای خرد و خانگی. درخواست را از همین درگاه یا در میز خدمت "
            "ثبت کنید؛ نتیجه با پیامک اعلام می‌شود.",
            "A licence for small and home businesses. File it here or at the desk; you are told "
            "the result by text message.",
        ),
        steps=(
            Step(
                "check", Text("بررسی مدارک", "Checking the documents"), duration=OfficeTime(days=1)
            ),
            Step("review", Text("بررسی کارشناسی", "Review"), duration=OfficeTime(days=3)),
            Step("issue", Text("صدور مجوز", "Issuing"), duration=OfficeTime(days=1)),
        ),
        documents=(
            CARD,
            DocumentNeed(
                "deed",
                Text("سند مالکیت یا اجاره‌نامهٔ محل فعالیت", "Deed or lease of the premises"),
            ),
            DocumentNeed(
                "skill", Text("گواهی مهارت مرتبط", "Certificate of skill"), required=False
            ),
        ),
        laws=(
            BUSINESS_LAW,
            CIVIL_SERVICE,
            rule(Text("دستورالعمل صدور مجوز", "Rules for licences"), "۲۱۷/۴۲", date(2024, 4, 29)),
        ),
        questions=(
            Question(
                Text("مجوز چه مدت اعتبار دارد؟", "How long is it valid?"),
                Text("سه سال از روز صدور.", "Three years from the day of issue."),
            ),
            Question(REFUSALS, OBJECT),
        ),
        fees=(
            Fee(
                Text("حق ثبت درخواست", "Filing fee"),
                850_000,
                "۳۰۰۱۲۰۱",
                "تعرفهٔ سالانهٔ خدمات، ردیف ۴",
                online=True,
            ),
            Fee(
                Text("حق صدور مجوز", "Licence fee"),
                2_400_000,
                "۳۰۰۱۲۰۲",
                "تعرفهٔ سالانهٔ خدمات، ردیف ۵",
                online=True,
            ),
        ),
        duration=OfficeTime(days=5),
        complaint=COMPLAINT,
        form=LICENCE_FORM,
        sheet=sheet(
            "2001",
            "صدور مجوز فعالیت",
            recipients="صاحبان کسب‌وکارهای خرد و خانگی",
            served="۱۴۰ درخواست در ماه",
            unit="صدور مجوز",
            events=(LifeEvent.BUSINESS,),
            visits=1,
            asked=(POST,),
            steps=("پذیرش درخواست", "بررسی کارشناسی", "صدور و ابلاغ"),
        ),
    ),
    minutes=15,
    seats=2,
)
RENEWAL = Offering(
    "202",
    Text("تمدید مجوز فعالیت", "Renewing a licence"),
    "documents",
    LICENSING,
    Information(
        description=Text(
            "تمدید مجوزی که کمتر از سه ماه به پایان اعتبار آن مانده است. کار از آغاز تا پایان در "
            "همین درگاه انجام می‌شود و مراجعهٔ حضوری لازم نیست.",
            "For a licence that runs out within three months. All of it is done on this portal; "
            "nobody needs to come.",
        ),
        steps=(
            Step("check", Text("تطبیق با پروندهٔ پیشین", "Comparing with the earlier file")),
            Step("issue", Text("صدور مجوز تمدیدشده", "Issuing the renewed licence")),
        ),
        documents=(
            CARD,
            DocumentNeed("licence", Text("تصویر مجوز پیشین", "Copy of the earlier licence")),
        ),
        laws=(
            BUSINESS_LAW,
            RIGHTS,
            rule(Text("دستورالعمل تمدید مجوز", "Rules for renewal"), "۲۱۷/۵۸", date(2025, 2, 9)),
        ),
        questions=(
            Question(
                Text("اگر اعتبار مجوز گذشته باشد؟", "What if it has run out?"),
                Text(
                    "تا سه ماه پس از پایان اعتبار با همین خدمت تمدید می‌شود؛ پس از آن باید درخواست "
                    "تازه ثبت کنید.",
                    "It can be renewed up to three months later; after that file a new request.",
                ),
            ),
            Question(REFUSALS, OBJECT),
        ),
        fees=(
            Fee(
                Text("حق تمدید", "Renewal fee"),
                1_200_000,
                "۳۰۰۱۲۰۳",
                "تعرفهٔ سالانهٔ خدمات، ردیف ۶",
                online=True,
            ),
        ),
        duration=OfficeTime(days=3),
        complaint=COMPLAINT,
        online=True,
        form=Form(
            (
                Field(
                    "number",
                    Text("شمارهٔ مجوز", "Licence number"),
                    help=Text("بالای مجوز، سمت چپ", "At the top left of the licence"),
                ),
                Field("expires", Text("پایان اعتبار", "Valid until"), FieldKind.DATE),
                Field("changed", Text("نشانی تغییر کرده است؟", "New address?"), FieldKind.YES_NO),
                Field(
                    "postal_code",
                    Text("کد پستی نشانی تازه", "New postal code"),
                    FieldKind.POSTAL_CODE,
                    when=Condition("changed", ("yes",)),
                ),
            )
        ),
        sheet=sheet(
            "2002",
            "تمدید مجوز فعالیت",
            recipients="دارندگان مجوز فعالیت",
            served="۲۱۰ درخواست در ماه",
            unit="صدور مجوز",
            events=(LifeEvent.BUSINESS,),
            frequency="هر سه سال یک‌بار",
            asked=(POST,),
        ),
    ),
    minutes=15,
)
CHANGES = Offering(
    "203",
    Text("اصلاح مشخصات و نشانی پرونده", "Correcting details of a file"),
    "documents",
    LICENSING,
    Information(
        description=Text(
            "تغییر نشانی، نام تجاری یا شمارهٔ تماس در پرونده‌ای که پیش‌تر ثبت شده است.",
            "A new address, trade name or telephone number in a file that exists.",
        ),
        steps=(
            Step("check", Text("بررسی مدارک تغییر", "Checking the proof")),
            Step("record", Text("ثبت تغییر در پرونده", "Recording the change")),
        ),
        documents=(
            CARD,
            DocumentNeed("proof", Text("مدرکی که تغییر را نشان می‌دهد", "Proof of the change")),
        ),
        laws=(
            CIVIL_SERVICE,
            rule(
                Text("دستورالعمل نگهداری پرونده‌ها", "Rules for files"), "۲۱۷/۶۱", date(2025, 5, 25)
            ),
        ),
        questions=(
            Question(
                Text("نام مالک را هم می‌شود تغییر داد؟", "Can the owner be changed?"),
                Text(
                    "خیر؛ انتقال مجوز به شخص دیگر درخواست تازه می‌خواهد.",
                    "No; passing a licence on needs a new request.",
                ),
            ),
        ),
        duration=OfficeTime(days=2),
        complaint=COMPLAINT,
        online=True,
        form=Form(
            (
                Field(
                    "what",
                    Text("چه چیزی تغییر کرده است؟", "What has changed?"),
                    FieldKind.CHOICES,
                    choices=(
                        Choice("address", Text("نشانی", "Address")),
                        Choice("name", Text("نام تجاری", "Trade name")),
                        Choice("phone", Text("شمارهٔ تماس", "Telephone")),
                    ),
                ),
                Field(
                    "postal_code",
                    Text("کد پستی تازه", "New postal code"),
                    FieldKind.POSTAL_CODE,
                    when=Condition("what", ("address",)),
                ),
                Field(
                    "name",
                    Text("نام تجاری تازه", "New trade name"),
                    when=Condition("what", ("name",)),
                ),
                Field(
                    "phone",
                    Text("شمارهٔ همراه تازه", "New mobile"),
                    FieldKind.MOBILE,
                    when=Condition("what", ("phone",)),
                ),
            )
        ),
        sheet=sheet(
            "2003",
            "اصلاح مشخصات پرونده",
            recipients="دارندگان پرونده",
            served="۷۵ درخواست در ماه",
            unit="صدور مجوز",
            audience=Audience.BUSINESSES,
        ),
    ),
    minutes=15,
)

"""What a licence request asks: fields of every kind, some only after certain answers."""

from miz.domain.forms import Choice, Condition, Field, FieldKind, Form
from miz.domain.values import Text

LICENCE_FORM = Form(
    (
        Field(
            "business",
            Text("نام کسب‌وکار", "Name of the business"),
            help=Text("همان نامی که روی تابلو نوشته می‌شود", "As it stands on the sign"),
        ),
        Field(
            "kind",
            Text("نوع فعالیت", "Kind of activity"),
            FieldKind.CHOICE,
            choices=(
                Choice("food", Text("تولید خوراک", "Food")),
                Choice("craft", Text("صنایع دستی", "Handicraft")),
                Choice("teaching", Text("آموزش", "Teaching")),
                Choice("other", Text("سایر", "Other")),
            ),
        ),
        Field(
            "which",
            Text("فعالیت شما چیست؟", "Which activity?"),
            when=Condition("kind", ("other",)),
        ),
        Field("postal_code", Text("کد پستی محل فعالیت", "Postal code"), FieldKind.POSTAL_CODE),
        Field("staff", Text("تعداد کارکنان", "Staff"), FieldKind.NUMBER, least=0, most=500),
        Field("partner", Text("شریک دارید؟", "Do you have a partner?"), FieldKind.YES_NO),
        Field(
            "partner_id",
            Text("کد ملی شریک", "Partner's national number"),
            FieldKind.NATIONAL_ID,
            when=Condition("partner", ("yes",)),
        ),
        Field("about", Text("توضیح", "Remarks"), FieldKind.LONG_TEXT, required=False),
    )
)

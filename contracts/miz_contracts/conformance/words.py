"""What the page says, in both languages; rules have their Persian titles in `titles`."""

from collections.abc import Mapping

from attrs import frozen

from miz_contracts.conformance.results import Outcome, Verdict
from miz_contracts.gates.rules import Level


@frozen
class Words:
    """One language of the page."""

    language: str
    direction: str
    heading: str
    verdict: Mapping[Verdict, str]
    meaning: Mapping[Verdict, str]
    outcome: Mapping[Outcome, str]
    level: Mapping[Level, str]
    parts: Mapping[str, str]
    device: Mapping[str, str]
    rigs: Mapping[str, str]
    rules: str
    columns: tuple[str, str, str]
    waivers: str
    waiver_columns: tuple[str, str, str]
    no_waivers: str
    until: str
    why: str
    look: str
    seen: str
    made: str


ENGLISH = Words(
    language="en",
    direction="ltr",
    heading="Conformance with miz",
    verdict={
        Verdict.CONFORMS: "Conforms",
        Verdict.WITH_WAIVERS: "Conforms with waivers",
        Verdict.INCOMPLETE: "Incomplete",
        Verdict.DOES_NOT_CONFORM: "Does not conform",
    },
    meaning={
        Verdict.CONFORMS: "The device keeps every rule that it must keep.",
        Verdict.WITH_WAIVERS: "The device keeps every rule that it must keep, except for those "
        "below for which somebody gave a reason until a day.",
        Verdict.INCOMPLETE: "Nothing was found against the device, but some rules that it must "
        "keep were not tried. This is no proof yet.",
        Verdict.DOES_NOT_CONFORM: "The device breaks a rule that it must keep, or a waiver does "
        "not hold.",
    },
    outcome={
        Outcome.KEPT: "kept",
        Outcome.BROKEN: "broken",
        Outcome.WAIVED: "waived",
        Outcome.NOT_RUN: "not tried",
        Outcome.NOT_APPLICABLE: "not applicable",
    },
    level={Level.MUST: "must", Level.SHOULD: "should"},
    parts={"reader": "Reader", "barrier": "Barrier", "sensor": "Sensor"},
    device={
        "vendor": "Vendor",
        "model": "Model",
        "serial": "Serial number",
        "firmware": "Firmware",
        "date": "Date",
        "rig": "Tried with",
        "version": "Edition of the rules",
    },
    rigs={
        "emulator": "Software in the device's place; no device was there",
        "operator": "The device, and a person at it",
        "jig": "The device, on the maker's test jig",
        "tests": "The maker's own tests",
    },
    rules="Rules",
    columns=("Rule", "What the device promises", "Result"),
    waivers="Waivers",
    waiver_columns=("Rule", "Reason", "Until"),
    no_waivers="There are none.",
    until="waived until",
    why="Why:",
    look="What to look at:",
    seen="Seen:",
    made="Made by miz-contracts, without anybody's word in between.",
)
PERSIAN = Words(
    language="fa",
    direction="rtl",
    heading="گواهی سازگاری با میز",
    verdict={
        Verdict.CONFORMS: "سازگار است",
        Verdict.WITH_WAIVERS: "سازگار است، با استثنا",
        Verdict.INCOMPLETE: "ناتمام",
        Verdict.DOES_NOT_CONFORM: "سازگار نیست",
    },
    meaning={
        Verdict.CONFORMS: "دستگاه همهٔ قاعده‌های الزامی را رعایت می‌کند.",
        Verdict.WITH_WAIVERS: "دستگاه همهٔ قاعده‌های الزامی را رعایت می‌کند، جز آن‌هایی که در زیر "
        "با دلیل و تا تاریخی معین استثنا شده‌اند.",
        Verdict.INCOMPLETE: "ایرادی در دستگاه دیده نشد، اما برخی قاعده‌های الزامی آزموده نشدند. "
        "این برگه هنوز گواه سازگاری نیست.",
        Verdict.DOES_NOT_CONFORM: "دستگاه یک قاعدهٔ الزامی را رعایت نمی‌کند، یا استثنایی معتبر نیست.",
    },
    outcome={
        Outcome.KEPT: "رعایت می‌شود",
        Outcome.BROKEN: "رعایت نمی‌شود",
        Outcome.WAIVED: "استثنا شده",
        Outcome.NOT_RUN: "آزموده نشد",
        Outcome.NOT_APPLICABLE: "موضوعیت ندارد",
    },
    level={Level.MUST: "الزامی", Level.SHOULD: "توصیه"},
    parts={"reader": "خواننده", "barrier": "مانع عبور", "sensor": "حسگر عبور"},
    device={
        "vendor": "سازنده",
        "model": "مدل",
        "serial": "شمارهٔ سریال",
        "firmware": "نسخهٔ میان‌افزار",
        "date": "تاریخ (میلادی)",
        "rig": "روش آزمون",
        "version": "ویرایش قاعده‌ها",
    },
    rigs={
        "emulator": "نرم‌افزاری به‌جای دستگاه؛ خود دستگاه در کار نبود",
        "operator": "خود دستگاه، با کسی کنار آن",
        "jig": "خود دستگاه، روی میز آزمون سازنده",
        "tests": "آزمون‌های خود سازنده",
    },
    rules="قاعده‌ها",
    columns=("قاعده", "دستگاه چه تعهدی دارد", "نتیجه"),
    waivers="استثناها",
    waiver_columns=("قاعده", "دلیل", "تا تاریخ"),
    no_waivers="استثنایی نیست.",
    until="استثنا تا",
    why="چرا:",
    look="چه را بررسی کنید:",
    seen="آنچه دیده شد:",
    made="ساختهٔ miz-contracts، بی‌آنکه کسی در آن دست برده باشد.",
)
LANGUAGES = {one.language: one for one in (PERSIAN, ENGLISH)}

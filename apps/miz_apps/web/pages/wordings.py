"""What a person reads when something cannot be done, by the error's stable code."""

from collections.abc import Mapping

from miz.domain.values import Language, Text
from miz.errors import MizError

T = Text
WORDINGS: Mapping[str, Text] = {
    # Values
    "name.length": T("نام را بنویسید؛ حداکثر ۸۰ نویسه.", "Write a name of 1 to 80 characters."),
    "text.too_long": T("این متن را کوتاه‌تر کنید.", "Shorten this text."),
    "number.range": T("عدد خارج از محدودهٔ مجاز است.", "The number is outside its limits."),
    "national_id.form": T("کد ملی ده رقم است؛ صفرها را هم بنویسید.", "A national number has ten digits; write the zeros as well."),
    "national_id.check": T("رقم کنترل کد ملی درست نیست؛ با کارت مقایسه کنید.", "The national number's check digit does not fit; compare it with the card."),
    "mobile.form": T("شمارهٔ همراه را با ۰۹ و نُه رقم دیگر بنویسید.", "Write the mobile number as 09 and nine more digits."),
    "passport.state": T("کشور صادرکنندهٔ گذرنامه را انتخاب کنید.", "Choose the state that issued the passport."),
    "passport.number": T("شمارهٔ گذرنامه ۵ تا ۱۵ حرف لاتین و رقم است.", "A passport number has 5 to 15 Latin letters and digits."),
    "date.form": T("تاریخ تولد را با سال، ماه و روز بنویسید.", "Write the birth date as year, month and day."),
    "date.range": T("تاریخ تولد نمی‌تواند درست باشد؛ مدرک را دوباره ببینید.", "The birth date cannot be right; look at the document again."),
    "login.form": T("نام ورود با حرف لاتین شروع می‌شود و ۲ تا ۴۰ حرف، رقم یا نقطه دارد.", "A sign-in name starts with a Latin letter and has 2 to 40 letters, digits or dots."),
    "login.taken": T("این نام ورود گرفته شده است؛ نام دیگری انتخاب کنید.", "This sign-in name is taken; choose another."),
    "password.length": T("گذرواژه‌ای با ۱۵ نویسه یا بیشتر انتخاب کنید؛ یک جمله بهتر است.", "Choose a password of 15 characters or more; a sentence is best."),
    "password.weak": T("گذرواژه نباید تکراری یا شامل نام ورود باشد.", "Choose a password that is not one pattern and not the sign-in name."),
    "card.form": T("شمارهٔ کارت خوانا نیست؛ کارت را دوباره بخوانید.", "The card number is not readable; read the card again."),
    "code.form": T("کد خوانا نیست؛ دوباره بخوانید.", "The code is not readable; read it again."),
    "request.invalid": T("یک خانهٔ فرم کامل نیست؛ آن را درست کنید.", "A field of the form is not complete; correct it."),
    "value.invalid": T("یکی از مقدارها درست نیست؛ آن را درست کنید.", "A value is not right; correct it."),
    # People
    "person.exists": T("این شخص پرونده دارد؛ شماره را جست‌وجو کنید و همان‌جا ادامه دهید.", "This person has a file already; look the number up and continue there."),
    "person.national_id_missing": T("برای مراجع ایرانی کد ملی لازم است.", "An Iranian visitor needs a national number."),
    "person.passport_missing": T("برای مراجع خارجی گذرنامه و کشور صادرکننده لازم است.", "A foreign visitor needs a passport and the state that issued it."),
    "document.not_found": T("این تصویر در پرونده نیست.", "This file has no such picture."),
    "document.damaged": T("این تصویر آسیب دیده است؛ به مدیر سامانه بگویید.", "This picture is damaged; tell an administrator."),
    "picture.not_an_image": T("این پرونده تصویر JPEG یا PNG نیست.", "This is no JPEG or PNG picture."),
    "picture.too_large": T("حجم تصویر زیاد است؛ تصویر کوچک‌تری بدهید.", "The picture is too large; take a smaller one."),
    "picture.too_many_pixels": T("ابعاد تصویر زیاد است؛ تصویر کوچک‌تری بدهید.", "The picture has too many pixels; take a smaller one."),
    "picture.animated": T("تصویر متحرک پذیرفته نمی‌شود.", "An animated picture is not accepted."),
    "picture.damaged": T("تصویر خوانا نیست؛ دوباره بگیرید.", "The picture cannot be read; take it again."),
    # Visits and passes
    "visit.already_open": T("این شخص مراجعهٔ باز دارد؛ همان را ادامه دهید.", "This person has an open visit already; continue with that one."),
    "visit.not_identified": T("پیش از پذیرش، هویت را بررسی کنید.", "Check the visitor's identity before admitting."),
    "visit.declined": T("میزبان نپذیرفت؛ مراجعه را رد کنید.", "The host declined this visit; refuse it."),
    "visit.not_agreed": T("اول از میزبان بپرسید و پاسخ را ثبت کنید (F4).", "Ask the host first and record the answer (F4)."),
    "visit.no_pass_yet": T("اول مراجع را بپذیرید، بعد برگه یا کارت بدهید.", "Admit the visitor first, then hand out a pass."),
    "visit.wrong_state": T("وضعیت این مراجعه عوض شده است؛ دوباره جست‌وجو کنید.", "This visit has moved on; look it up again."),
    "service.no_pass": T("این خدمت پشت میز انجام می‌شود و مجوز ورود ندارد.", "This service is done at the desk and gives no pass."),
    "host.retired": T("این میزبان اکنون کسی را نمی‌پذیرد؛ میزبان دیگری انتخاب کنید.", "This host receives nobody now; choose another."),
    "card.unknown": T("این کارتِ مهمانِ اینجا نیست؛ کارتی از جعبه بردارید.", "This is no guest card of this site; take one from the box."),
    "card.known": T("این کارت از پیش در فهرست است.", "This card is in the pool already."),
    "card.out": T("این کارت نزد مراجع دیگری است؛ کارت دیگری بردارید.", "This card is out with another visitor; take another card."),
    "card.lost": T("این کارت گم‌شده ثبت شده است؛ کارت دیگری بردارید.", "This card is reported lost; take another card."),
    "card.blocked": T("این کارت مسدود است؛ کارت دیگری بردارید.", "This card is blocked; take another card."),
    "card.not_here": T("کارت فقط پشت میز به مراجع داده می‌شود.", "A card goes out with a visitor, at the desk."),
    "slip.none": T("این مراجعه اکنون برگه‌ای ندارد؛ اول برگه بدهید.", "This visit has no slip now; hand one out first."),
    "lane.no_exit": T("گذرگاهی را انتخاب کنید که خروجی دارد.", "Choose a lane that people leave by."),
    "grant.closed": T("این عبور تمام شده است؛ برگه را دوباره نشان دهید.", "This passage is over; present the pass again."),
    # Staff
    "sign_in.wrong": T("نام ورود یا گذرواژه درست نیست؛ دوباره تلاش کنید.", "Sign-in name or password is not right; try again."),
    "staff.self": T("نمی‌توانید خودتان را غیرفعال کنید؛ از مدیر دیگری بخواهید.", "You cannot disable yourself; ask another administrator."),
    "access.not_allowed": T("نقش شما این اجازه را ندارد؛ از مدیر سامانه بخواهید.", "Your role does not include this; ask an administrator."),
    # Requests
    "session.none": T("اول وارد شوید؛ نشست شما تمام شده است.", "Sign in first; your session is over."),
    "csrf.token": T("صفحه قدیمی است؛ آن را تازه کنید و دوباره تلاش کنید.", "The page is out of date; reload it and try again."),
    "request.forged": T("این درخواست از سایت دیگری آمد؛ خود میز را باز کنید.", "This came from another site; open miz itself and try again there."),
    "request.host": T("نشانی این سامانه چیز دیگری است؛ از مدیر بپرسید.", "This site has another address; ask an administrator."),
    "request.too_large": T("حجم فرستاده‌شده زیاد است؛ کوچک‌ترش کنید.", "This is too large; send less."),
    "request.type": T("نوع این پرونده خوانده نمی‌شود.", "This kind of file is not read here."),
    "request.too_many": T("تلاش‌ها زیاد بود؛ کمی صبر کنید.", "Too many attempts; wait a moment."),
    "request.busy": T("سامانه شلوغ است؛ یک ثانیه دیگر تلاش کنید.", "miz is busy; try again in a second."),
    "route.not_found": T("در این نشانی چیزی نیست؛ به صفحهٔ نخست برگردید.", "There is nothing at this address; go back to the start."),
    "route.method": T("این نشانی چنین کاری نمی‌کند.", "This address does not do that."),
    "record.not_found": T("چنین موردی اینجا نیست؛ دوباره جست‌وجو کنید.", "Nothing like that exists here; look it up again."),
    "record.conflict": T("کس دیگری هم‌زمان آن را تغییر داد؛ دوباره جست‌وجو کنید.", "Somebody else changed it meanwhile; look it up again."),
    "record.changed": T("کس دیگری هم‌زمان آن را تغییر داد؛ دوباره جست‌وجو کنید.", "Somebody else changed it meanwhile; look it up again."),
    "record.wrong_state": T("این کار در وضعیت کنونی ممکن نیست.", "This is not possible in its present state."),
    "miz.error": T("چیزی سمت ما خراب شد؛ دوباره تلاش کنید و شماره را به مدیر بگویید.", "Something broke on our side; try again and tell an administrator the number."),
}  # fmt: skip
BY_STATUS: Mapping[int, Text] = {
    422: T("این تصویر قابل استفاده نیست؛ دوباره بگیرید.", "This picture cannot be used; take it again."),
    502: T("دستگاهی که به سامانه وصل است درست پاسخ نداد؛ به مدیر بگویید.", "A part behind miz failed; tell an administrator."),
    503: T("بخشی از سامانه فعلاً در دسترس نیست؛ کمی بعد دوباره تلاش کنید.", "A part of miz is away for now; try again in a moment."),
}  # fmt: skip


def wording(error: MizError, language: Language) -> str:
    """The sentence for an error; a plugin's own error keeps its own words."""
    text = WORDINGS.get(error.code) or BY_STATUS.get(error.status)
    return text.in_(language) if text else error.message

"""What is written the same way all over a country: telephone numbers, web addresses, prices, postal codes, plates.

Formats are those of ITU-T E.123 and of the postal and vehicle authorities as people see them; each pattern is one that
few other countries share. Telephone codes, domains and currencies come from the table of countries.
"""

# ruff: noqa: RUF001 - letters of several scripts stand in prices

import re
from collections.abc import Iterator, Mapping, Sequence

from whence_engine.cues.sign_evidence import Evidence, Kind
from whence_engine.cues.sign_tables import SignTables
from whence_engine.photo import TextLine
from whence_engine.wording import Sentence, Toponym, either

LEAST_SCORE = 0.85
"""Of a line whose digits count: one wrong digit is another country."""

_PHONE = re.compile(r"(?:\+|\b00)\s?\(?([1-9]\d{0,2})\)?[\s().\-/\d]{6,18}\d")
_LEAST_DIGITS, _MOST_DIGITS = 8, 15  # of an international number, ITU-T E.164

_PHONE_FORMATS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"(?<![\d+]){pattern}(?!\d)"), tuple(countries.split()))
    for pattern, countries in (
        (r"(?:1[-.\s])?\(?[2-9]\d{2}\)?[-.\s][2-9]\d{2}[-.\s]\d{4}", "US CA"),
        (r"0[1-9](?:[.\s]\d{2}){4}", "FR"),
        (r"0\d{1,3}-\d{2,4}-\d{4}", "JP"),
        (r"0(?:120|570)-\d{3}-?\d{3}", "JP"),
        (r"0(?:20|1\d{2,3}|2[3489])\s\d{3,4}\s\d{3,4}", "GB"),
        (r"\(0[2378]\)\s?\d{4}\s\d{4}", "AU"),
        (r"1[38]00\s\d{3}\s\d{3}", "AU"),
        (r"\(\d{2}\)\s?9?\d{4}-\d{4}", "BR"),
        (r"1[3-9]\d-?\d{4}-?\d{4}", "CN"),
        (r"9\d{2}(?:\s\d{2}){3}", "ES"),
        (r"21\d(?:\s\d{3}){2}", "PT"),
        (r"0\d{2,3}[/\s]\d{2,3}[\s.]?\d{2}[\s.]?\d{2}", "DE AT CH"),
    )
)

_DOMAIN = re.compile(
    r"(?:www\.|@|https?://)[\w.-]*?\w+\.([a-z]{2})(?![\w.])|\b[\w-]{3,}\.(?:co|com|org|net|gov|gob|gouv|edu|ac)\.([a-z]{2})(?![\w.])"
)
_NO_COUNTRY = frozenset({
    "io", "co", "tv", "me", "ai", "cc", "ws", "fm", "to", "ly", "gg", "am", "gl", "la", "sh", "vc", "eu", "im", "is",
    "nu", "st", "tk", "ml", "ga", "cf", "gq",
})  # fmt: skip
"""Domains of countries that are sold to anyone."""

_AMOUNT = r"\d{1,6}(?:[.,\s]\d{2,3})*(?:[.,]-)?"
_CURRENCIES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf"(?<!\w)(?:{sign})\s?{_AMOUNT}|{_AMOUNT}\s?(?:{sign})(?!\w)"), tuple(currencies.split()))
    for sign, currencies in (
        ("€|EUR|Euro", "EUR"), ("£", "GBP"), (r"NT\$", "TWD"), (r"HK\$", "HKD"), (r"R\$", "BRL"), ("¥|円", "JPY CNY"),
        ("元", "CNY TWD"), ("₩|원", "KRW"), ("₹", "INR"), ("₽|руб", "RUB"), ("₴|грн", "UAH"), ("₫|VND", "VND"),
        ("₪", "ILS"), ("₺|TL", "TRY"), ("฿|THB|บาท", "THB"), ("zł|PLN", "PLN"), ("Kč|CZK", "CZK"), ("Ft|HUF", "HUF"),
        ("CHF|SFr", "CHF"), ("lei|RON", "RON"), ("лв", "BGN"), ("Rp|IDR", "IDR"), ("RM", "MYR"), ("SEK", "SEK"),
        ("NOK", "NOK"), ("DKK", "DKK"), ("kr", "SEK NOK DKK ISK"),
        (r"(?<![A-Z])\$", "USD CAD AUD MXN CLP ARS COP NZD SGD"),
    )
)  # fmt: skip

_STATES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC"
).replace(" ", "|")
_POSTCODES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), country)
    for pattern, country in (
        (r"\b(?:[A-Z]{1,2}\d[A-Z\d]?)\s\d[ABD-HJLNP-UW-Z]{2}\b", "GB"),
        (r"\b[1-9]\d{3}\s[A-Z]{2}\s+[A-Z][a-zA-Z]{2,}", "NL"),
        (r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s\d[A-Z]\d\b", "CA"),
        (r"〒\s?\d{3}-?\d{4}", "JP"),
        (rf"\b(?:{_STATES})\s\d{{5}}(?:-\d{{4}})?\b", "US"),
        (r"\b\d{5}-\d{3}\b", "BR"),
        (r"\b\d{2}-\d{3}\s+[A-ZŁŚŻ]\w{2,}", "PL"),
        (r"\b\d{4}-\d{3}\s+[A-Z]\w{2,}", "PT"),
        (r"\bCH-\d{4}\b", "CH"), (r"\bA-\d{4}\b", "AT"), (r"\bD-\d{5}\b", "DE"), (r"\bF-\d{5}\b", "FR"),
        (r"\bI-\d{5}\b", "IT"), (r"\bL-\d{4}\b", "LU"), (r"\bB-\d{4}\b", "BE"), (r"\bDK-\d{4}\b", "DK"),
    )
)  # fmt: skip

_GERMAN = "[A-ZÄÖÜ]{1,3}"
_PLATES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), tuple(countries.split()))
    for pattern, countries in (
        (r"[A-HJ-NP-TV-Z]{2}[-·.\s]\d{3}[-·.\s]?[A-HJ-NP-TV-Z]{2}", "FR IT"),
        (r"[A-HJ-NP-TV-Z]{2}\d{3}[A-HJ-NP-TV-Z]{2}", "IT FR"),
        (r"[A-Y]{2}\d{2}\s?[A-Z]{3}", "GB"),
        (r"\d{4}\s?[BCDFGHJ-NPR-TV-Z]{3}", "ES"),
        (rf"{_GERMAN}[-:·•\s][A-Z]{{1,2}}\s?[1-9]\d{{0,3}}", "DE"),
        (r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.\s]?[A-Z0-9]{5,6}", "CN"),
        (r"[A-Z]{2}[-\s]?\d{1,2}[-\s]?[A-Z]{1,2}[-\s]?\d{4}", "IN"),
        (r"\d{2}-[A-Z]{2,3}-\d{1,2}|[A-Z]{2}-\d{3}-[A-Z]|\d-[A-Z]{3}-\d{2}", "NL"),
        (r"[A-Z]{3}\d[A-Z]\d{2}", "BR"),
        (r"(?:ZH|BE|LU|UR|SZ|OW|NW|GL|ZG|FR|SO|BS|BL|SH|AR|AI|SG|GR|AG|TG|TI|VD|VS|NE|GE|JU)[·\s]\d{4,6}", "CH"),
        (r"[A-Z]{2}[-·\s]\d{3,4}[-·\s]?[A-Z]{1,2}", "HR IT"),
    )
)


def formats(lines: Sequence[TextLine], tables: SignTables, names: Mapping[str, str]) -> list[Evidence]:
    """Return what numbers, addresses, prices, codes and plates tell, each kind of text once.

    Parameters
    ----------
    names
        ISO code -> English name of each country.
    """
    found: dict[tuple[Kind, str], Evidence] = {}
    for line in lines:
        if line.score >= LEAST_SCORE:
            for one in _of_line(line.text, tables, names):
                found.setdefault((one.kind, one.means), one)
    return list(found.values())


def _of_line(text: str, tables: SignTables, names: Mapping[str, str]) -> Iterator[Evidence]:
    yield from _phones(text, tables, names)
    for match in _DOMAIN.finditer(text.casefold()):
        domain = match[1] or match[2]
        country = None if domain in _NO_COUNTRY else tables.with_domain(domain)
        if country:
            means = Sentence("web addresses of {where}", where=_where([country], names))
            yield Evidence(Kind.DOMAIN, {country: 1.0}, text, means)
    for pattern, currencies in _CURRENCIES:
        if pattern.search(text):
            paid = {country: 1.0 for currency in currencies for country in tables.paying_in(currency)}
            means = Sentence("a price in {currencies}", currencies=either(currencies[:3]))
            yield Evidence(Kind.CURRENCY, paid, text, means)
            break
    for pattern, country in _POSTCODES:
        if pattern.search(text):
            means = Sentence("a postal code of {where}", where=_where([country], names))
            yield Evidence(Kind.POSTCODE, {country: 1.0}, text, means)
            break
    plate = text.strip(" .·|")
    for pattern, countries in _PLATES:
        if pattern.fullmatch(plate):
            means = Sentence("a number plate like those of {where}", where=_where(countries, names))
            yield Evidence(Kind.PLATE, dict.fromkeys(countries, 1.0), text, means)
            break


def _phones(text: str, tables: SignTables, names: Mapping[str, str]) -> Iterator[Evidence]:
    international = False
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0].lstrip("0"))
        code = next((digits[:size] for size in (3, 2, 1) if digits[:size] in tables.by_phone), None)
        if code and _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS:
            international = True
            countries = dict.fromkeys(tables.by_phone[code], 1.0)
            where = _where(list(countries)[:3], names)
            means = Sentence("the telephone code +{code}: {where}", code=code, where=where)
            yield Evidence(Kind.PHONE, countries, match[0].strip(), means)
    if international:
        return
    for pattern, called in _PHONE_FORMATS:
        found = pattern.search(text)
        if found:
            means = Sentence("telephone numbers of {where}", where=_where(called, names))
            yield Evidence(Kind.PHONE_FORMAT, dict.fromkeys(called, 1.0), found[0].strip(), means)
            return


def _where(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return either(Toponym(names.get(code, code)) for code in codes)

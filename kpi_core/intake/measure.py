"""Units of measure: which words mean the same, how many of one make another, and what size a word adds (万, k, million)."""

import re
from functools import lru_cache

from kpi_core.intake.names import clean, fold

# What may stand with a number for its size, the longer words first: 3.5万, 1.2亿元, 12k, 5 million.
SCALES = {
    "千万": 1e7, "百万": 1e6, "万": 1e4, "亿": 1e8, "k": 1e3, "m": 1e6, "千": 1e3, "萬": 1e4, "億": 1e8, "十万": 1e5, "万亿": 1e12,
    "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "thousand": 1e3, "thousands": 1e3, "tsd": 1e3, "tsd.": 1e3, "million": 1e6, "millions": 1e6,
    "mn": 1e6, "mln": 1e6, "mio": 1e6, "mio.": 1e6, "mill": 1e6, "mill.": 1e6, "bn": 1e9, "billion": 1e9, "billions": 1e9, "mrd": 1e9,
    "mrd.": 1e9, "tn": 1e12, "trillion": 1e12, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7,
}  # fmt: skip
# Sizes so short that only a currency beside them makes them one: $5b, ₹3 cr, T€.
_WITH_MONEY = {"b": 1e9, "mm": 1e6, "t": 1e3, "cr": 1e7, "l": 1e5}
_CHINESE_SIZE = re.compile(r"^(千万|百万|十万|万亿|千亿|百亿|十亿|万|亿|千|萬|億)\s*(.*)$")
# What a measure may count in thousands of: 千元, 千件; but a 千克 is a kilogram.
_COUNTED = ("", "元", "美元", "件", "个", "人", "人次", "台", "次", "户", "单", "套")
# Words for one unit by kind, and how many of the kind's smallest it is.
_WORDS: dict[str, dict[float, str]] = {
    "mass": {1e-3: "mg 毫克", 1: "g 克 gram grams", 500: "斤 市斤", 453.59237: "lb lbs",
             1e3: "kg 公斤 千克 kgs kilo kilos kilogram kilograms", 1e6: "t 吨 噸 公吨 ton tons tonne tonnes mt"},
    "time": {1: "s 秒 秒钟 sec secs second seconds", 60: "min mins 分钟 分鐘 minute minutes minuten",
             3600: "h hr hrs 小时 小時 钟头 hour hours stunden", 86400: "d 天 日 day days tage jours", 604800: "wk wks 周 星期 week weeks"},
    "months": {1: "个月 月 month months mths", 12: "年 year years yr yrs"},
    "working days": {1: "工作日 个工作日 workday workdays"},
    "people": {1: "人 名 person persons people"}, "pieces": {1: "件 pc pcs piece pieces"}, "score": {1: "分 point points pt pts score"},
    "occasions": {1: "次 time times"}, "orders": {1: "单 單 order orders"}, "vehicles": {1: "辆 輛 台次 vehicle vehicles"},
    "length": {1: "mm 毫米", 10: "cm 厘米", 1e3: "m 米 metre metres meter meters",
               1e6: "km 公里 千米 kilometre kilometres kilometer kilometers"},
    "area": {1: "m2 m^2 平方米 平米 sqm", 1e4: "ha 公顷 hectare hectares", 1e6: "km2 km^2 平方公里"},
    "volume": {1: "ml 毫升", 1e3: "l 升 litre litres liter liters", 1e6: "m3 m^3 立方米 立方 方 cbm"},
    "energy": {1: "wh", 1e3: "kwh 度 千瓦时", 1e6: "mwh 兆瓦时", 1e9: "gwh"},
    "power": {1: "w 瓦", 1e3: "kw 千瓦", 1e6: "mw 兆瓦"},
    "share": {0.01: "bp bps 基点", 0.1: "‰", 1: "% pp p.p. pct percent 百分点 个百分点"},
}  # fmt: skip
# Currencies by their code, and the other words for each.
_MONEY = {
    "CNY": "元 圆 rmb cn¥ 人民币 yuan ¥", "USD": "$ us$ 美元 美金 dollar dollars", "EUR": "€ euro euros 欧元", "GBP": "£ 英镑",
    "JPY": "円 日元 yen jp¥", "HKD": "hk$ 港元 港币", "INR": "₹ rs rs. 卢比 rupee rupees", "CHF": "瑞郎 sfr sfr. fr.", "KRW": "₩ 韩元",
    "TWD": "nt$ ntd 台币 新台币", "MYR": "rm", "BRL": "r$", "SEK": "", "NOK": "", "DKK": "", "KR": "kr.", "AUD": "a$ au$ 澳元",
    "CAD": "c$ ca$ 加元", "SGD": "s$ 新元 新加坡元", "NZD": "nz$", "THB": "฿ 泰铢", "RUB": "₽ 卢布", "PLN": "zł", "CZK": "kč", "HUF": "",
    "TRY": "₺", "ILS": "₪", "VND": "₫", "PHP": "₱", "IDR": "rp", "ZAR": "", "MXN": "mx$", "AED": "", "SAR": "", "EGP": "", "NGN": "₦",
    "KES": "", "UAH": "₴", "COP": "", "CLP": "", "ARS": "", "PEN": "",
}  # fmt: skip
# Units that no other can be made of; their plural and singular are one.
_COUNTS = """
    个 個 台 户 套 人次 人天 人日 人月 例 起 份 家 条 條 张 張 箱 项 項 篇 批 只 瓶 盒 票 班 车 位 期 笔 宗 场
    场次 部 架 根 片 块 包 袋 桶 册 本 门 间 座 处 道 幅 组 组次 层 级 点 倍 工时 人时 架次 车次 班次 批次 吨公里
    标准箱 TEU 所 艘 头 株 亩 字
    行 页 封
    ℃ °C °F dB Hz rpm ppm kPa MPa bar x × FTE unit units item items call calls case cases ticket tickets
    customer customers client clients user users visit visits visitor visitors employee employees staff head heads
    incident incidents complaint complaints accident accidents error errors defect defects star stars
    km/h m/s kg/m3 ea set sets box boxes pallet pallets ton-km shift shifts lead leads deal deals project projects page pages
    man-days man-hours man-day man-hour 件/人 元/人 元/吨 元/件 人/天 件/天
"""
_PAIRS = ("working day", "working days", "business day", "business days", "calendar days", "man days", "man hours")
_KINDS = {kind: {size: words.split() for size, words in sizes.items()} for kind, sizes in _WORDS.items()}
_KINDS |= {code: {1: [code, *words.split()]} for code, words in _MONEY.items()}
MONEY = {fold(word) for code in _MONEY for word in _KINDS[code][1]}
_KNOWN = {fold(word): (kind, size) for kind, sizes in _KINDS.items() for size, words in sizes.items() for word in words}
_COUNTED_IN = {fold(word) for word in (*_COUNTS.split(), *_PAIRS)}
_LATIN = re.compile(r"^([a-z]+\.?)\s*(.*)$", re.IGNORECASE)
_AT_END = re.compile(r"^.+?\s*[(（\[【]\s*([^()（）\[\]【】=]{1,16})\s*[)）\]】]$")
_PERCENT_WORD = re.compile(r"(?:^|\s)[%％](?:\s|$)|[%％]$")


def is_measure(text: str) -> bool:
    """Whether the text is a unit of measure we know, alone or with a size (万元, $k)."""
    size, unit = sized(text)
    word = fold(unit)
    return bool(fold(text)) and (word in _KNOWN or word in _COUNTED_IN or (size != 1 and not word))


@lru_cache(maxsize=8192)
def sized(measure: str) -> tuple[float, str]:
    """A measure as its size and its plain unit: 万元 is (10,000, 元), $k is (1,000, $), kg is (1, kg)."""
    word = fold(measure)
    if word in _KNOWN or word in _COUNTED_IN or word == "ratio":
        return 1.0, measure
    if (chinese := _CHINESE_SIZE.match(word)) and (chinese[1] != "千" or chinese[2] in _COUNTED):
        return SCALES[chinese[1]], chinese[2]
    for unit in sorted((unit for unit in MONEY if word.startswith(unit)), key=len, reverse=True):
        if (factor := (SCALES | _WITH_MONEY).get(word[len(unit) :].strip())) is not None:
            return factor, unit
    for unit in sorted((unit for unit in MONEY if word.endswith(unit)), key=len, reverse=True):
        if (factor := (SCALES | _WITH_MONEY).get(word[: -len(unit)].strip())) is not None:
            return factor, unit
    latin = _LATIN.match(word)
    if (
        latin
        and latin[1] in SCALES
        and (not latin[2] or (latin[1] not in "km" and latin[2] in _KNOWN | dict.fromkeys(_COUNTED_IN)))
    ):
        return SCALES[latin[1]], latin[2]
    return 1.0, measure


def weight_of(measure: str) -> float:
    """How many of its plain unit one of a measure is, as far as its words tell: 万元 10,000, 千元 1,000, % 0.01, else 1."""
    return 0.01 if fold(measure) == "%" else sized(measure)[0]


def ratio_of(one: str, other: str) -> float | None:
    """How many of `other` one of `one` is: 1 for two words of one unit (kg, 公斤), 1000 for 吨 and kg; None for different things."""
    (size, plain), (other_size, other_plain) = sized(one), sized(other)
    plain, other_plain = _singular(fold(plain)), _singular(fold(other_plain))
    if plain == other_plain or ("¥" in (plain, other_plain) and {_kind(plain), _kind(other_plain)} <= {"CNY", "JPY"}):
        return size / other_size
    if plain in _KNOWN and other_plain in _KNOWN and _kind(plain) == _kind(other_plain):
        return size * _KNOWN[plain][1] / (other_size * _KNOWN[other_plain][1])
    return None


def seconds_of(measure: str) -> float | None:
    """How many seconds one of a measure of time is: 60 for 分钟 and minutes; None for other measures."""
    return ratio_of(measure, "秒")


def same_measure(one: str, other: str) -> bool:
    """Whether two words mean one unit of measure."""
    return ratio_of(one, other) == 1


def conversion(one: str, other: str) -> str:
    """What one of `one` is in `other`, as a text to stand in a sentence: ` (1 吨 = 1,000 kg)`, or nothing."""
    ratio = ratio_of(one, other)
    if ratio is None or ratio == 1:
        return ""
    return f" (1 {one} = {ratio:,.10g} {other})" if ratio > 1 else f" (1 {other} = {1 / ratio:,.10g} {one})"


def measure_in(name: str) -> str:
    """The unit of measure that a KPI's name ends with in brackets, or % where it stands in the name; "" without one."""
    text = clean(name)
    ends = _AT_END.match(text)
    if ends and is_measure(ends[1].strip()):
        return "%" if fold(ends[1]) == "%" else clean(ends[1])
    return "%" if _PERCENT_WORD.search(text) else ""


def with_size(text: str, money: bool) -> tuple[float, str, str] | None:
    """What stands behind a number as size, the word for it, and the unit left over: `million USD`, `万元`, `k`; None without a size.

    With `money` a currency stands before the number, so that the short words count, too: $5b.
    """
    word = fold(text)
    known = word in _COUNTED_IN or (word in _KNOWN and word != "m")
    if known and not (money and word in _WITH_MONEY):
        return None
    sizes = SCALES | _WITH_MONEY if money else SCALES
    if chinese := _CHINESE_SIZE.match(word):
        return sizes[chinese[1]], chinese[1], chinese[2]
    latin = _LATIN.match(text)
    if latin and fold(latin[1]) in sizes:
        return sizes[fold(latin[1])], latin[1], latin[2]
    size, unit = sized(text)
    return (size, text[: len(text) - len(unit)] or text, unit) if size != 1 and fold(unit) in MONEY else None


def _kind(word: str) -> str:
    return _KNOWN[word][0] if word in _KNOWN else ""


def _singular(word: str) -> str:
    """A word without the ending of its plural, where it is one of several letters."""
    if len(word) <= 3 or not word.isascii() or not word.endswith("s") or word.endswith("ss"):
        return word
    return (
        f"{word[:-3]}y" if word.endswith("ies") else word[:-2] if word.endswith(("xes", "ches", "shes")) else word[:-1]
    )

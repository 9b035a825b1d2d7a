"""What a KPI is named like, in both languages: proposals for a person to confirm, never facts (DESIGN 7)."""

import re
import unicodedata
from functools import lru_cache

# A guess: the value of the field, and the word of the name that says so.
Guess = tuple[str, str]

# A unit behind the name, and what is only written in brackets, is no head of it.
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_SPACES = re.compile(r"[\s_\-–—]+")
# 客诉rate is two words.
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[a-z0-9%])|(?<=[a-z0-9%])(?=[\u3400-\u9fff])")

# Bad things, costs, and what should be short ...
_LOWER = re.compile(
    r"投诉|抱怨|客诉|申诉|流失|差错|错误|出错|失误|误差|不良|不合格|报废|废品|次品|缺陷|瑕疵|货损|破损|损坏|损耗|损失|亏损"
    r"|事故|伤亡|工伤|伤害|停机|停工|停线|停产|故障|返工|返修|退货|退换|退款|退单|退回|客退|逾期|延误|延期|延迟|迟到|迟交"
    r"|拖期|超期|超时|拖欠|欠款|缺勤|旷工|病假|离职|成本|费用|支出|开支|能耗|电耗|水耗|油耗|物耗|单耗|耗用|消耗|排放"
    r"|(?<!生命)周期|时长|天数|用时|耗时|等待|等候|排队|积压|呆滞|呆账|坏账|应收账款|缺货|断货|缺料|空置|空缺|缺编|缺件"
    r"|违规|违章|违纪|违约|罚款|漏检|漏报|遗漏|丢失|丢件|错发|错装|错漏|隐患|资产负债率|加班|偏差|死亡|感染|失业|辍学|挂科"
    r"|(?:响应|处理|交付|交货|维修|修复|恢复|上市|制订|制定|审批|办理|换线|换模|通关|在途|配送|送达|结案)时间"
    r"|\b(?:complain\w*|churn\w*|attrition|defect\w*|scrap\w*|errors?|mistakes?|accidents?|incidents?|injur\w+|fatalit\w+"
    r"|ltifr|trifr|trir|ltir|down ?time|rework\w*|returns?|overdue|delay\w*|late|lateness|arrears|absen(?:ce|ces|t|tees|teeism)"
    r"|sick|sickness|costs?|expenses?|expenditures?|wait|waits|waiting|queue|queues|shrinkage|loss|losses|claims?|backlogs?"
    r"|vacan\w+|voids|ppm|dpmo?|near miss|misses|missed|failures?|fail|fails|failed|faults?|faulty|breakdowns?|outages?|stoppages?"
    r"|wastage|waste"
    r"|reject\w*|bounced?|cancel\w*|abandon\w*|escalat\w+|refunds?|credit notes?|write offs?|bad debts?|non ?conform\w+|non ?complian\w+"
    r"|violations?|breach\w*|penalt\w+|fines?|overtime|stock ?outs?|shortages?|shortfalls?|deviations?|bugs?|crashes|dso|aht|mttr"
    r"|damage\w*|spoil\w+|theft|leaks?|leakage|emissions?|carbon|consumption|crimes?|deaths?|mortality|infections?|readmissions?"
    r"|unemploy\w+|drop ?outs?|evictions?|homeless\w*|no shows?|unplanned|unsubscrib\w+"
    r"|(?:lead|cycle|setup|changeover) times?|conversion cycle"
    r"|effort score|sales outstanding|(?:inventory|stock|lead) days|days (?:of )?(?:inventory|stock|in (?:inventory|stock)))\b"
)
# ... a length of time that someone waits for ...
_SHORT = re.compile(
    r"(?:周期|时长|天数|用时|耗时|时间)$"
    r"|\b(?:time|days|hours|minutes|weeks|months) (?:to|until|taken to)\b|\b(?:response|respond|process|processing|handling|handle"
    r"|resolution|repair|waiting|wait|turnaround"
    r"|delivery|lead|cycle|closing|hold|recovery|completion|settlement|fulfil\w+|queue|answer|answering|closure|approval|hiring|payment|collection)"
    r" (?:time|times|days|hours|minutes)$|\bturnaround(?: time)?$|\btime to \w+"
)
# ... who leaves ...
_STAFF = re.compile(r"\b(?:employees?|staff|labou?r|personnel|workforce|voluntary|nurses?|drivers?|people)\b")
_TURNOVER = re.compile(r"\bturnover\b(?! per\b)")
# ... unless the name says how well it is handled, or that it is spared; or names something else altogether.
_HANDLED = re.compile(
    r"及时|准时|按时|按期|如期|成功|处理率|处置率|满意|完成|达成|达标|合格|准确|精准|正确|贡献|控制|节约|节省|下降|降低|降本|压降|减少|缩短|改善|改进"
    r"|整改|闭环|关闭|清理|清收|清欠|回收|收回|回款率|挽回|赢回|消除|排除|修复率|恢复率|解决|化解|办结|结案率|回复|答复|回访|响应率|受理|妥善"
    r"|执行率|覆盖|利润率|周转率|周转次数|投保|追回|预防|防范|识别|培训率|报销"
    r"|(?:收入|收益|利润|产值|销售额|毛利)$"
    r"|\b(?:on ?time|in time|in full|within|timel\w+|punctual\w*|resolved|resolution (?:rate|ratio|%)|success\w*|satisf\w*|complet\w*"
    r"|achiev\w*|attain\w*|accura\w*|sav(?:ed|ing|ings)|reduc\w*|decreas\w*|improv\w*|avoid\w*|prevent\w*|recovered|recovery rate|recycl\w*"
    r"|collected|collection rate|coverage|contribution|free|without|since|zero|closed|handled|answered|settled"
    r"|processed|fixed|cleared|fill rate|filled)\b"
    r"|\b(?:compliance|compliant|conformance|retention|retained|won|income|trained|investigated|corrected|repaired|mitigated)$"
)
_ELSE = re.compile(
    r"(?:安全|无事故|出勤|工作|培训|学习|运行|开机|在线|观看|使用|直播|服务|授课|课程|志愿|有效|正常|连续|停留|访问|无故障|间隔)[^，、]{0,3}(?:天数|时长|时间)"
    r"|应付账款|\breturns? on\b|\b(?:total|shareholder|investment|tax) returns?\b|\breturn (?:visit\w*|customers?)\b"
    r"|\bprofit (?:and|&|/) ?loss\b|\bp&l\b"
    r"|\btime (?:to|between|before) (?:first )?failures?\b|\bfull time\b|\blow cost\b|\bpayables? outstanding\b"
)
# Nothing bad happened, or what is good was missed: 零事故 is as good as 不满意 is bad.
_SPARED = re.compile(
    r"[零无](?:重大|安全|质量|责任)?(?:事故|缺陷|差错|故障|投诉|伤害|返工|违规|漏检|延误|报废|不良| [a-z])"
)
_MISSED = re.compile(
    r"[不未](?:及时|准时|按时|按期|满意|合格|达标|达成|完成|准确|成功|解决)"
    r"|\b(?:not|un|in|dis) ?(?:on time|resolved|satisf\w+|completed|accurate|answered|achieved|delivered)\b"
)

# Averages, rates, grades and lengths of time: months and departments are averaged ...
_AVERAGE = re.compile(
    r"平均|人均|户均|台均|件均|日均|月均|均值|均价|单价|客单价|单台|单位成本|每(?![月年季日天周])"
    r"|\b(?:average|avg|mean|median)\b|\bper (?!months?\b|quarters?\b|years?\b|annum\b)|/ ?[人台件次单户吨]"
)
_MEAN = re.compile(
    r"率(?![先领队军])|比重|占比|份额|(?:比例|比率|比值|[入出均量质价同环]比)$|%|‰|(?<!生命)周期|满意度|敬业度|忠诚度|美誉度|知名度|集中度"
    r"|温度|湿度|浓度|精度|密度|强度|得分|评分|打分|分数|指数|系数"
    r"|\b(?:rate|ratio|percent|percentage|pct|share|proportion|margin|index|score|nps|csat|rating|satisfaction|utili[sz]ation"
    r"|occupancy|availability|uptime|efficiency|accuracy|yield|timeliness|service level|turnout|lead times?|temperature|ph"
    r"|turnaround|dso|aht|mttr|mtbf|ppm|dpmo)\b"
)
_LONG = re.compile(r"时长|天数|时间|用时|耗时|\b(?:time|times|days)\b")
# ... but a count is added up however its name begins, and so are hours that were spent.
_COUNT = re.compile(
    r"(?:次数|件数|个数|人数|家数|台数|单数|户数|笔数|起数|数量|金额|总额|(?<!份)额|量|总数|收入|人次)$"
    r"|^(?:number|count|no\.?|#|sum|value|amount)(?: of)?\b|\b(?:count|number|amount)$"
)
_SPENT = re.compile(
    r"累计|合计|总时|总天|(?:安全|无事故|出勤|缺勤|病假|请假|旷工|停工|误工|工作|加班|培训|学习|运行|损失|服务|志愿)[^，、]{0,3}(?:时长|天数|时间)"
    r"|(?:停机|停线|故障)(?:时长|天数|时间)"
    r"|\b(?:total|lost|absen\w+|sick|sickness|worked|working|training|leave|free|without|since|saved"
    r"|full|part|one|first|on|in|down|over) (?:\w+ )?(?:time|times|days)\b"
    r"|\b(?:time|times|days) (?:off|lost|worked|saved|since|without|deposits?)\b"
)


def guess_direction(name: str) -> Guess | None:
    """`lower` with the word that says so, where a name speaks of what should be little; else None: nothing to propose."""
    return _direction(_plain(name))


def guess_aggregation(name: str) -> Guess | None:
    """`mean` with the word that says so, where a name is of a rate, an average, a grade or a length of time; else None."""
    return _aggregation(_plain(name))


def _plain(name: str) -> str:
    """The name in small letters, its words apart by one blank."""
    return _SPACES.sub(" ", _SEAM.sub(" ", unicodedata.normalize("NFKC", name).casefold())).strip()


def _head(text: str) -> str:
    """A name without what stands in brackets; all of it where nothing else is left."""
    return _SPACES.sub(" ", _BRACKETS.sub(" ", text)).strip() or text


@lru_cache(maxsize=4096)
def _direction(text: str) -> Guess | None:
    head = _head(text)
    if missed := _MISSED.search(head):
        return "lower", missed[0]
    if _SPARED.search(head) or _ELSE.search(head):
        return None
    short = _SHORT.search(head)
    found = _LOWER.search(head)
    if short and found is None and re.search(r"[a-z]", short[0]):
        found = short
    found = found or _turnover(text)
    # How long a thing took to be resolved is short at best, and not the better for being resolved.
    if found is None or (_HANDLED.search(head) and not (short and _only_done(head))):
        return None
    return "lower", found[0].strip()


_SPAREDNESS = re.compile(
    r"及时|准时|按时|按期|节约|节省|下降|降低|减少|缩短|改善|控制|率"
    r"|\b(?:on ?time|in time|within|timel\w+|sav\w+|reduc\w*|decreas\w*|improv\w*|avoid\w*|free|without|since)\b"
)


def _turnover(text: str) -> re.Match[str] | None:
    """The word turnover where it is the staff's, not the company's."""
    return _TURNOVER.search(text) if _STAFF.search(text) else None


def _only_done(head: str) -> bool:
    return _SPAREDNESS.search(head) is None


@lru_cache(maxsize=4096)
def _aggregation(text: str) -> Guess | None:
    head = _head(text)
    found = _AVERAGE.search(text) or _turnover(text)
    if found is None and _COUNT.search(head):
        return None
    found = found or _MEAN.search(text)
    if found is None and not _SPENT.search(head):
        found = _LONG.search(head)
    return None if found is None else ("mean", found[0].strip())

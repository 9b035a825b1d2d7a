"""What a name proposes: little of what is bad, averages of rates; and what looks like it and is not."""

import itertools

import pytest

from kpi_core.intake.guesses import guess_aggregation, guess_direction

# Names of bad things, costs and waiting ...
LOWER = """服务投诉率|客户流失率|特殊订单处理差错率|货损率|单台服务成本|平均交付周期|新产品上市时间|调度计划制订时间|客诉次数|报废率|质量损失(万元)
回款天数|应收账款周转天数|投诉处理周期|项目完成周期|停机时长|故障修复时间|员工离职率|费用收入比|不满意率|不合格率|未及时完成数|首次响应时间|加班费用|库存周转天数
Scrap rate|Defects per million|Employee turnover|Customer complaints|Operating cost|Days sales outstanding|Downtime hours|Absence rate
Average wait (minutes)|Accidents|Missed bins per 100k|Claim processing days|Days to process claim|Sickness absence days|Waiting days|Repair time
Lost-time injuries|Overdue invoices|Late deliveries|Product returns|Complaint resolution time|Staff turnover (voluntary)|Cost/income ratio|MTTR|Lead time|Hold time|Backlog
Stock-outs|Rework hours|Vacancy rate|Shrinkage|PPM|Mean time to repair|Time to hire|Customer churn|投诉rate|Not delivered on time"""
# ... how well they are handled or spared, what only sounds so, and what is to be much.
NOT_LOWER = """投诉处理及时率|投诉处理成功率|物流成本贡献率(包括仓储成本)|采购成本降低率|成本节约额|费用节约率|顾客满意度|营业收入|抱怨处理率|无事故天数|安全生产天数|零缺陷批次
客户生命周期价值|应收账款周转率|成本费用利润率|一次合格率|下降率|隐患整改率|故障修复率|出勤天数|培训时长|应付账款周转天数|服务响应速度|产量|平均停留时间|平均无故障时间
Cost savings|Days worked|Price index|Timeliness|Complaints resolved|Complaints answered within 5 days|Error-free deliveries|Zero defect rate|Accident-free days
Days without accident|On-time delivery %|Revenue|Turnover|Turnover per employee|Inventory turnover|Return on equity|Profit and loss|Vacancy fill rate|Leads|Commission
Mission score|Full-time employees|Training hours|Mean time between failures|Response rate|Incident resolution rate|Waste recycled|NPS|Free cash flow|Cost reduction|Win rate"""
MEAN = """合格率(%)|接通率|回款天数|平均配送时长|市场份额|人均服务单量|单台服务成本|毛利占比|费用收入比|顾客满意度|考核得分|价格指数|销售额/增长率|频率|效率|平均交付周期|首次响应时间
Scrap rate|Defects per million|Days sales outstanding|Average wait (minutes)|NPS|Price index|Cost per unit|Gross margin|Quote hit rate|Lead time|Claim processing days|Market share
On-time delivery %|Employee turnover|Customer satisfaction score|Cost/income ratio|Timeliness|pH值"""
NOT_MEAN = """产量|率先指标|培训人次|不合格次数|成本节约额|停机时长|出勤天数|加班时间|培训时长|每月产量|对比|评比|销售额|合格率不达标次数|营业收入|客户生命周期价值
Revenue|Orders|Days worked|Sickness absence days|Downtime hours|Number of late deliveries|Calls per month|Lost time injuries|Full-time employees|Accidents|Leads|Commission|Training days|Time saved"""


def names(text):
    return [name for line in text.split("\n") for name in line.split("|")]


@pytest.mark.parametrize(
    ("guess", "value", "listed", "others"),
    [(guess_direction, "lower", LOWER, NOT_LOWER), (guess_aggregation, "mean", MEAN, NOT_MEAN)],
    ids=["direction", "aggregation"],
)
def test_names_propose_what_they_speak_of_and_nothing_else(guess, value, listed, others):
    assert {name: (guess(name) or ("",))[0] for name in names(listed)} == dict.fromkeys(names(listed), value)
    assert {name: guess(name) for name in names(others)} == dict.fromkeys(names(others))


BAD = ["投诉", "差错", "报废", "事故", "complaint", "defect", "scrap", "accident", "error"]
SPARED = ["{0}下降率", "{0}减少额", "{0}处理及时率", "{0}整改完成率", "零{0}率", "{0}-free days", "{0}s resolved", "{0} reduction", "days without {0}"]  # fmt: skip
MEANT = ["{0}率", "{0}次数", "平均{0}数", "{0} rate", "number of {0}s", "{0}s (month)", "{0} cost", "未及时处理{0}"]


def test_any_bad_thing_is_to_be_little_unless_it_is_spared():
    """Also in names that nobody wrote down: each bad thing in each frame."""
    wrong = [
        frame.format(bad) for bad, frame in itertools.product(BAD, MEANT) if guess_direction(frame.format(bad)) is None
    ]
    wrong += [frame.format(bad) for bad, frame in itertools.product(BAD, SPARED) if guess_direction(frame.format(bad))]

    assert wrong == []


def test_the_word_that_led_to_a_guess_is_told_as_it_stands_in_the_name():
    assert guess_direction("每月 客户 投诉 次数") == ("lower", "投诉")
    assert guess_direction("COMPLAINTS  received") == ("lower", "complaints")
    assert guess_aggregation("Ｎｅｔ Promoter Score") == ("mean", "score")

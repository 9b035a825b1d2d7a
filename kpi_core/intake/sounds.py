"""How Chinese characters sound and look: what a hand that types by sound, or an eye that reads quickly, takes for another.

GB 2312-80 orders its 3,755 common characters by their sound, so that the first character of each syllable tells the
syllable of all up to the next. Read so, no dictionary is needed; of a character with several readings it is the one the
standard files it under.
"""

from bisect import bisect_right
from functools import lru_cache

_FIRST = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭呆耽当刀德"
    "蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢"
    "荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦峦抡萝妈"
    "埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴暖挪哦欧啪拍攀乓抛呸喷砰坯篇飘撇拼乒坡扑期掐牵"
    "枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌"
    "胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃"
    "遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
_IN_ORDER = (
    "a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce ceng "
    "cha chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang chui chun chuo ci cong cou cu "
    "cuan cui cun cuo da dai dan dang dao de deng di dian diao die ding diu dong dou du duan dui dun duo e en er "
    "fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui "
    "gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang "
    "jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang "
    "kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu long lou lu luan lun luo "
    "ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen "
    "neng ni nian niang niao nie nin ning niu nong nu nuan nuo o ou pa pai pan pang pao pei pen peng pi pian piao "
    "pie pin ping po pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri "
    "rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shen sheng shi "
    "shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng "
    "ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao "
    "xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan "
    "zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang "
    "zhui zhun zhuo zi zong zou zu zuan zui zun zuo "
)
_SYLLABLES = _IN_ORDER.split()
# Initials and finals that many speakers do not tell apart.
_BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
# Characters that differ by a stroke.
_SHAPES = ("己已巳", "未末", "天夫", "士土", "日曰", "侯候", "拔拨", "析折", "晴睛", "官宫", "贷货", "入人", "干千", "师帅",
           "住往", "技枝", "侍待", "治冶", "厂广", "备各", "库厍", "问间", "受爱", "科料", "财材", "戊戌戍", "失矢", "今令")  # fmt: skip
_LEVEL_ONE = ("啊".encode("gb2312"), "座".encode("gb2312"))
_STARTS = [letter.encode("gb2312") for letter in _FIRST]


@lru_cache(maxsize=8192)
def confused(one: str, other: str) -> bool:
    """Whether two characters sound alike (tones and what many do not tell apart aside) or differ by a stroke."""
    sound = _sound(one)
    return (sound != "" and sound == _sound(other)) or any(one in shape and other in shape for shape in _SHAPES)


@lru_cache(maxsize=8192)
def _sound(letter: str) -> str:
    try:
        code = letter.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if not _LEVEL_ONE[0] <= code <= _LEVEL_ONE[1]:
        return ""
    sound = _SYLLABLES[bisect_right(_STARTS, code) - 1]
    for told, blurred in _BLURRED:
        sound = sound.replace(told, blurred)
    return sound

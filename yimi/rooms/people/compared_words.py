"""What comparing lists says: a sentence for each refusal, a word for each reason; at the desk and on the command line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yimi.rooms.people.linkage.refused import Refused


def sentence(refused: Refused) -> str:
    """One sentence: which file, which row and column, and what to do."""
    said = {
        "no_output": _("请用 --out 或 --json 说明结果写到哪里。"),
        "over_input": _("“%(file)s”是要比对的名单，结果不能写在它上面，请换一个文件名。"),
        "no_file": _("找不到文件“%(file)s”，请核对文件名。"),
        "empty_file": _("文件“%(file)s”是空的（0 字节），请重新导出。"),
        "old_excel": _("“%(file)s”是旧版 .xls 或加了密码的文件，请在 Excel 里去掉密码并另存为 .xlsx。"),
        "not_a_list": _("“%(file)s”不是能读的表格，或已损坏，请另存为 .xlsx 或 .csv。"),
        "too_large": _("“%(file)s”解压后过大，没有打开。请把数据复制到新的工作簿再比对。"),
        "no_sheet": _("“%(file)s”里没有工作表“%(sheet)s”，请核对映射文件。"),
        "unknown_encoding": _("“%(file)s”的文字编码看不懂，请另存为 UTF-8 编码的 CSV 或 .xlsx。"),
        "no_header": _("“%(file)s”的前 10 行里没有认得的列名，请写上“姓名”“身份证号”等，或用 --map 说明。"),
        "no_name": _("“%(file)s”的表头（%(titles)s）里没有“姓名”也没有“身份证号”，请补上，或用 --map 说明。"),
        "no_such_column": _("“%(file)s”里没有映射文件所说的列“%(column)s”，请核对。"),
        "twice": _(
            "“%(file)s”有两列“%(column)s”（%(first)s 列和 %(second)s 列），请只保留一列，或用 --map 说明。"
        ),
        "no_rows": _("“%(file)s”的表头下面没有数据。"),
        "lost_digits": _(
            "“%(file)s”第 %(row)s 行“%(column)s”（%(letter)s 列）在表格里存成了数字，后几位已经丢失。"
            "请把这一列设为“文本”格式，重新填写 18 位号码。"
        ),
        "no_label": _(
            "“%(file)s”第 %(row)s 行“%(column)s”（%(letter)s 列）没有填写，请补上编号，或删去这一列。"
        ),
        "same_label": _(
            "“%(file)s”第 %(row)s 行“%(column)s”（%(letter)s 列）与第 %(earlier)s 行相同，编号不能重复。"
        ),
        "no_key": _("--hashed 要用 --key-file 指出双方约定的密钥文件（至少 16 个字节）。"),
        "other_key": _("“%(file)s”是用另一把密钥处理的，请双方用同一个密钥文件重新处理。"),
        "one_list": _("只给了一份名单：请给出第二份，或加上 --hashed 和 --out 生成可以交出的名单。"),
        "bad_map": _("映射文件“%(file)s”不是能读的 TOML 文件，请核对。"),
        "bad_field": _("映射文件“%(file)s”里的“%(field)s”不是字段，字段有：%(fields)s。"),
    }
    return said[refused.code] % refused.details


def desk_sentence(refused: Refused) -> str:
    """The same for somebody at the desk, who chooses columns on the page instead of writing a map file."""
    said = {
        "no_header": _("“%(file)s”的前 10 行里没有认得的列名，请在下面逐列选择。"),
        "no_name": _("“%(file)s”要有“姓名”或“身份证号”一列，请在下面选出来。"),
        "no_such_column": _("“%(file)s”里没有“%(column)s”这一列，请重新选择。"),
        "twice": _(
            "“%(file)s”有两列“%(column)s”（%(first)s 列和 %(second)s 列），请在表里只保留一列，重新上传。"
        ),
        "other_key": _("“%(file)s”是用另一把密钥处理的，请核对双方约定的密钥。"),
        "no_key": _("请填写双方约定的密钥，至少 16 个字符。"),
    }
    return said[refused.code] % refused.details if refused.code in said else sentence(refused)


def words() -> dict[str, str]:
    """Titles and reasons of the workbook."""
    return {
        "and": _("、"), "summary": _("汇总"), "left": _("左表"), "right": _("右表"), "rows": _("行数"), "score": _("可信度"),
        "reasons": _("理由"), "unique_id": _("编号"), "name": _("姓名"), "id_no": _("身份证号"), "dob": _("出生日期"),
        "phone": _("电话"), "village": _("村（社区）"), "house": _("门牌"),
        "same": _("相同"), "changed": _("有变化"), "review": _("待核对"), "new": _("右表新增"), "gone": _("右表没有"),
        "no_partner": _("另一表没有此人"),
        "id_equal": _("身份证号相同"), "id_one_slip": _("身份证号差一位或邻位颠倒"), "id_few_slips": _("身份证号差两三位"),
        "id_alike_both_good": _("身份证号相近但都有效"), "id_differs": _("身份证号不同"),
        "id_check_wrong_left": _("左表身份证号校验不符"), "id_check_wrong_right": _("右表身份证号校验不符"),
        "id_fifteen_digits": _("一方是 15 位旧号"), "name_equal": _("姓名相同"), "name_same_sound": _("名字同音"),
        "name_partly_equal": _("名字有一字相同"), "name_differs": _("名字不同"), "name_variant": _("姓名有异体字或空格"),
        "surname_differs": _("姓不同"),
        "surname_same_sound": _("姓同音"), "dob_equal": _("出生日期相同"), "dob_partly_known": _("出生日期不全但相符"),
        "dob_one_slip": _("出生日期差一位或月日颠倒"), "dob_near": _("出生日期部分相同"), "dob_differs": _("出生日期不同"),
        "phone_equal": _("电话相同"),
        "phone_one_slip": _("电话差一位"), "phone_differs": _("电话不同"),
        "village_equal": _("村相同"), "village_differs": _("村不同"), "house_equal": _("门牌相同"),
        "house_differs": _("门牌不同"),
        "moved": _("可能搬迁"), "id_only_left": _("身份证号只在左表"), "id_only_right": _("身份证号只在右表"),
        "dob_only_left": _("出生日期只在左表"), "dob_only_right": _("出生日期只在右表"), "phone_only_left": _("电话只在左表"),
        "phone_only_right": _("电话只在右表"), "village_only_left": _("村只在左表"), "village_only_right": _("村只在右表"),
        "house_only_left": _("门牌只在左表"), "house_only_right": _("门牌只在右表"),
    }  # fmt: skip

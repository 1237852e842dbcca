"""Edits a work list as a person at a spreadsheet does: unprotects it, sorts it, moves columns, deletes a row, adds a
column, puts a title above the header, types numbers, and fills cells in.

edit.py IN OUT EDITS — EDITS is JSON: {"delete": [code], "set": [[code, title, value], ...], "english": {title: title}}.
"""

import json
import sys

import openpyxl

path_in, path_out, edits = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
book = openpyxl.load_workbook(path_in)
sheet = book.worksheets[0]
assert sheet.protection.sheet, "the sheet is protected"
assert not sheet.protection.password, "without a password"
assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref.startswith("A1:")
lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
assert any("提交审核" in words for words in lists.values()), lists
assert any("目标更窄" in words for words in lists.values()), lists
header = [cell.value for cell in sheet[1]]
code = header.index("本地编码")
hidden = [title for title, cell in zip(header, sheet[1]) if sheet.column_dimensions[cell.column_letter].hidden]
assert header[-4:] and hidden or sheet.column_dimensions.group, hidden
for row in sheet.iter_rows(min_row=2):
    for title, cell in zip(header, row):
        is_number = title in ("使用次数",) or title.endswith("得分")
        assert cell.data_type != "f", (title, cell.value)
        assert is_number or cell.value is None or isinstance(cell.value, str), (title, cell.value)
        is_written = cell.value is not None or title.startswith(("动作", "结论", "目标1 编码"))
        assert is_number or not is_written or cell.number_format == "@", (title, cell.number_format)
open_cells = {title for title, cell in zip(header, sheet[2]) if not cell.protection.locked}
assert "目标1 编码" in open_cells and "动作" in open_cells and "本地编码" not in open_cells, open_cells

sheet.protection.sheet = False
rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
rows = [row for row in rows if row[code] not in edits["delete"]]
for wanted, title, value in edits["set"]:
    for row in rows:
        if row[code] == wanted:
            row[header.index(title)] = value
rows.sort(key=lambda row: str(row[code + 1]), reverse=True)
order = list(range(len(header)))[::-1]
titles = [edits["english"].get(header[at], header[at]) for at in order]

other = openpyxl.Workbook()
page = other.active
page.append(["三月份对码（科室自编标题）"])
page.append(titles + ["我的备注"])
for number, row in enumerate(rows):
    page.append([None] * (len(titles) + 1))
    for at, column in enumerate(order):
        value = row[column]
        cell = page.cell(row=number + 3, column=at + 1)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    page.cell(row=number + 3, column=len(titles) + 1).value = f"备注 {number}"
page.append([None, None, " "])
other.save(path_out)

# The same workbook, saved in place with rows deleted and cells set.
for number in range(sheet.max_row, 1, -1):
    if sheet.cell(row=number, column=code + 1).value in edits["delete"]:
        sheet.delete_rows(number)
for row in sheet.iter_rows(min_row=2):
    for wanted, title, value in edits["set"]:
        if row[code].value == wanted:
            row[header.index(title)].value = value
book.save(path_out + ".same.xlsx")

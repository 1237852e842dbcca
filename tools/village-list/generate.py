#!/usr/bin/env python3
"""Makes a list of divisions down to the village, of any size, for tests of scale. Nothing in it is a real place.

    tools/village-list/generate.py --rows 1000000 --out villages.csv

Columns: code (12 digits), name, parent. The same arguments give the same bytes.
"""

import argparse
import csv
import random

PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
FIRST = "东西南北上下大小新老王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗石柳桃杏松柏青白红金银龙凤虎鹤山河湖溪"
SECOND = "河山庄家营屯店集桥沟湾岭坡坪塘堡寨窑井泉口头关岗坝林田园里台沙渡滩洼坎峪冲"
TYPES = ["村民委员会", "社区居民委员会"]
# How many units a unit of the level above has: prefectures, counties, townships.
PREFECTURES, COUNTIES, TOWNSHIPS = 12, 10, 15


def name(chance, ending):
    return "".join((chance.choice(FIRST), chance.choice(SECOND), ending))


def divisions(rows):
    """Rows of code, name, parent; a parent stands before what is below it."""
    chance = random.Random(rows)
    townships = len(PROVINCES) * PREFECTURES * COUNTIES * TOWNSHIPS
    above = len(PROVINCES) * (1 + PREFECTURES * (1 + COUNTIES * (1 + TOWNSHIPS)))
    villages, further = divmod(max(rows - above, 0), townships)
    number = 0
    for province in PROVINCES:
        top = f"{province}0000000000"
        yield top, name(chance, "省"), ""
        for prefecture in range(1, PREFECTURES + 1):
            city = f"{province}{prefecture:02}00000000"
            yield city, name(chance, "市"), top
            for county in range(PREFECTURES, PREFECTURES + COUNTIES):
                area = f"{province}{prefecture:02}{county + 11:02}000000"
                yield area, name(chance, "县"), city
                for township in range(TOWNSHIPS):
                    town = f"{area[:6]}{township + 100:03}000"
                    yield town, name(chance, "镇"), area
                    for village in range(villages + (number < further)):
                        code = f"{town[:9]}{village + 200:03}"
                        yield code, name(chance, chance.choice(TYPES)), town
                    number += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    with open(arguments.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "parent"])
        for number, row in enumerate(divisions(arguments.rows)):
            if number == arguments.rows:
                break
            writer.writerow(row)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes a list of a million names, and questions to it, from the public set of diagnoses: to measure speed at that size.

    tools/evaluation-sets/million.py DATA/matching/diagnosis_cdn OUT

OUT/concepts.tsv has the names of the set behind 25 words of site, course and cause, up to a million; OUT/queries.tsv every tenth
row of train.
"""

import pathlib
import sys

ROWS = 1_000_000
EVERY = 10
BEFORE = (
    "",
    *"左侧 右侧 双侧 先天性 继发性 陈旧性 复发性 多发性 急性 慢性 创伤性 药物性".split(),
    *"老年性 新生儿 妊娠期 术后 家族性 特发性 感染性 缺血性 代谢性 遗传性 职业性 放射性".split(),
)


def rows(path):
    return path.read_text(encoding="utf-8").splitlines()


def main():
    data, out = map(pathlib.Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    names = [row.split("\t")[1] for row in rows(data / "icd10_beijing_v601.tsv")[1:]]
    longer = (f"{kind:02}-{at:05}\t{word}{name}" for kind, word in enumerate(BEFORE) for at, name in enumerate(names))
    concepts = ["code\tname", *(row for _, row in zip(range(ROWS), longer))]
    (out / "concepts.tsv").write_text("\n".join(concepts) + "\n", encoding="utf-8")
    header, *questions = rows(data / "train.tsv")
    (out / "queries.tsv").write_text("\n".join([header, *questions[::EVERY]]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

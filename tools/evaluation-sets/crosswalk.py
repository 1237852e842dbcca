#!/usr/bin/env python3
"""Makes an evaluation out of the official crosswalk ICD-10 国临 2.0 → 医保 2.0: rows whose code and name both differ.

    tools/evaluation-sets/crosswalk.py guolin2.0_to_yibao2.0.csv FOLDER

Writes FOLDER/concepts.tsv (the 医保 list) and FOLDER/queries.tsv (国临 names with the 医保 names they lead to) for `zhiyu evaluate`.
"""
import csv
import pathlib
import sys


def main():
    source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    concepts, queries = {}, {}
    with source.open(encoding="utf-8-sig", newline="") as file:
        for code, name, target_code, target_name, *_ in list(csv.reader(file))[1:]:
            if not target_code:
                continue
            concepts.setdefault(target_code, target_name)
            if code != target_code and name != target_name:
                queries.setdefault(name, []).append(target_name)
    lines = ["code\tname", *(f"{code}\t{name}" for code, name in concepts.items())]
    (folder / "concepts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["source\ttargets", *(f"{name}\t{'##'.join(dict.fromkeys(targets))}" for name, targets in queries.items())]
    (folder / "queries.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(concepts)} concepts, {len(queries)} queries")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes dictionaries/ranker/*.tsv from public questions with known answers.

Needs Python with numpy and lightgbm, a release build of zhiyu, and a folder of matching sets:

    tools/train-ranker/train.py DATA [--zhiyu target/release/zhiyu] [--out dictionaries/ranker]

DATA/surgery_n7k/{icd9cm3_pumch_2017,train}.tsv, DATA/diagnosis_cdn/{icd10_beijing_v601,train}.tsv and
DATA/symptom_imcs/train.tsv are read; nothing of them is written to the tables but the splits of the trees. The val and dev
files are left for measuring.

With --measure no table is written: five times the trees learn from four folds, and `zhiyu evaluate` asks the fifth of the set
of diagnoses, with the other four as history and with none.

Every question is asked three times: with all other folds as history, with 15 % of them, and with none, so that the trees know what
to do without a memory and with a young one. A question never sees itself in its history (five folds by row number).
The share line of a table is the likelihood from which a further target is proposed: the one with the best F1 over the sets
on questions of folds that the trees were not trained on.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import lightgbm as lgb
import numpy as np

FOLDS = 5
HISTORIES = (1.0, 0.15, 0.0)
ROUNDS = 300
SETTINGS = dict(
    objective="binary", learning_rate=0.08, num_leaves=31, min_data_in_leaf=40, feature_fraction=0.6,
    bagging_fraction=0.8, bagging_freq=1, lambda_l2=5, seed=7, deterministic=True, force_row_wise=True, verbose=-1,
)
# Set by hand: how sharply likeness counts beside the trees for a term worded like the entries, without history.
WORDING = {
    "conditions": [
        "# wording: for a term worded like the entries, when nothing is remembered; set by hand on the crosswalk 国临 to 医保.",
        "#! wording 3",
    ]
}
KINDS = {
    "procedures": [("surgery_n7k", "icd9cm3_pumch_2017.tsv", ["train.tsv"])],
    "conditions": [
        ("diagnosis_cdn", "icd10_beijing_v601.tsv", ["train.tsv"]),
        ("surgery_n7k", "icd9cm3_pumch_2017.tsv", ["train.tsv"]),
    ],
    "lists": [("symptom_imcs", None, ["train.tsv"])],
}


def read(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    return lines[0], [line for line in lines[1:] if line.strip()]


def thin(rows, share):
    """Every so many rows, evenly."""
    kept, due = [], 0.0
    for row in rows:
        due += share
        if due >= 1.0:
            due -= 1.0
            kept.append(row)
    return kept


def write(path, header, rows):
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def features(zhiyu, concepts, queries, history, out):
    command = [zhiyu, "evaluate", "--concepts", concepts, "--queries", queries, "--features", out]
    if history:
        command += ["--history", history]
    subprocess.run([str(part) for part in command], check=True)
    names = out.with_suffix(".names").read_text().split("\n")
    return names, np.fromfile(out, dtype="<f8").reshape(-1, len(names)).astype(np.float32)


def concepts_of(folder, name, rows, scratch):
    if name:
        return folder / name
    targets = sorted({target for row in rows for target in row.split("\t")[1].split("##")})
    numbered = [f"S{number:04}\t{target}" for number, target in enumerate(targets)]
    return write(scratch / "concepts.tsv", "code\tname", numbered)


def rows_of_set(zhiyu, folder, concepts, files, scratch):
    """Fold, number of answers that the edition has or lacks, and features of every candidate of every question."""
    header, rows = "source\ttargets", []
    for name in files:
        rows += read(folder / name)[1]
    concepts = concepts_of(folder, concepts, rows, scratch)
    parts, names = [], []
    for share in HISTORIES:
        for fold in range(FOLDS):
            asked = [row for at, row in enumerate(rows) if at % FOLDS == fold]
            others = thin([row for at, row in enumerate(rows) if at % FOLDS != fold], share)
            queries = write(scratch / "queries.tsv", header, asked)
            history = write(scratch / "history.tsv", header, others) if others else None
            names, table = features(zhiyu, concepts, queries, history, scratch / "features.bin")
            answers = np.array([len(set(row.split("\t")[1].split("##"))) for row in asked])
            parts.append((fold, table, answers))
    return names, parts


def fit(tables, names):
    table = np.concatenate(tables)
    data = lgb.Dataset(table[:, 2:], label=table[:, 1], feature_name=names[2:])
    return lgb.train(SETTINGS, data, ROUNDS)


def best_share(booster, parts):
    """The likelihood above which further candidates raise F1 most; the best candidate always counts."""
    found, answers = [], 0
    for _, table, counts in parts:
        likelihood = booster.predict(table[:, 2:])
        answers += counts.sum()
        order = np.lexsort((-likelihood, table[:, 0]))
        first = np.r_[True, np.diff(table[order, 0]) != 0]
        found.append(np.c_[likelihood[order], table[order, 1], first])
    found = np.concatenate(found)
    best = (0.0, 0.5)
    for share in np.arange(0.2, 0.8, 0.01):
        taken = found[(found[:, 0] >= share) | (found[:, 2] == 1)]
        right = taken[:, 1].sum()
        best = max(best, (2 * right / (len(taken) + answers), share))
    return best


def nodes(tree):
    """The nodes of one tree, parents before their children."""
    listed = []

    def add(node):
        at = len(listed)
        listed.append(None)
        if "leaf_value" in node:
            listed[at] = ("", "", "", "", f"{node['leaf_value']:.5g}")
        else:
            low, high = add(node["left_child"]), add(node["right_child"])
            listed[at] = (node["split_feature"], f"{node['threshold']:.6g}", low, high, "")
        return at

    add(tree["tree_structure"])
    return listed


def table(booster, names, kind, share, f1, questions):
    sets = ", ".join(f"{name} ({' + '.join(files)})" for name, _, files in KINDS[kind])
    lines = [
        f"# Boosted trees that rank entries: how likely each is a target of a term. Kind: {kind}.",
        f"# Made by tools/train-ranker/train.py from {sets}; {questions} questions, each with full, little and no history.",
        f"# {ROUNDS} trees; settings: " + ", ".join(f"{key}={value}" for key, value in SETTINGS.items()),
        f"# share: the likelihood of a further target with the best F1 ({f1:.4f}) on folds not trained on.",
        *WORDING.get(kind, []),
        f"#! share {share:.2f}",
        "tree\tnode\tfeature\tthreshold\tlow\thigh\tvalue",
    ]
    for number, tree in enumerate(booster.dump_model()["tree_info"]):
        for at, (feature, threshold, low, high, value) in enumerate(nodes(tree)):
            feature = names[2 + feature] if feature != "" else ""
            lines.append("\t".join(str(cell) for cell in (number, at, feature, threshold, low, high, value)))
    return "\n".join(lines) + "\n"


def measure(zhiyu, data, parts, names, scratch):
    """Five-fold cross-validation of the set of diagnoses through the program itself."""
    folder = data / "diagnosis_cdn"
    header, rows = read(folder / "train.tsv")
    sums = {}
    for fold in range(FOLDS):
        rest = [part for part in parts if part[0] != fold]
        _, share = best_share(fit([t for f, t, _ in rest if f != (fold + 1) % FOLDS], names),
                              [part for part in rest if part[0] == (fold + 1) % FOLDS])
        booster = fit([t for _, t, _ in rest], names)
        ranker = scratch / "ranker.tsv"
        ranker.write_text(table(booster, names, "conditions", share, 0.0, 0), encoding="utf-8")
        asked = [row for at, row in enumerate(rows) if at % FOLDS == fold]
        others = [row for at, row in enumerate(rows) if at % FOLDS != fold]
        queries = write(scratch / "queries.tsv", header, asked)
        history = write(scratch / "history.tsv", header, others)
        for label, more in (("history", ["--history", history]), ("no history", [])):
            command = [zhiyu, "evaluate", "--json", "--ranker", ranker, "--queries", queries,
                       "--concepts", folder / "icd10_beijing_v601.tsv", *more]
            found = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
            figures = {key: value for key, value in json.loads(found.stdout).items() if not isinstance(value, list)}
            print(fold, label, json.dumps(figures), flush=True)
            for key, value in figures.items():
                sums.setdefault(label, {}).setdefault(key, []).append(value)
    for label, figures in sums.items():
        print(label, json.dumps({key: round(sum(values) / FOLDS, 4) for key, values in figures.items()}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--zhiyu", type=pathlib.Path, default=pathlib.Path("target/release/zhiyu"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("dictionaries/ranker"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--measure", action="store_true")
    arguments = parser.parse_args()
    SETTINGS["num_threads"] = arguments.threads
    for kind, sets in KINDS.items():
        parts, names = [], []
        with tempfile.TemporaryDirectory() as scratch:
            for name, concepts, files in sets:
                folder = arguments.data / name
                names, of_set = rows_of_set(arguments.zhiyu, folder, concepts, files, pathlib.Path(scratch))
                parts += of_set
            if arguments.measure:
                if kind == "conditions":
                    measure(arguments.zhiyu, arguments.data, parts, names, pathlib.Path(scratch))
                continue
        held_back = [part for part in parts if part[0] == 0]
        trial = fit([table for fold, table, _ in parts if fold != 0], names)
        f1, share = best_share(trial, held_back)
        booster = fit([table for _, table, _ in parts], names)
        questions = sum(len(answers) for _, _, answers in parts) // len(HISTORIES)
        text = table(booster, names, kind, share, f1, questions)
        (arguments.out / f"{kind}.tsv").write_text(text, encoding="utf-8")
        print(f"{kind}: share {share:.2f}, F1 {f1:.4f} on the fold held back, {questions} questions")


if __name__ == "__main__":
    main()

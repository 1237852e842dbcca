"""The figures as Markdown: the budgets of the design, and what each row rests on."""

BUDGET_BODY = {10: 0.9, 50: 0.65}
BUDGET_SAME = 0.8


def table(figures):
    budgets, details = [], []
    for name, rows in (("serve", serving), ("translate", translation), ("publish", publishing), ("diff", difference),
                       ("herd", herd), ("memory", memory), ("readers", readers), ("year", year)):
        if figures.get(name):
            more_budgets, more_details = rows(figures[name])
            budgets += more_budgets
            details += more_details
    load = f"load {figures['load_before'][0]} before, {figures['load_after'][0]} after"
    lines = [f"{figures['processors']}, {figures['at']}, {load}. Release build, SQLite unless said otherwise"
             + ("; **a quick run: the sizes are too small to count**." if figures["quick"] else "."), "",
             "| what | budget | measured | |", "|---|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in budgets] + details)


def met(is_met, counts=True):
    return "does not count: nginx moved" if not counts else "met" if is_met else "**not met**"


def section(title, columns, rows):
    return ["", f"### {title}", "", f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)] + [f"| {' | '.join(row)} |" for row in rows]


def serving(rows):
    budgets, details = [], []
    for row in rows:
        is_same, count = row["what"].startswith("304"), row["connections"]
        budget = BUDGET_SAME if is_same else BUDGET_BODY[count]
        title = f"{row['what']}, {count} connections, with token" + ("" if is_same else ", packed once")
        budgets.append((title, f"≥ {budget} × nginx", f"{row['ratio']:.2f}", met(row["ratio"] >= budget, row["counts"])))
        own, other = row["measured"], row["control"]
        details.append((row["what"], str(count), f"{own['rate']:,.0f}", f"{other['rate']:,.0f}", f"{row['ratio']:.2f}",
                        f"{min(row['ratios']):.2f} to {max(row['ratios']):.2f}", f"{own['p50']:.2f} / {own['p99']:.2f}",
                        f"{other['p50']:.2f} / {other['p99']:.2f}", str(row["errors"]),
                        f"{row['megabytes']:.0f} / {row['nginx_megabytes']:.0f}", f"{row['drift']:.0%}"))
    columns = ("what", "connections", "a second", "nginx", "ratio", "rounds", "p50 / p99 ms", "nginx's", "errors", "MB / nginx's",
               "nginx moved")
    return budgets, section("Serving beside nginx", columns, details)


def translation(found):
    budgets, details = [], []
    inside = found["in_process"].get("translation")
    if inside:
        budgets = [("translate, batch of 1,000 in process", "≤ 2 × a hash map and serde", f"{inside['ratio']:.2f}", met(inside["ratio"] <= 2)),
                   ("memory of a live mapping, beyond its texts / with them", "≤ 100 B",
                    f"{inside['bytes_a_mapping_beyond_texts']:.0f} B / {inside['bytes_a_mapping']:.0f} B", met(inside["bytes_a_mapping"] <= 100))]
    for row in found["http"]:
        details.append((str(row["connections"]), f"{row['rate']:,.0f}", f"{row['codes_a_second'] / 1e6:.2f} million",
                        f"{row['p50']:.1f} / {row['p99']:.1f}", f"{row['processor_microseconds']:.0f}", str(row["errors"])))
    return budgets, section("Translation over HTTP, batches of 1,000",
                            ("connections", "batches a second", "codes a second", "p50 / p99 ms", "µs of processors each", "errors"), details)


def publishing(rows):
    budgets, details = [], []
    for row in rows:
        budget, beside = (3, "SQLite's bare insert") if row["engine"] == "SQLite" else (2, "COPY")
        budgets.append((f"publish {row['rows']:,} mappings on {row['engine']}", f"≤ {budget} × {beside} of the same rows",
                        f"{row['ratio']:.2f} ({row['seconds']:.1f} s)", met(row["ratio"] <= budget)))
        details.append((row["engine"], f"{row['seconds']:.2f}", f"{row['processor']:.2f}", f"{row['bare']:.2f}", f"{row['ratio']:.2f}",
                        f"{row['bare_changes']:.2f}", f"{row['megabytes']}"))
    return budgets, section("Publishing", ("engine", "s", "s of the server's processors", "bare: changes, steps, states, s", "ratio",
                                           "bare: changes alone, s", "most MB"), details)


def difference(found):
    budgets = []
    inside = found["in_process"].get("difference")
    if inside:
        budgets = [(f"difference of two releases of {inside['lines']:,}, in process", "≤ 2 × a hash join", f"{inside['ratio']:.2f}",
                    met(inside["ratio"] <= 2))]
    details = [(row["format"], f"{row['megabytes']:.0f}", f"{row['seconds']:.2f}", f"{row['processor']:.2f}", f"{row['client_seconds']:.2f}",
                f"{row['join_seconds']:.3f}") for row in found["http"]]
    return budgets, section("The difference over HTTP", ("format", "MB", "s", "s of processors", "s of a client that takes both bodies and joins",
                                                         "of it the join, in Python"), details)


def herd(rows):
    budgets, details = [], []
    for row in rows:
        refused = sum(count for status, count in row["statuses"].items() if status in ("429", "503"))
        if row["limits"].startswith("without"):
            good = not row["errors"] and row["done_p99_seconds"] <= 12 and row["growth_megabytes"] <= 200
            budget = "no error, p99 ≤ 12 s, ≤ 200 MB growth"
        else:
            good = not row["errors"] and not row["refused_without_retry_after"] and row["all_done_seconds"] <= 60
            budget = "no error, or 429 with Retry-After and all done ≤ 60 s"
        budgets.append((f"{row['collectors']:,} collectors at once, {row['limits']}", budget,
                        f"{len(row['errors'])} sorts of errors, p99 {row['done_p99_seconds']} s, all done {row['all_done_seconds']} s, "
                        f"{row['growth_megabytes']:.0f} MB", met(good)))
        details.append((row["limits"], f"{row['collectors']:,}", f"{row['done']:,}", str(refused), f"{row['done_p50_seconds']} / {row['done_p99_seconds']}",
                        str(row["all_done_seconds"]), f"{row['answer_p50_ms']} / {row['answer_p99_ms']}", str(row["refusal_p99_ms"]),
                        str(row["health_max_ms"]), f"{row['processor']:.1f}"))
    return budgets, section("The herd: pointer, manifest, body; a token each, two seconds", (
        "limits", "collectors", "done", "refusals", "own p50 / p99 s", "all done s", "answer p50 / p99 ms", "refusal p99 ms",
        "slowest health ms", "s of processors"), details)


def memory(found):
    searchable = found["import_s"] + found["first_search_builds_index_s"]
    count = f"{found['concepts']:,}"
    return [
        ("memory, empty", "≤ 50 MB", f"{found['empty_megabytes']:.0f} MB, of it {found['empty_anonymous_megabytes']:.0f} MB beyond files",
         met(found["empty_megabytes"] <= 50)),
        (f"import {count} concepts until searchable", "≤ 60 s, ≤ 1 GiB", f"{searchable:.1f} s, {found['import_peak_mb']:.0f} MB",
         met(searchable <= 60 and found["import_peak_mb"] <= 1024)),
        (f"memory with {count} concepts, beyond the page cache", "≤ 250 MB", f"{found['server_anonymous_mb']:.0f} MB",
         met(found["server_anonymous_mb"] <= 250)),
        (f"start to the first answer with {count} concepts", "≤ 2 s", f"{found['restart_to_first_concept_s']:.1f} s; "
         f"{found['first_search_opens_index_s']:.1f} s more for the first search", met(found["restart_to_first_concept_s"] <= 2)),
    ], []


def year(found):
    bytes_of = lambda number: f"{number / 1e6:.1f} MB" if number >= 1e5 else f"{number / 1e3:.1f} KB"
    rows = [(f"database after {day} releases", bytes_of(size)) for day, size in found["database_bytes"].items()]
    rows += [(f"delta of {name}" if name != "body" else "body", bytes_of(size) + " with gzip") for name, size in found["deltas"].items()]
    rows += [("publish, first ten days", f"{found['publish_seconds_first']:.2f} s"), ("publish, last ten days", f"{found['publish_seconds_last']:.2f} s")]
    for name, words in (("diff_from_yesterday", "difference to the day before"), ("diff_from_first", f"difference of 1 and {found['days']}")):
        rows.append((words, f"{found[name]['seconds']:.2f} s, {found[name]['lines']:,} lines"))
    title = f"{found['days']} daily releases of {found['rows']:,} rows, {found['changes_a_day']} changes a day"
    return [], section(title, ("what", "figure"), rows)


def readers(found):
    good = not found["failures"]
    return [(f"{found['readers']} readers during {found['publications']:,} publications", "each answer one whole release",
             f"{found['bodies']:,} bodies read and checked, {len(found['failures'])} failures", met(good))], []

"""A bar chart of ratios to nginx as SVG."""

WIDTH, BAR, GAP, LEFT, TOP = 760, 18, 8, 250, 40


def plot(rows):
    """One bar a row, from the lowest round to the highest as a line on it; the budget as a mark."""
    most = max([1.2, *(max(row["ratios"]) for row in rows)]) if rows else 1.2
    across = lambda ratio: LEFT + ratio / most * (WIDTH - LEFT - 60)
    height = TOP + len(rows) * (BAR + GAP) + 30
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
           f'<text x="10" y="20" font-size="14">Requests a second, nginx = 1; grey mark: budget; line: lowest to highest round</text>']
    for number, row in enumerate(rows):
        y = TOP + number * (BAR + GAP)
        is_same = row["what"].startswith("304")
        budget = 0.8 if is_same else 0.9 if row["connections"] == 10 else 0.65
        colour = "#bbb" if not row["counts"] else "#2a7f62" if row["ratio"] >= budget else "#c0563f"
        low, high, middle = across(min(row["ratios"])), across(max(row["ratios"])), y + BAR / 2
        out += [f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{row["what"]}, {row["connections"]}</text>',
                f'<rect x="{LEFT}" y="{y}" width="{across(row["ratio"]) - LEFT:.1f}" height="{BAR}" fill="{colour}"/>',
                f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}" stroke="#222"/>',
                f'<line x1="{across(budget):.1f}" x2="{across(budget):.1f}" y1="{y - 2}" y2="{y + BAR + 2}" stroke="#777" stroke-width="2"/>',
                f'<text x="{max(high, across(row["ratio"])) + 6:.1f}" y="{y + 13}">{row["ratio"]:.2f}</text>']
    one = across(1)
    out += [f'<line x1="{one:.1f}" x2="{one:.1f}" y1="{TOP - 6}" y2="{height - 24}" stroke="#aaa" stroke-dasharray="3"/>',
            f'<text x="{one:.1f}" y="{height - 8}" text-anchor="middle">nginx</text>', "</svg>"]
    return "\n".join(out)

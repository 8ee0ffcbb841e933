# SPDX-License-Identifier: MIT
"""Bar charts as SVG, the same bytes for the same numbers."""
from xml.sax.saxutils import escape

COLORS = ["#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2", "#edc948", "#9c755f", "#bab0ac", "#ff9da7"]
WIDTH = 760
LEFT = 170  # names of the rows
RIGHT = 70  # their sums, as a rule
TOP = 34  # title
ROW, BAR = 34, 24
LEGEND = 22
CHARACTER = 6.6  # mean width at 12 pixels, to know which number fits into its box
BOLD = 7.6


def _text(x, y, text, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{escape(text)}</text>'


def _legend(names, y):
    """Lines of the legend, and where they end."""
    found, x = [], float(LEFT)
    for number, name in enumerate(names):
        width = 18 + CHARACTER * len(name) + 14
        if x > LEFT and x + width > WIDTH:
            x, y = float(LEFT), y + LEGEND
        found.append(f'<rect x="{x:.1f}" y="{y}" width="12" height="12" fill="{COLORS[number % len(COLORS)]}"/>')
        found.append(_text(x + 18, y + 10.5, name))
        x += width
    return found, y + LEGEND


def stacked(title, rows):
    """A bar for each (name, {part: value}), its parts side by side, its sum behind it. Parts keep the order and the
    colour in which they first occur."""
    names = list(dict.fromkeys(part for _, parts in rows for part in parts))
    most = max(sum(parts.values()) for _, parts in rows)
    scale = (WIDTH - LEFT - max(RIGHT, 12 + BOLD * len(f"{most:,}"))) / most
    body = [_text(10, 22, title, ' font-size="14" font-weight="bold"')]
    for number, (name, parts) in enumerate(rows):
        y = TOP + ROW * number
        x = float(LEFT)
        body.append(_text(LEFT - 8, y + 16, name, ' text-anchor="end"'))
        for part in names:
            value = parts.get(part, 0)
            width = value * scale
            if width:
                color = COLORS[names.index(part) % len(COLORS)]
                label = f"{value:,}"
                body.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{color}">'
                    f"<title>{escape(part)}: {label}</title></rect>"
                )
                if width > CHARACTER * len(label) + 6:
                    body.append(_text(x + width / 2, y + 16, label, ' text-anchor="middle" fill="#fff" font-size="11"'))
            x += width
        body.append(_text(x + 6, y + 16, f"{sum(parts.values()):,}", ' font-weight="bold"'))
    legend, height = _legend(names, TOP + ROW * len(rows) + 6)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="sans-serif" font-size="12" fill="#222">',
        "<!-- SPDX-License-Identifier: MIT; written by tests/size/size.py -->",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *body,
        *legend,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"

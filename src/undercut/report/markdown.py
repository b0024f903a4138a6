"""The memo as Markdown: the same content, with everything a user wrote escaped."""

import re

from undercut.report.content import SECTIONS, MemoContent, Point, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")


def escape(text: str) -> str:
    """Escape what Markdown or HTML would read as markup."""
    return _SPECIAL.sub(r"\\\1", text)


def _prose(text: str) -> str:
    """Escape a sentence of ours: only what would be read as markup inside a line."""
    return re.sub(r"([\\`*_<>|#\[\]])", r"\\\1", text)


def markdown(content: MemoContent) -> str:
    """Write a memo as Markdown."""
    bottom, objectives, authorities, risks, metrics, basis, sources = SECTIONS
    mark = f" (**{content.mark}**)" if content.mark else ""
    blocks = [
        f"# {escape(content.title)}{mark}",
        "Decision memo · " + " · ".join(_prose(text) for text in content.standing),
        f"## {bottom}",
        " ".join(_prose(text) for text in content.bottom_line),
        _points(content.asks),
        f"## {objectives}",
        f"*Figure: {_prose(content.chart.caption)}* {_prose(content.chart.alternative)}",
        _table(content.objectives),
        _table(content.cost),
        _prose(content.contributions),
        f"## {authorities}",
        _table(content.authorities),
        _prose(content.other_authorities),
        f"## {risks}",
        _table(content.risks),
        _prose(content.other_risks),
        f"## {metrics}",
        _points(content.metrics),
        f"## {basis}",
        _points(content.basis),
        f"## {sources}",
        "\n".join(f"{r.number}. {_prose(r.full)}" for r in content.sources),
    ]
    if content.further:
        blocks += [
            "Behind the unit costs:",
            "\n".join(f"- {_prose(text)}" for text in content.further),
        ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _points(points: tuple[Point, ...]) -> str:
    return "\n".join(f"- **{_prose(point.label)}.** {_prose(point.text)}" for point in points)


def _table(table: Table) -> str:
    if not table.rows:
        return ""
    lines = [f"*{_prose(table.caption)}*", ""]
    lines.append("| " + " | ".join(_prose(column) for column in table.columns) + " |")
    lines.append("|" + " --- |" * len(table.columns))
    lines += ["| " + " | ".join(_prose(cell) for cell in row) + " |" for row in table.rows]
    return "\n".join(lines)

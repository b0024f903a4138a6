"""The memo as one HTML file: no script, no request, everything escaped.

Start with `html`. Styles stand in the file and the chart is inline SVG, so it opens anywhere.
"""

import re
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from undercut.report.charts import svg
from undercut.report.content import SECTIONS, MemoContent

_BRACKETS = re.compile(r"\[(\d+(?:, \d+)*)\]")


def html(content: MemoContent) -> str:
    """Write a memo as a self-contained HTML page."""
    known = {str(reference.number) for reference in content.sources}

    def cited(text: str) -> Markup:
        """Escape a sentence and link its brackets to the sources."""

        def link(match: re.Match[str]) -> str:
            numbers = match[1].split(", ")
            if not known.issuperset(numbers):
                return match[0]
            links = ", ".join(f'<a href="#source-{n}">{n}</a>' for n in numbers)
            return f"[{links}]"

        return Markup(_BRACKETS.sub(link, str(escape(text))))

    template = _environment().get_template("memo.html.j2")
    # The drawing is made here from numbers; vl-convert escapes the texts in it.
    drawing = Markup(svg({**content.chart.spec, "width": 420, "height": 240}))
    rendered: str = template.render(memo=content, sections=SECTIONS, chart=drawing, cited=cited)
    return rendered


@cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("undercut.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

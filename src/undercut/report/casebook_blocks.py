"""Pages of the casebook as blocks, and their three plain renderings: text, Markdown, HTML.

Start with `Page`. A page is built once; `text` sets it at 80 columns, `markdown` and `html` for
files. All texts in blocks are plain; each rendering escapes for itself.
"""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from undercut.report.words import plain

WIDTH = 80
"""Columns of a terminal."""


@dataclass(frozen=True)
class Heading:
    """A heading within a page."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; `tone` is normal, strong, small or warning."""

    text: str
    tone: str = "normal"


@dataclass(frozen=True)
class Facts:
    """Labeled lines."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under headings.

    Attributes
    ----------
    widths : columns of text that each column takes at 80; 0 shares what is left.

    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""


@dataclass(frozen=True)
class Items:
    """A list; `links` gives the address of an item where it has one."""

    items: tuple[str, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A figure: SVG for HTML, lines of characters elsewhere, words for those who listen."""

    svg: str
    lines: tuple[str, ...]
    alternative: str


Block = Heading | Paragraph | Facts | Table | Items | Drawing


@dataclass(frozen=True)
class Page:
    """A titled sequence of blocks; a wide one holds a drawing that needs the whole screen."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    is_wide: bool = False


def text(page: Page) -> str:
    """Set a page for a terminal of 80 columns."""
    lines = [*_wrap(page.title, WIDTH), *_wrap(page.subtitle, WIDTH)]
    for block in page.blocks:
        lines += ["", *_text_block(block)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _wrap(words: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(plain(words), width, subsequent_indent=indent) or [""]


def _text_block(block: Block) -> list[str]:
    match block:
        case Heading(words):
            return [words.upper()]
        case Paragraph(words, tone):
            return _wrap(f"** {words}" if tone == "warning" else words, WIDTH)
        case Facts(rows):
            label = max(len(name) for name, _ in rows) + 2
            pad = " " * label
            return [
                line
                for name, words in rows
                for line in textwrap.wrap(
                    plain(words), WIDTH, initial_indent=f"{name:<{label}}", subsequent_indent=pad
                )
            ]
        case Items(items):
            return [line for item in items for line in _wrap(f"- {item}", WIDTH, "  ")]
        case Drawing(_, lines, _):
            return list(lines)
        case Table():
            return _text_table(block)


def _text_table(table: Table) -> list[str]:
    gaps = len(table.columns) - 1
    free = WIDTH - gaps - sum(table.widths)
    shares = table.widths.count(0)
    widths = [width or free // shares for width in table.widths]
    lines = [table.caption] if table.caption else []
    lines += [*_wrapped(table.columns, widths), "-" * (sum(widths) + gaps)]
    for row in table.rows:
        lines += _wrapped(row, widths)
    return lines


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = [_wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    return [
        _line([cell[depth] if depth < len(cell) else "" for cell in cells], widths)
        for depth in range(max(len(cell) for cell in cells))
    ]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return " ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def markdown(page: Page) -> str:
    """Set a page as Markdown."""
    parts = [f"# {_escaped(page.title)}", f"*{_escaped(page.subtitle)}*" if page.subtitle else ""]
    parts += [_markdown_block(block) for block in page.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _escaped(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", plain(words))


def _markdown_block(block: Block) -> str:
    match block:
        case Heading(words):
            return f"## {_escaped(words)}"
        case Paragraph(words, tone):
            return f"**{_escaped(words)}**" if tone in {"strong", "warning"} else _escaped(words)
        case Facts(rows):
            return "\n".join(f"- **{_escaped(name)}**: {_escaped(words)}" for name, words in rows)
        case Items(items, links):
            return "\n".join(
                f"- {_escaped(item)}" + (f" <{links[i]}>" if links and links[i] else "")
                for i, item in enumerate(items)
            )
        case Drawing(_, lines, _):
            return "\n".join(["```text", *lines, "```"])
        case Table(columns, rows, _, caption):
            table = [columns, ["---"] * len(columns)]
            head = [f"{_escaped(caption)}\n"] if caption else []
            body = [[_escaped(cell) for cell in row] for row in rows]
            return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in [*table, *body])])


_STYLE = """
:root{color-scheme:light}
body{font:16px/1.45 Georgia,'Times New Roman',serif;color:#1c1c1c;background:#fff;
max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;color:#17375e;margin:0}
h2{font-size:1.1rem;color:#17375e;border-bottom:1px solid #17375e;margin:1.4rem 0 .4rem}
p{margin:.4rem 0}.sub,.small,caption{color:#555}.small{font-size:.85rem}
.warning{border-left:4px solid #9c1c14;padding:.2rem .7rem;color:#7c1610;font-weight:bold}
.strong{font-weight:bold}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.15rem .9rem;margin:.6rem 0}
dt{color:#555}dd{margin:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-style:italic;padding-bottom:.2rem}
th{text-align:left;border-bottom:1px solid #1c1c1c}
th,td{padding:.22rem .6rem .22rem 0;vertical-align:top}
tr+tr td{border-top:1px solid #ddd}
ul{padding-left:1.2rem;margin:.4rem 0}figure{margin:.6rem 0;overflow-x:auto}
svg{max-width:100%;height:auto}
.wide{max-width:88rem}.wide svg{min-width:70rem}
@media print{body{margin:0;max-width:none;font-size:11px}}
"""


def html(page: Page) -> str:
    """Set a page as one self-contained HTML file: no script, no outside request."""
    title = escape(plain(page.title))
    start = '<body class="wide">' if page.is_wide else "<body>"
    body = "\n".join(_html_block(block) for block in page.blocks)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"{start}\n<main>\n"
        f'<h1>{title}</h1>\n<p class="sub">{escape(plain(page.subtitle))}</p>\n{body}\n'
        "</main>\n</body>\n</html>\n"
    )


def _html_block(block: Block) -> str:
    match block:
        case Heading(words):
            return f"<h2>{escape(plain(words))}</h2>"
        case Paragraph(words, tone):
            return f'<p class="{tone}">{escape(plain(words))}</p>'
        case Facts(rows):
            cells = "".join(
                f"<dt>{escape(name)}</dt><dd>{escape(plain(words))}</dd>" for name, words in rows
            )
            return f"<dl>{cells}</dl>"
        case Items(items, links):
            cells = "".join(
                f"<li>{_linked(item, links[i] if links else '')}</li>"
                for i, item in enumerate(items)
            )
            return f"<ul>{cells}</ul>"
        case Drawing(svg, _, alternative):
            label = escape(plain(alternative), quote=True)
            return f'<figure role="img" aria-label="{label}">{svg}</figure>'
        case Table():
            return _html_table(block)


def _linked(item: str, link: str) -> str:
    words = escape(plain(item))
    if not link.startswith(("https://", "http://")):
        return words
    return f'{words} <a href="{escape(link, quote=True)}">open</a>'


def _html_table(table: Table) -> str:
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(plain(cell))}</td>" for cell in row) + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="scroll"><table>{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )

"""Word, HTML and Markdown say what the PDF says, and run nothing that a user wrote."""

import io
from html.parser import HTMLParser

import docx as python_docx
import pytest
from markdown_it import MarkdownIt

from undercut.report.content import SECTIONS, Table
from undercut.report.markdown import markdown
from undercut.report.web_page import html
from undercut.report.word import docx

HOSTILE = '<script>alert(1)</script> [x](javascript:alert(2)) #panic() *b* | `c` & "q"'


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.links = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


def test_html_escapes_a_hostile_title(make_memo):
    page = Tags(html(make_memo(title=HOSTILE, mark="unlawful as written")))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert "(unlawful as written)" in page.text


def test_html_asks_nothing_of_the_network(make_memo):
    page = Tags(html(make_memo()))
    assert not {"link", "img", "iframe", "object", "script"} & set(page.tags)
    assert {link for link in page.links if not link.startswith("#")} == {"https://a.org"}
    assert "default-src 'none'" in html(make_memo())


def test_html_links_a_bracket_to_its_source_and_leaves_others_alone(make_memo):
    text = html(make_memo(contributions="x", other_risks="See [9]."))
    assert '79,000 [<a href="#source-1">1</a>]' in text
    assert 'id="source-1"' in text
    assert "See [9]." in text


def test_html_describes_its_chart(make_memo):
    assert 'role="img" aria-label="Fan chart of US overdose deaths' in html(make_memo())


def test_markdown_escapes_a_hostile_title(make_memo):
    rendered = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .render(markdown(make_memo(title=HOSTILE)))
    )
    page = Tags(rendered)
    assert "script" not in page.tags
    assert page.links == []
    assert HOSTILE in page.text


def test_markdown_tables_keep_their_columns_when_a_cell_holds_a_bar(make_memo):
    table = Table("c", ("A", "B"), (("x | y", "z"),))
    rendered = MarkdownIt().enable("table").render(markdown(make_memo(cost=table)))
    assert "<td>x | y</td>" in rendered


def test_word_has_headings_header_rows_and_a_described_picture(make_memo):
    document = python_docx.Document(io.BytesIO(docx(make_memo(title=HOSTILE))))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == list(SECTIONS)
    assert document.paragraphs[1].text == HOSTILE
    assert len(document.tables) == 4
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert "Fan chart of" in document.inline_shapes[0]._inline.docPr.get("descr")


@pytest.mark.parametrize("render", [markdown, html, docx])
def test_the_same_memo_has_the_same_bytes(render, make_memo):
    assert render(make_memo()) == render(make_memo())


@pytest.mark.parametrize("render", [markdown, html])
def test_every_form_holds_every_section_source_and_number(render, make_memo):
    text = render(make_memo())
    for part in (*SECTIONS, "79,000", "$3.0 billion", "65% (likely)", "Report 3", "3f9a12bc77de"):
        assert part in text.replace("\\", "")

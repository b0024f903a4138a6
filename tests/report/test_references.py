"""Sources are numbered as they are used, and only those that are used are listed."""

import pytest

from undercut.evidence.sources import load_sources
from undercut.report.references import References


def test_numbers_follow_first_use_and_repeat():
    references = References(load_sources())
    assert references.mark("cdc_wonder") == " [1]"
    assert references.mark("nchs_db522", "cdc_wonder", "nchs_db522") == " [1, 2]"
    assert references.mark_text("Unit costs.") == " [3]"
    assert [r.number for r in references.listed()] == [1, 2, 3]
    assert references.listed()[2].short == "Unit costs."


def test_only_sources_used_are_listed_and_each_says_where_it_is():
    references = References(load_sources())
    assert references.listed() == ()
    references.mark("cdc_wonder")
    (only,) = references.listed()
    assert only.short.startswith("National Center for Health")
    assert only.short.endswith("2024, CDC WONDER, Multiple Cause of Death.")
    assert "CDC WONDER" in only.full
    assert only.url.startswith("https://")


def test_no_source_gives_no_bracket():
    assert References(load_sources()).mark() == ""


def test_an_unknown_source_is_our_bug():
    references = References(load_sources())
    references.mark("no_such_source")
    with pytest.raises(KeyError):
        references.listed()

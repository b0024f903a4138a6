"""The bibliography."""

import re
from pathlib import Path

import pytest

import undercut
from undercut.core.errors import EvidenceError
from undercut.evidence.lookup import lookup
from undercut.evidence.model_notes import load_model_notes
from undercut.evidence.sources import find_source, load_sources, plain

ENTRY = """@article{key2020,
  title = {A title},
  author = {Doe, Jane and others},
  year = {2020}
}
"""


def test_every_source_cites_itself_in_one_line_without_leftover_markup():
    for source in load_sources().values():
        text = source.cite()
        assert "\n" not in text
        assert not re.search(r"[{}]|\\", text), f"markup left in {source.key}: {text}"


def test_a_citation_names_author_year_title_address_and_note():
    assert load_sources()["gao_20_112"].cite() == (
        "U.S. Government Accountability Office (2019). Counternarcotics: Treasury reports some "
        "results from designating drug kingpins, but should improve information on agencies "
        "expenditures. https://www.gao.gov/products/GAO-20-112. [GAO-20-112]"
    )


def test_keys_stand_in_order_so_that_an_entry_is_found_by_eye():
    keys = list(load_sources())
    assert keys == sorted(keys)


def test_escapes_and_dashes_become_plain_text():
    assert plain(r"Smith \& Wesson, 2019--2020, {US\_data}") == (
        "Smith & Wesson, 2019\u20132020, US_data"
    )


def test_a_repeated_key_is_refused_with_both_lines(data):
    root = data({"sources.bib": ENTRY + "\n" + ENTRY})
    with pytest.raises(EvidenceError) as failure:
        load_sources(root)
    assert str(failure.value) == (
        "data/sources.bib:7: key 'key2020' is given twice (first in line 1)."
    )


def test_an_entry_without_a_title_is_refused(data):
    root = data({"sources.bib": ENTRY.replace("  title = {A title},\n", "")})
    with pytest.raises(EvidenceError) as failure:
        load_sources(root)
    assert str(failure.value) == "data/sources.bib:1: source 'key2020' has no title."


def test_an_unknown_field_is_refused(data):
    root = data({"sources.bib": ENTRY.replace("year", "yaer = {2019},\n  year")})
    with pytest.raises(EvidenceError, match="source 'key2020' has an unknown field 'yaer'"):
        load_sources(root)


def test_a_warning_of_the_parser_is_an_error(data):
    root = data({"sources.bib": ENTRY.replace("Doe, Jane", "Doe, Jane, Dr, Prof")})
    with pytest.raises(EvidenceError, match="not valid BibTeX"):
        load_sources(root)


def test_broken_bibtex_is_refused(data):
    root = data({"sources.bib": ENTRY + "@article{open2020,\n  title = {never closed"})
    with pytest.raises(EvidenceError, match="not valid BibTeX"):
        load_sources(root)


def test_an_unknown_key_names_the_nearest():
    with pytest.raises(EvidenceError) as failure:
        find_source("santo2020")
    assert str(failure.value) == "no source is called 'santo2020'. Did you mean 'santo2021'?"


def test_every_citation_in_a_docstring_is_in_the_bibliography():
    sources = load_sources()
    for path in Path(undercut.__file__).parent.rglob("*.py"):
        for key in re.findall(r"\[([a-z][a-z0-9_]*)\]_(?!\w)", path.read_text(encoding="utf-8")):
            assert key in sources, f"{path.name} cites {key}, which the bibliography lacks"


def test_a_count_read_in_a_copy_names_its_origin_and_the_copy():
    for key, copy in (("fentanyl_awareness", "Data Science Link"), ("corgis_opioids", "CORGIS")):
        source = load_sources()[key]
        assert source.author == f"National Center for Health Statistics; {copy}"
        assert "CDC WONDER" in source.cite()


def test_a_title_that_nobody_read_says_so_and_only_the_digests_of_models_rest_on_it():
    recalled = {s.key for s in load_sources().values() if "check before quoting" in s.note}
    assert {"acconcia2014", "copeland_thesis", "weigend2021"} <= recalled
    assert "fentanyl_awareness" not in recalled
    digested = {ref.key for note in load_model_notes().values() for ref in note.sources}
    assert recalled <= digested
    assert "check before quoting" in " ".join(lookup("acconcia2014").notes)

"""A process of its own fills the caches; where it cannot, the server does the work itself."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from undercut.web import apart, assets


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERCUT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def filled(monkeypatch):
    """Record what was to be done apart, and do nothing."""
    asked = []

    def fill(*words):
        asked.append(words)
        return True

    monkeypatch.setattr(apart, "fill", fill)
    return asked


def test_a_program_is_compiled_apart_once(cache, filled):
    for _ in range(3):
        apart.compile_apart(180, False)
    assert filled == [("program", "180")]
    apart.compile_apart(360, False)
    apart.compile_apart(180, True)
    assert filled[1:] == [("program", "360"), ("program", "180", "answering")]
    assert len(list((cache / "marks").iterdir())) == 3


@pytest.mark.usefixtures("cache")
def test_other_code_or_data_is_compiled_again(filled, monkeypatch):
    apart.compile_apart(180, False)
    for name in ("source_hash", "data_hash"):
        monkeypatch.setattr(apart, name, lambda: "another")
        apart.compile_apart(180, False)
    assert len(filled) == 3


def test_what_failed_apart_is_tried_again_at_the_next_start(cache, monkeypatch):
    asked = []
    monkeypatch.setattr(apart, "fill", lambda *words: bool(asked.append(words)))
    apart.compile_apart(180, False)
    apart.compile_apart(180, False)
    assert len(asked) == 2
    assert not (cache / "marks").exists()


def test_two_who_start_at_once_compile_once(cache, filled):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(apart.compile_apart, [180] * 4, [False] * 4))
    assert filled == [("program", "180")]
    assert (cache / "marks").is_dir()


def test_without_a_cache_nothing_is_done_apart(tmp_path, filled, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("UNDERCUT_CACHE", str(tmp_path / "file" / "cache"))
    apart.compile_apart(180, False)
    assert filled == []


@pytest.mark.usefixtures("cache")
def test_a_cache_that_cannot_be_written_is_left_alone(filled, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    apart.compile_apart(180, False)
    assert filled == []


def test_a_mark_that_cannot_be_written_is_no_failure(cache, filled):
    cache.mkdir()
    (cache / "marks").write_text("no folder")
    apart.compile_apart(180, False)
    assert filled == [("program", "180")]


def test_a_process_that_fails_says_so():
    assert apart.fill("nonsense") is False


@pytest.mark.parametrize("python", ["", "/nowhere/python"])
def test_a_process_that_cannot_start_says_so(monkeypatch, python):
    monkeypatch.setattr(sys, "executable", python)
    assert apart.fill("charts") is False


def test_a_process_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(apart, "LIMIT", 0.01)
    assert apart.fill("charts") is False


@pytest.mark.usefixtures("cache")
def test_the_chart_library_is_built_apart_and_kept(monkeypatch):
    monkeypatch.setattr(assets, "_build", lambda: pytest.fail("built in the server"))
    built = assets.chart_library()
    assert b"vegaEmbed" in built.content
    monkeypatch.setattr(assets, "fill", lambda *_: pytest.fail("built twice"))
    assert assets.chart_library().tag == built.tag


@pytest.mark.usefixtures("cache")
def test_the_chart_library_is_built_here_where_no_process_can(monkeypatch):
    monkeypatch.setattr(assets, "fill", lambda *_: False)
    monkeypatch.setattr(assets, "_build", lambda: b"charts")
    assert assets.chart_library().content == b"charts"


@pytest.mark.slow
def test_another_process_finds_the_program_that_one_has_compiled(cache):
    assert apart.fill("program", "12")
    kept = set((cache / "compiled").iterdir())
    assert kept
    assert apart.fill("program", "12")
    assert {path for path in (cache / "compiled").iterdir() if path.suffix != ".tmp"} == kept

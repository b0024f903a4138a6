"""Runs: resumable, refusing what is not theirs, the same bytes whatever the way."""

import errno
import json
import os
import shutil
import tracemalloc

import numpy as np
import pytest
import xarray

from undercut import load_strategy
from undercut.core.errors import RunError, StrategyError
from undercut.explore import store as stores
from undercut.explore.results import load_run
from undercut.explore.run import run_strategies
from undercut.strategy.document import SETTLES_EVERY


def run(out, **options):
    chosen = [load_strategy(name) for name in ("support-not-supplant", "military-campaign")]
    return run_strategies(chosen, **({"futures": 40, "seed": 1} | options), out=out)


def same(one, other):
    return all(
        np.array_equal(one.data[name].values, other.data[name].values, equal_nan=True)
        for name in one.data.data_vars
    )


def test_the_baseline_runs_once_and_first(small_run):
    assert small_run.strategy_ids == ["baseline", "support-not-supplant", "military-campaign"]


def test_a_run_reads_with_xarray_alone(small_run):
    data = xarray.open_zarr(small_run.path / stores.OUTCOMES, consolidated=False)
    deaths = data["us_overdose_deaths"].sel(strategy="baseline", year=2025)
    assert deaths.attrs["unit"] == "death/year"
    assert data.attrs["run_id"] == small_run.run_id
    assert float(deaths.median()) > 1000


def test_two_runs_give_identical_bytes(small_run, tmp_path):
    assert same(small_run, run(tmp_path / "again"))


@pytest.mark.parametrize("size", [1, 7, 64])
def test_shared_futures_do_not_depend_on_how_many_run(small_run, tmp_path, size):
    other = run(tmp_path / "few", futures=size)
    shared = min(size, 40)
    for name in other.data.data_vars:
        few = other.data[name].isel(future=slice(0, shared)).values
        assert np.array_equal(few, small_run.data[name].isel(future=slice(0, shared)).values), name
    assert other.run_id != small_run.run_id


def test_an_interrupted_run_goes_on_and_ends_in_the_same_bytes(small_run, tmp_path):
    folder = tmp_path / "cut"
    shutil.copytree(small_run.path, folder)
    (folder / stores.DONE / "military-campaign-0").unlink()
    with pytest.raises(RunError, match=r"not finished \(1 chunks missing\).*--resume"):
        load_run(folder)
    assert same(small_run, run(folder, resume=True))


def test_finished_chunks_are_not_computed_again(small_run, tmp_path):
    folder = tmp_path / "done"
    shutil.copytree(small_run.path, folder)
    seen = []
    run(folder, resume=True, progress=lambda *step: seen.append(step))
    assert seen == []


def test_a_damaged_chunk_is_said_and_computed_again(small_run, tmp_path):
    folder = tmp_path / "damaged"
    shutil.copytree(small_run.path, folder)
    chunk = folder / stores.OUTCOMES / "mx_homicides" / "c" / "2" / "0" / "0"
    content = bytearray(chunk.read_bytes())
    content[len(content) // 2] ^= 0xFF
    chunk.write_bytes(content)
    found = load_run(folder)
    with pytest.raises(RunError, match=r"'mx_homicides' cannot be read: .*checksum.*--resume"):
        found.summary()
    assert found.values("support-not-supplant", "mx_homicides").shape == (40, 15)
    seen = []
    again = run(folder, resume=True, progress=lambda *step: seen.append(step[0]))
    assert seen == ["military-campaign"]
    assert same(small_run, again)


def test_a_chunk_without_its_file_is_said_and_never_read_as_numbers(small_run, tmp_path):
    folder = tmp_path / "holed"
    shutil.copytree(small_run.path, folder)
    (folder / stores.OUTCOMES / "host_consent" / "c" / "1" / "0" / "0").unlink()
    with pytest.raises(RunError, match="chunks of 'host_consent' are missing"):
        load_run(folder).summary()
    shutil.rmtree(folder / stores.OUTCOMES)
    with pytest.raises(RunError, match="cannot be read"):
        load_run(folder).bands("military-campaign", "mx_homicides")


def test_reading_a_run_back_holds_little_of_it(tmp_path):
    out = run_strategies([load_strategy("demand-first")], futures=2049, out=tmp_path / "r").path
    stored = sum(array.nbytes for array in load_run(out).data.data_vars.values())
    tracemalloc.start()
    try:
        load_run(out).summary()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < stored / 2


def test_a_folder_with_another_run_or_other_things_is_refused(small_run, tmp_path):
    folder = tmp_path / "taken"
    shutil.copytree(small_run.path, folder)
    with pytest.raises(RunError, match=r"holds run .*; they differ in futures and seed\."):
        run(folder, seed=2, futures=7)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.docx").write_text("mine")
    with pytest.raises(RunError, match="not a run of Undercut"):
        run(tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["thesis.docx"]


def test_a_run_of_other_code_is_another_run_and_is_not_taken_up(small_run, tmp_path, monkeypatch):
    folder = tmp_path / "older"
    shutil.copytree(small_run.path, folder)
    monkeypatch.setattr("undercut.explore.run.source_hash", lambda: "of another checkout")
    with pytest.raises(RunError, match=r"holds run .*; they differ in source code\."):
        run(folder, resume=True)


def test_a_full_disk_is_said_and_leaves_a_run_to_take_up(small_run, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = tmp_path / "cut"
    shutil.copytree(small_run.path, folder)
    (folder / stores.DONE / "military-campaign-0").unlink()
    with monkeypatch.context() as patched:
        patched.setattr("undercut.explore.run._write", full)
        with pytest.raises(RunError, match=r"No space .*--resume"):
            run(folder, resume=True)
    assert same(small_run, run(folder, resume=True))


def test_the_manifest_says_how_to_rebuild(small_run):
    manifest = json.loads((small_run.path / stores.MANIFEST).read_text())
    assert manifest["command"] == (
        "undercut run support-not-supplant military-campaign --futures 40 --seed 1 --on "
        + manifest["on"]
    )
    assert {
        "version",
        "source_hash",
        "data_hash",
        "seed",
        "lane_width",
        "futures",
        "run_id",
    } <= set(manifest)


def test_months_are_kept_when_asked_for_and_add_up_to_the_years(tmp_path):
    series = run(tmp_path / "months", futures=3, series=True)
    monthly = series.data["mx_homicides_by_month"].values
    yearly = monthly.reshape(*monthly.shape[:2], -1, 12).sum(3)
    assert yearly == pytest.approx(series.data["mx_homicides"].values)


def test_organizations_move_only_as_often_as_triggers_are_told(tmp_path):
    monthly = run(tmp_path / "months", futures=8, series=True).data["organizations_by_month"].values
    moves = np.flatnonzero(np.any(np.diff(monthly, axis=2), axis=(0, 1)))
    assert moves.size
    assert set(moves % SETTLES_EVERY) == {SETTLES_EVERY - 2}


def test_the_first_months_of_signals_are_always_kept(small_run):
    assert small_run.data["host_consent_signpost"].shape == (3, 40, 24)


def test_two_strategies_of_one_name_are_refused(tmp_path):
    twice = [load_strategy("demand-first")] * 2
    with pytest.raises(StrategyError, match="two strategies are called 'demand-first'"):
        run_strategies(twice, futures=1, out=tmp_path / "twice")
    assert not (tmp_path / "twice").exists()


@pytest.mark.parametrize("futures", [0, -1, 10**9])
def test_a_senseless_number_of_futures_is_refused(tmp_path, futures):
    with pytest.raises(StrategyError, match="expected 1 to 1,000,000"):
        run(tmp_path / "none", futures=futures)
    assert not (tmp_path / "none").exists()

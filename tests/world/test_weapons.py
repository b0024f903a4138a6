"""Weapons: the balance at the start, the stock's long life, the two links to deaths."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercut.core import draws
from undercut.evidence.catalog import load_catalog
from undercut.evidence.parameters import load_parameters
from undercut.fit.sectors import draw_sector
from undercut.world import weapons
from undercut.world.weapons import INFLOW, STOCK, WeaponsInputs, WeaponsParameters

ENFORCEMENT = load_catalog().levers["gun_trafficking_enforcement"].baseline.value
INSPECTION = load_catalog().levers["port_inspection"].baseline.value


def drawn(futures=64):
    return draw_sector("weapons", WeaponsParameters, draws.keys(3, np.arange(futures)))


def inputs(futures=64, enforcement=1.0, inspection=1.0, funds=1.0):
    one = np.ones(futures)
    return WeaponsInputs(
        gun_trafficking_enforcement=enforcement * ENFORCEMENT * one,
        gun_trafficking_enforcement_baseline=ENFORCEMENT * one,
        port_inspection=inspection * INSPECTION * one,
        port_inspection_baseline=INSPECTION * one,
        funds_ratio=funds * one,
    )


def run(p, months, **changes):
    state, out = weapons.init(np, p), []
    for _ in range(months):
        state, signals = weapons.step(np, state, inputs(len(p.wear), **changes), p)
        out.append(signals)
    return out


def test_every_parameter_stands_in_the_data_and_no_other():
    known = {key.split(".")[1] for key in load_parameters() if key.startswith("weapons.")}
    assert known == set(WeaponsParameters._fields)
    assert load_parameters()["weapons.gun_link"].options[int(INFLOW)] == "inflow"


def test_at_baseline_stock_inflow_and_lethality_stay_at_one():
    for signals in run(drawn(), 180):
        for array in signals:
            np.testing.assert_allclose(array, 1.0, rtol=1e-12)


@given(
    enforcement=st.floats(0.0, 100.0), inspection=st.floats(0.0, 1000.0), funds=st.floats(0.0, 1e3)
)
def test_guns_never_turn_negative_whatever_is_done(enforcement, inspection, funds):
    for array in run(drawn(16), 24, enforcement=enforcement, inspection=inspection, funds=funds)[
        -1
    ]:
        assert np.isfinite(array).all()
        assert (array >= 0).all()


@pytest.mark.parametrize(
    ("changes", "sign"),
    [({"enforcement": 3.0}, -1), ({"inspection": 5.0}, -1), ({"funds": 1.5}, 1)],
)
def test_a_lever_moves_inflow_stock_and_deaths_its_way(changes, sign):
    signals = run(drawn(), 36, **changes)[-1]
    for array in signals:
        assert (sign * (array - 1.0) > 0).all()


def test_the_stock_answers_over_years_and_the_inflow_at_once():
    p = drawn()
    slow, fast = (
        run(p._replace(gun_link=np.full(64, form)), 60, funds=0.5) for form in (STOCK, INFLOW)
    )
    assert (slow[0].lethality_ratio > fast[0].lethality_ratio).all()
    assert (slow[59].lethality_ratio < slow[0].lethality_ratio).all()
    np.testing.assert_allclose(fast[0].lethality_ratio, fast[59].lethality_ratio)


def test_southbound_inspection_is_small_beside_dealers():
    p = drawn(256)
    dealers, border = (
        1 - np.mean(run(p, 24, **push)[-1].gun_inflow)
        for push in ({"enforcement": 2.0}, {"inspection": 2.0})
    )
    assert 0 < border < dealers / 3


def test_every_parameter_moves_something():
    p = drawn(16)._replace(gun_link=np.arange(16) % 2.0)

    def seen(q):
        return np.array(run(q, 24, enforcement=2.0, inspection=3.0, funds=0.7))

    base = seen(p)
    for name in WeaponsParameters._fields:
        value = getattr(p, name)
        moved = 1.0 - value if name == "gun_link" else value * 0.9
        assert not np.array_equal(seen(p._replace(**{name: moved})), base), name


def test_jax_gives_what_numpy_gives():
    p = drawn(8)
    expected = run(p, 1, enforcement=2.0, funds=1.3)[0]
    with jax.enable_x64(True):
        q, now = jax.tree.map(jnp.asarray, (p, inputs(8, enforcement=2.0, funds=1.3)))
        found = jax.jit(lambda q, now: weapons.step(jnp, weapons.init(jnp, q), now, q)[1])(q, now)
    for a, b in zip(expected, found, strict=True):
        np.testing.assert_allclose(a, np.asarray(b), rtol=1e-12)

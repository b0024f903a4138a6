"""Justice: swamping, slow building, capture; held to its start and to direction."""

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
from undercut.world import justice
from undercut.world.justice import JusticeInputs, JusticeParameters
from undercut.world.luck import Luck

HOMICIDES = 33_550 / 12
LEVERS = ("rule_of_law", "training_capacity", "extradition", "multilateral_pressure")
BASE = {name: load_catalog().levers[name].baseline.value for name in LEVERS}
SIGNALS = {
    "gate_explicit": 1.0,
    "gate_tacit": 1.0,
    "homicides_smoothed_last": HOMICIDES,
    "funds_ratio_last": 1.0,
}


def keys(futures):
    return draws.keys(3, np.arange(futures))


def drawn(futures=64):
    return draw_sector("justice", JusticeParameters, keys(futures))


def inputs(futures, **changes):
    now = SIGNALS | BASE | {f"{name}_baseline": value for name, value in BASE.items()} | changes
    return JusticeInputs(**{f: np.full(futures, now[f]) for f in JusticeInputs._fields})


def run(p, months, **changes):
    futures = len(p.convictions)
    state, out = justice.init(np, p, np.full(futures, HOMICIDES)), []
    for month in range(months):
        luck = Luck(keys(futures), month)
        state, signals = justice.step(np, state, inputs(futures, **changes), p, luck)
        out.append(signals)
    return out


def without_exit(p):
    return p._replace(exit_rate=np.zeros_like(p.exit_rate))


def test_every_parameter_stands_in_the_data_and_no_other():
    known = {key.split(".")[1] for key in load_parameters() if key.startswith("justice.")}
    assert known == set(JusticeParameters._fields)


def test_at_baseline_courts_and_capture_stay_where_they_are():
    for signals in run(drawn(), 180, gate_explicit=0.4, gate_tacit=1.2)[::30]:
        np.testing.assert_allclose(signals.prosecution_ratio, 1.0, rtol=1e-12)
        np.testing.assert_array_equal(signals.political_exit, 0.0)
    for signals in run(drawn(), 180)[::30]:
        np.testing.assert_allclose(signals.certainty_ratio, 1.0, rtol=1e-12)


def test_certainty_at_the_start_is_near_the_share_convicted():
    """Published impunity of 2016 to 2021 leaves .056 to .13 convicted, .086 in the last year."""
    certainty = run(drawn(256), 1)[0].certainty
    assert 0.056 < np.quantile(certainty, 0.05) < 0.086 < np.quantile(certainty, 0.95) < 0.14


def test_more_homicides_swamp_the_courts():
    p = drawn()
    few, many = (
        run(p, 1, homicides_smoothed_last=HOMICIDES * share)[0].certainty for share in (0.9, 2.0)
    )
    np.testing.assert_allclose(few * 0.9, many * 2.0)
    all_solved = run(p, 1, homicides_smoothed_last=0.0)[0].certainty
    np.testing.assert_array_equal(all_solved, p.certainty_limit)


def test_prosecutors_build_certainty_over_years_and_only_with_consent():
    p = without_exit(drawn())._replace(disruption=np.zeros(64))
    doubled = 2 * BASE["rule_of_law"]
    out = run(p, 120, rule_of_law=doubled)
    early, late = out[11].certainty_ratio, out[119].certainty_ratio
    assert (early > 1.0).all()
    assert (early < late).all()
    refused = run(p, 60, rule_of_law=doubled, gate_explicit=0.0)[-1]
    np.testing.assert_allclose(refused.prosecution_ratio, 1.0)


def test_rebuilding_can_cost_capacity_at_first():
    p = without_exit(drawn())._replace(disruption=np.full(64, 0.2), build_time=np.full(64, 4.0))
    first = run(p, 1, rule_of_law=2 * BASE["rule_of_law"])[0]
    assert (first.prosecution_ratio < 1.0).all()


def test_a_political_exit_takes_back_part_of_the_gain():
    p = drawn(256)._replace(exit_rate=np.full(256, 2.0))
    out = run(p, 60, rule_of_law=2 * BASE["rule_of_law"])
    kept = run(without_exit(p), 60, rule_of_law=2 * BASE["rule_of_law"])
    assert sum(s.political_exit.sum() for s in out) > 0
    assert out[-1].prosecution_ratio.mean() < kept[-1].prosecution_ratio.mean()


@pytest.mark.parametrize(("funds", "sign"), [(2.0, 1), (0.5, -1)])
def test_more_money_captures_more_posts(funds, sign):
    p = drawn()
    moved = run(p, 36, funds_ratio_last=funds)[-1].corruption - p.captured_start
    assert (sign * moved > 0).all()


def test_sanction_without_protection_moves_groups_to_threats():
    """Target JU-13: the threat to officials is not lower than before."""
    p = without_exit(drawn())._replace(protection=np.zeros(64))
    before, after = run(p, 1)[0], run(p, 60, rule_of_law=2 * BASE["rule_of_law"])[-1]
    assert (after.threats >= before.threats - 1e-12).all()
    assert (after.bribes >= before.bribes - 1e-12).all()


def test_protection_makes_threats_less_used_or_dearer():
    p = without_exit(drawn())._replace(protection=np.full(64, 0.8), vetting=np.zeros(64))
    bare = p._replace(protection=np.zeros(64))
    push = {"rule_of_law": 2 * BASE["rule_of_law"]}
    assert (run(p, 60, **push)[-1].corruption <= run(bare, 60, **push)[-1].corruption + 1e-12).all()


@given(
    rule=st.floats(0.0, 1e5),
    gate=st.floats(0.0, 3.0),
    funds=st.floats(0.0, 1e3),
    homicides=st.floats(0.0, 1e5),
)
def test_shares_stay_shares_whatever_is_done(rule, gate, funds, homicides):
    out = run(
        drawn(16),
        18,
        rule_of_law=rule,
        gate_explicit=gate,
        funds_ratio_last=funds,
        homicides_smoothed_last=homicides,
    )[-1]
    for array in out:
        assert np.isfinite(array).all()
        assert (array >= 0).all()
    assert (out.certainty <= 1).all()
    assert (out.corruption <= 1).all()


def test_every_parameter_moves_something():
    p = drawn(48)

    def seen(q):
        return np.array(
            run(
                q,
                30,
                rule_of_law=35_000.0,
                training_capacity=400.0,
                extradition=150.0,
                multilateral_pressure=50.0,
                funds_ratio_last=0.8,
                homicides_smoothed_last=HOMICIDES / 4,
            )
        )

    p = p._replace(exit_rate=np.full(48, 0.5))
    base = seen(p)
    for name in JusticeParameters._fields:
        moved = p._replace(**{name: getattr(p, name) * 0.8})
        assert not np.array_equal(seen(moved), base), name


def test_jax_gives_what_numpy_gives():
    p = drawn(8)
    expected = run(p, 1, rule_of_law=30_000.0, funds_ratio_last=1.3)[0]
    now = inputs(8, rule_of_law=30_000.0, funds_ratio_last=1.3)
    with jax.enable_x64(True):
        q, now, key = jax.tree.map(jnp.asarray, (p, now, keys(8)))

        def one(q, now):
            state = justice.init(jnp, q, jnp.full(8, HOMICIDES))
            return justice.step(jnp, state, now, q, Luck(key, 0))[1]

        found = jax.jit(one)(q, now)
    for a, b in zip(expected, found, strict=True):
        np.testing.assert_allclose(a, np.asarray(b), rtol=1e-12, atol=1e-15)

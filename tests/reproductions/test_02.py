"""Reproductions of `models/02` (NarcoLogic): learning, belief, and what patrols do to routes.

Left out: NL-3 (a supply curve of one country) and NL-4 (salience, which the world does not carry:
it is the same curve with a stretched risk).
"""

import numpy as np
import pytest

from undercut.core import draws
from undercut.fit.priors import draw_sector
from undercut.world import routes
from undercut.world._routes_forms import toward
from undercut.world.luck import Luck

PAIRS = {
    "maritime_interdiction": 112.0,
    "isr_cueing": 518.0,
    "boat_strikes": 0.0,
    "port_inspection": 1e6,
    "border_patrol_support": 2500.0,
    "training_capacity": 158.0,
}
ARRIVALS = np.array([145.0, 30.0, 8.0, 250.0])[:, None] / 12
PRODUCTION = np.array([2600.0, 40.0, 0.0, 0.0])[:, None] / 12
N = 100


def drawn():
    return draw_sector("routes", routes.RoutesParameters, draws.keys(3, np.arange(N)))


def run(months, **levers):
    p, key = drawn(), draws.keys(3, np.arange(N))
    arrivals, production = ARRIVALS * np.ones(N), PRODUCTION * np.ones(N)
    state = routes.init(np, p, arrivals, production, np.full(N, 100.0))
    loss, removed, zones = routes.start_loss_share(np, state), 0.0, []
    for month in range(months):
        now = routes.RoutesInputs(
            orders=arrivals / (1 - loss),
            other_market_orders=np.full(N, 100.0),
            production=production,
            **(PAIRS | levers),
            **{f"{name}_baseline": value for name, value in PAIRS.items()},
            gate_explicit=np.ones(N),
        )
        state, signals = routes.step(np, state, now, p, Luck(key, month))
        loss, removed = signals.loss_share, removed + signals.removed_at_sea
        zones.append(signals.effective_zones)
    return removed, zones[-1]


@pytest.mark.xfail(strict=True, reason="risk is forgotten exponentially, not counted in a window")
@pytest.mark.parametrize(("seizures", "risk"), [(0, 0.12903), (1, 0.19355)])
def test_nl_1_perceived_risk_counts_seizures_of_thirteen_months(seizures, risk):
    value = np.array(1 / 13.5)
    for month in range(13):
        value = toward(np, value, float(month < seizures), 1.0, 1 / 13)
    assert value == pytest.approx(risk, abs=1e-5)


def test_nl_5_belief_closes_a_quarter_of_the_gap_where_patrols_look():
    assert toward(np, 100.0, 40.0, 1.0, 0.25) == 85.0


@pytest.mark.xfail(
    strict=True, reason="ships' belief moves with all traffic seen, no zone is blind"
)
def test_nl_5_belief_fades_where_no_patrol_looks():
    assert toward(np, 100.0, 40.0, 1.0, 0.25) == 75.0


def test_nl_6_more_patrols_seize_more_in_no_fewer_corridors():
    (base, zones), (more, spread) = run(60), run(60, maritime_interdiction=224.0)
    assert np.mean(more > base) >= 0.9
    assert np.mean(spread >= zones - 1e-9) >= 0.9


@pytest.mark.xfail(strict=True, reason="loads are constant in every zone")
def test_nl_6_more_patrols_seize_less_per_seizure():
    p = drawn()
    (base, _), (more, _) = run(12), run(12, maritime_interdiction=224.0)
    seizures = [removed / p.load.mean(0) for removed in (base, more)]
    assert np.mean(more / seizures[1] < base / seizures[0]) >= 0.9


def test_nl_7_without_patrols_nothing_is_seized_and_routes_consolidate():
    _, zones = run(60)
    removed, fewer = run(60, isr_cueing=0.0)
    assert np.all(removed == 0.0)
    assert np.mean(fewer <= zones) >= 0.9

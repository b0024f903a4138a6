"""Runs of the politics sector alone, at settings that a test names."""

import numpy as np

from undercut.world import politics
from undercut.world.luck import Luck

LEVERS = {
    "boat_strikes": 0.0,
    "unilateral_strikes": 0.0,
    "border_patrol_support": 2500.0,
    "multilateral_pressure": 15.0,
    "sanctions": 125.0,
    "training_capacity": 158.0,
}


def parameters(**changes):
    plain = dict.fromkeys(politics.PoliticsParameters._fields, 0.0) | {
        "consent_start": 0.7,
        "ceiling_margin": 0.0,
        "consent_for_law": 0.3,
        "yield_floor_explicit": 0.2,
        "yield_floor_tacit": 0.7,
        "training_delay": 3.0,
        "consent_half_life": 1.0,
        "support_start": 0.4,
        "support_half_life": 1.0,
        "shock_threshold": 1.1,
        "ceiling_low": 0.45,
        "low_consent": 0.2,
        "low_duration": 1.0,
        "bargaining_half_life": 0.3,
        "shock_land_strike": 0.4,
        "backlash_half_life": 1.0,
    }
    return politics.PoliticsParameters(**{k: np.array([v]) for k, v in (plain | changes).items()})


def inputs(**changes):
    now = LEVERS | changes
    pairs = {f"{name}_baseline": value for name, value in LEVERS.items()}
    return politics.PoliticsInputs(**now, **pairs, killed_by_force_last=np.zeros(1))


def run(p, months, shocked=(), **levers):
    state, out = politics.init(np, p), []
    for month in range(months):
        now = inputs(**(levers if not shocked or month in shocked else {}))
        luck = Luck(np.array([7], dtype=np.uint64), month)
        state, signals = politics.step(np, state, now, p, luck)
        out.append(signals)
    return out

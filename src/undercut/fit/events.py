"""Dated events laid out for futures: when they happened is data, how hot wars were is drawn.

Start with `dated_events`.
"""

import numpy as np
from scipy.special import ndtri

from undercut.core import draws
from undercut.core.months import Grid
from undercut.evidence.events import load_events, timeline, war_rows
from undercut.evidence.history import load_history
from undercut.world.dated import Events
from undercut.world.engine import Futures


def dated_events(futures: Futures, grid: Grid) -> Events:
    """Lay out removals, splits and wars by month.

    Parameters
    ----------
    futures : who will run; a war's hostility is drawn once a future, keyed by its name.
    grid : months of the history.

    """
    events = load_events()
    line = timeline(events, grid.first, len(grid))
    key = draws.keys(futures.seed, futures.numbers)
    intensity = np.ones((*line.war_on.shape, len(futures)))
    for war, row in war_rows(events):
        told = events.intensity_of(war)
        spread = (
            told.log_sd if told.value is None and told.log_sd else load_history().war_spread.value
        )
        z = ndtri(draws.named(key, f"history.{war.id}"))
        begin = max(0, war.start.date - grid.first)
        intensity[begin:, row] = told.central * np.exp(spread * z - 0.5 * spread**2)
    wars = np.concatenate([line.war_first, line.war_second, line.war_on], axis=1)
    changed = np.concatenate([[False], np.any(np.diff(wars, axis=0) != 0, axis=1)])
    return Events(
        removal=line.removal,
        dissolve=line.dissolve,
        split_parent=line.split_parent.astype(np.float64),
        split_child=line.split_child.astype(np.float64),
        split_share=line.split_share,
        split_map=line.split_map,
        war_first=line.war_first.astype(np.float64),
        war_second=line.war_second.astype(np.float64),
        war_on=line.war_on,
        war_intensity=intensity,
        moved=changed | (line.dissolve.sum(1) > 0.0) | (line.split_child >= 0),
    )


def fought_at_start(futures: Futures, grid: Grid) -> Futures:
    """Futures whose first month finds the wars that are dated there, as hot as drawn."""
    events = dated_events(futures, grid)
    shape = events.war_intensity[0].shape
    organizations = futures.parameters.organizations._replace(
        start_war_first=np.broadcast_to(events.war_first[0][:, None], shape).copy(),
        start_war_second=np.broadcast_to(events.war_second[0][:, None], shape).copy(),
        start_war_on=np.broadcast_to(events.war_on[0][:, None], shape).copy(),
        start_war_intensity=events.war_intensity[0],
    )
    return Futures(
        futures.numbers,
        futures.seed,
        futures.parameters._replace(organizations=organizations),
    )

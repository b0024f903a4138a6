"""The luck of a month: keyed draws that a mechanism asks for by slot.

Slots are constants of the sector that uses them, inside the sector's own range: politics 0-31,
justice 32-63, supply 64-95, market 96-127, routes 128-191, people 192-223, money 224-255,
weapons 256-287, organizations 288-511. Append; never renumber, or every published number moves.
"""

from typing import NamedTuple

from undercut.core import draws
from undercut.core.arrays import Array, Namespace


class Luck(NamedTuple):
    """What a sector needs to draw.

    Attributes
    ----------
    key : (future,) 1
        Key of each future under the run's seed (`undercut.core.draws.keys`).
    month : () 1
        Number of the month since the start state; the first simulated month is 0.

    """

    key: Array
    month: Array

    def uniform(self, xp: Namespace, slot: int) -> Array:
        """One draw strictly between 0 and 1: (future,) 1."""
        return draws.uniform(xp, self.key, self.month, slot)

    def normal(self, xp: Namespace, slot: int) -> Array:
        """One standard normal draw, from `slot` and `slot + 1`: (future,) 1."""
        return draws.normal(xp, self.key, self.month, slot)


def disturbance(
    xp: Namespace, luck: Luck, slot: int, before: Array, spread: Array, memory: Array, dt: float
) -> Array:
    """Disturbance that fades and is renewed, from `slot` and `slot + 1`: (future,).

    Parameters
    ----------
    before : (future,) the disturbance a step ago.
    spread : (future,) its standard deviation in the long run, in its own unit.
    memory : (future,) year, time in which it fades by a factor e.
    dt : year.

    """
    kept = xp.exp(-dt / memory)
    return kept * before + spread * xp.sqrt(1.0 - kept * kept) * luck.normal(xp, slot)

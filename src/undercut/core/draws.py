"""Luck without streams: every draw is a pure function of (seed, future, month, slot).

No strategy enters the key, so two strategies meet the same luck; no batch enters it, so a future's
luck does not depend on who runs beside it. Start with `keys`, then `uniform` or `normal`.

Notes
-----
The mixing function is the finalizer of SplitMix64, applied to a Weyl sequence that starts at the
future's key. Slots are named once by their sector and never renumbered: append.

"""

import hashlib

import numpy as np

from undercut.core.arrays import Array, Namespace

_WEYL = 0x9E3779B97F4A7C15
_MIX_A = 0xBF58476D1CE4E5B9
_MIX_B = 0x94D049BB133111EB

SLOTS = 1024
"""Slots a month may use; a slot is an integer below this."""


def _mix(xp: Namespace, word: Array) -> Array:
    word = (word ^ (word >> xp.uint64(30))) * xp.uint64(_MIX_A)
    word = (word ^ (word >> xp.uint64(27))) * xp.uint64(_MIX_B)
    return word ^ (word >> xp.uint64(31))


def keys(seed: int, futures: Array) -> Array:
    """Key of every future under a seed.

    Parameters
    ----------
    seed : the run's seed, 0 or more.
    futures : (future,) numbers of the futures, from 0.

    Returns
    -------
    (future,) unsigned 64-bit words.

    """
    number = np.asarray(futures, dtype=np.uint64)
    start = _mix(np, np.atleast_1d(np.uint64(seed % 2**64)) + np.uint64(_WEYL))
    return _mix(np, (number + np.uint64(1)) * np.uint64(_WEYL) ^ start)


def uniform(xp: Namespace, key: Array, month: Array, slot: int) -> Array:
    """One draw per future, strictly between 0 and 1.

    Parameters
    ----------
    key : (future,) from `keys`.
    month : number of the month, from 0 (an integer or a traced scalar).
    slot : the mechanism's slot, 0 to `SLOTS` - 1.

    Returns
    -------
    (future,) 1

    """
    step = xp.asarray([month], dtype=xp.uint64) * xp.uint64(SLOTS) + xp.uint64(slot + 1)
    word = _mix(xp, key + step * xp.uint64(_WEYL))
    return ((word >> xp.uint64(12)).astype(xp.float64) + 0.5) * 2.0**-52


def normal(xp: Namespace, key: Array, month: Array, slot: int) -> Array:
    """One standard normal draw per future (Box and Muller); uses `slot` and `slot + 1`.

    Returns
    -------
    (future,) 1

    """
    radius = xp.sqrt(-2.0 * xp.log(uniform(xp, key, month, slot)))
    return radius * xp.cos(2.0 * xp.pi * uniform(xp, key, month, slot + 1))


def named(key: Array, name: str) -> Array:
    """One draw per future for a named quantity that is drawn once, such as a parameter.

    Adding a name never moves the draws of the others.

    Returns
    -------
    (future,) 1, strictly between 0 and 1

    """
    word = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    mixed = _mix(np, _mix(np, key ^ np.uint64(word)) + np.uint64(_WEYL))
    return ((mixed >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52

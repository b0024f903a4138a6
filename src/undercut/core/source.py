"""The package's own code, as one fingerprint. Start with `source_hash`."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

PACKAGE = Path(__file__).parent.parent


@cache
def source_hash(package: Path = PACKAGE) -> str:
    """Fingerprint of the code: blake2b over the paths and bytes of all `.py` files, 32 hex digits.

    It is computed once a process, so that what is written over while a process runs does not count.

    Parameters
    ----------
    package : folder of the code; this package's by default.

    """
    whole = blake2b(digest_size=16)
    for path in sorted(package.rglob("*.py")):
        for part in (path.relative_to(package).as_posix().encode(), path.read_bytes()):
            whole.update(len(part).to_bytes(8, "little"))
            whole.update(part)
    return whole.hexdigest()

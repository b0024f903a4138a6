"""Files of the page, kept in memory with their compressed form.

Start with `load_assets`. The chart library comes out of the wheel that also draws the memo's
charts; building its bundle takes seconds and 100 MB, so it is built once, in a process of its own,
and kept in the user's cache folder.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from undercut.core.files import write_atomically
from undercut.web.apart import cache_folder, fill

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".md": "text/plain; charset=utf-8",
}

CHARTS = "charts-library.js"
"""Name under which the page asks for the chart library."""

_IMPORTS = re.compile(rb'^(?:import|export)\b[^;]*?["\']\./([\w.-]+)["\'];', re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """One file, ready to send.

    Attributes
    ----------
    content, compressed : bytes as they are, and gzipped.
    kind : content type.
    tag : fingerprint for caches.

    """

    content: bytes
    compressed: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, content: bytes, kind: str) -> "Asset":
        """Compress once."""
        tag = hashlib.blake2b(content, digest_size=8).hexdigest()
        return cls(content, gzip.compress(content, 9, mtime=0), kind, f'"{tag}"')


def load_assets() -> Mapping[str, Asset]:
    """Read every static file of the page, by its name."""
    folder = Path(str(files("undercut.web") / "static"))
    return MappingProxyType(
        {
            path.name: Asset.of(path.read_bytes(), TYPES[path.suffix])
            for path in sorted(folder.iterdir())
            if path.suffix in TYPES
        }
    )


def modules(assets: Mapping[str, Asset], first: str) -> list[str]:
    """Names of a module and of all that it imports, each once, nearest first."""
    found = [first]
    for name in found:
        for one in _IMPORTS.findall(assets[name].content):
            other = one.decode("ascii")
            if other in assets and other not in found:
                found.append(other)
    return found


def hints(assets: Mapping[str, Asset]) -> str:
    """Say beside the page what it will ask for, so that nothing waits for being discovered.

    Returns
    -------
    The value of a `Link` header.

    """
    scripts = [*modules(assets, "main.js"), CHARTS]
    return ", ".join(
        [
            "</api/model>; rel=preload; as=fetch; crossorigin",
            *(f"</static/{name}>; rel=modulepreload" for name in scripts),
        ]
    )


def chart_library() -> Asset:
    """Take the bundle of Vega, Vega-Lite and Vega-Embed from the cache, or build it."""
    content = _kept()
    if content is None and fill("charts"):
        content = _kept()
    # Without a cache folder the next start builds it again.
    return Asset.of(_build() if content is None else content, TYPES[".js"])


def keep_chart_library() -> None:
    """Build the bundle and keep it in the cache.

    Raises
    ------
    RunError : the cache cannot be written.

    """
    write_atomically(_place(), _build())


def _kept() -> bytes | None:
    try:
        return _place().read_bytes()
    except OSError:
        return None


def _place() -> Path:
    return cache_folder("page") / f"charts-{version('vl-convert-python')}.js"


def _build() -> bytes:
    import vl_convert  # takes a third of a second to start

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return bundle.encode("utf-8")

"""Read what a visitor sends: small, strict, and never trusted.

Start with `read_body`. A body is JSON with exactly the fields of its model, or the YAML text of a
strategy, as `Content-Type` says.
"""

import json
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from undercut.core.documents import Document, parse
from undercut.core.errors import InputError, Problem, StrategyError
from undercut.evidence.catalog import load_catalog
from undercut.strategy import Strategy, load_strategy, shipped
from undercut.strategy.reader import read_strategy

BODY_CAP = 128_000
"""Bytes that a body may have; the longest shipped strategy takes 4,000."""

MOST_COMPARED = 4
"""Strategies that one comparison may hold."""

YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")

Written = dict[str, Any] | str
"""A strategy: the document as an object, its YAML text, or the id of one that ships."""

ModelT = TypeVar("ModelT", bound=BaseModel)


class RequestError(InputError):
    """A request that cannot be read, with the status that says so."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(Problem(message, "request", hint=hint))
        self.status = status


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SimulateBody(_Body):
    """What to simulate."""

    strategy: Written
    futures: Literal[128, 512] = 512
    bands: list[str] | None = Field(
        default=None, max_length=40, description="Measures to give by year; all when left out."
    )
    assumptions: dict[str, str] = Field(
        default_factory=dict, max_length=20, description="An option by structural alternative."
    )


class CompareBody(_Body):
    """Strategies to hold against each other and the baseline, over the same futures."""

    strategies: list[Written] = Field(min_length=1, max_length=MOST_COMPARED)
    futures: Literal[128, 512] = 512
    assumptions: dict[str, str] = Field(default_factory=dict, max_length=20)


class CheckBody(_Body):
    """What to check, and the day whose law is read."""

    strategy: Written
    on: str | None = None


class MemoBody(_Body):
    """What to write a memo about, and its form."""

    strategy: Written
    format: Literal["pdf", "docx", "html", "md"] = "pdf"


async def read_body(request: Request, model: type[ModelT]) -> ModelT:
    """Read a body into its model.

    Raises
    ------
    RequestError : the body is too large, of another type, or not JSON.
    InputError : a field is missing, unknown or wrong.

    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", *YAML_TYPES):
        hint = "Expected application/json or application/yaml."
        raise RequestError(415, f"content type {kind!r} is not understood.", hint)
    raw = await _bytes(request)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError(400, "the body is not UTF-8 text.") from None
    data = _from_json(text) if kind == "application/json" else _from_yaml(text, request)
    return Document("request", data, {}).validate(model)


async def _bytes(request: Request) -> bytes:
    """Read at most `BODY_CAP` bytes; what claims or proves to be larger is refused."""
    too_large = RequestError(413, f"the body is larger than {BODY_CAP:,} bytes.")
    claimed = request.headers.get("content-length", "")
    if claimed.isdecimal() and int(claimed[:12]) > BODY_CAP:
        raise too_large
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_CAP:
            raise too_large
        parts.append(part)
    return b"".join(parts)


def _from_json(text: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a key is given twice")
        return found

    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is not a number")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except RecursionError:
        raise RequestError(400, "the body is nested too deep.") from None
    except ValueError as failure:
        raise RequestError(400, f"the body is not valid JSON: {failure}.") from None


def _from_yaml(text: str, request: Request) -> dict[str, Any]:
    """Take YAML text as the strategy, and the rest from the query."""
    found: dict[str, Any] = {"strategy": text, **request.query_params}
    if str(found.get("futures", "")).isdecimal():
        found["futures"] = int(found["futures"])
    return found


def to_strategy(written: Written) -> Strategy:
    """Read a strategy from a request.

    Raises
    ------
    StrategyError : with every problem of the document.

    """
    if isinstance(written, str) and written in shipped():
        return load_strategy(written)
    text = written if isinstance(written, str) else _to_yaml(written)
    document = parse(text, "strategy.yaml", error=StrategyError)
    identifier = document.data.get("strategy") if isinstance(document.data, dict) else None
    name = f"{identifier}.yaml" if isinstance(identifier, str) else "strategy.yaml"
    return read_strategy(document, load_catalog(), text=text, source=name)


def _to_yaml(document: dict[str, Any]) -> str:
    try:
        return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    except (RecursionError, UnicodeError):
        raise StrategyError(Problem("the strategy cannot be written as text.")) from None

"""The application: paths, limits, headers. Start with `create_app`.

Work that takes time runs in threads. A visitor who has left is not computed for, one who waits too
long is told so, and nothing is kept of anybody.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache, partial
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from undercut.core.errors import EvidenceError, FutureError, InputError, Problem, UndercutError
from undercut.core.memory import give_back
from undercut.evidence.catalog import load_catalog
from undercut.explore.live import AbandonedError, Left
from undercut.law.rules import load_rules
from undercut.web import model as records
from undercut.web.assets import CHARTS, Asset, chart_library, hints, load_assets
from undercut.web.bodies import (
    CheckBody,
    CompareBody,
    MemoBody,
    RequestError,
    SimulateBody,
    read_body,
)
from undercut.web.openapi import description
from undercut.web.service import Service, day, to_json

TIME_LIMIT = 90.0
"""Seconds that an answer may take; the first one also waits for the program to be compiled."""

AT_ONCE = 4
"""Requests that are worked on at once; more wait their turn."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "testserver")
"""Names under which the page answers unless told otherwise, against rebinding of names."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

Work = Callable[[], Any]


def create_app(*, hosts: Sequence[str] = LOOPBACK, time_limit: float = TIME_LIMIT) -> Starlette:
    """Build the application.

    Parameters
    ----------
    hosts : names under which it answers; `*` for any.
    time_limit : seconds that an answer may take.

    """
    pages = _Pages(Service(), time_limit)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        # Units and data are read once, before threads could read them side by side.
        load_catalog()
        load_rules()
        threading.Thread(target=pages.warm, daemon=True, name="warm-up").start()
        yield

    return Starlette(
        routes=[
            Route("/", pages.index),
            Route("/static/{name}", pages.static),
            Route("/openapi.json", pages.openapi),
            Route("/api/model", pages.record(records.model)),
            Route("/api/casebook", pages.record(records.casebook)),
            Route("/api/casebook/{key}", pages.keyed(records.case)),
            Route("/api/levers/{key}", pages.keyed(records.lever)),
            Route("/api/sources", pages.record(records.sources)),
            Route("/api/evidence/{key:path}", pages.keyed(records.evidence)),
            Route("/api/law/map", pages.law_map),
            Route("/api/simulate", pages.simulate, methods=["POST"]),
            Route("/api/compare", pages.compare, methods=["POST"]),
            Route("/api/check", pages.check, methods=["POST"]),
            Route("/api/memo", pages.memo, methods=["POST"]),
        ],
        middleware=[
            Middleware(_Headers),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        ],
        exception_handlers={
            UndercutError: _refuse,
            HTTPException: _refuse_http,
            Exception: _fault,
        },
        lifespan=life,
    )


class _Pages:
    """Handlers, with what they share."""

    def __init__(self, service: Service, time_limit: float) -> None:
        self.service, self.time_limit = service, time_limit
        self._assets = load_assets()
        self._hints = hints(self._assets)
        self._turns: anyio.CapacityLimiter | None = None
        self._charts = cache(chart_library)
        self._charts_lock = threading.Lock()
        self._records = cache(lambda make: Asset.of(to_json(make()), "application/json"))

    def warm(self) -> None:
        """Do what the first visitor would wait for."""
        charts = threading.Thread(target=self._chart_library, daemon=True, name="warm-up-charts")
        charts.start()
        self._records(records.model)
        self.service.warm()
        charts.join()
        give_back()

    def _chart_library(self) -> Asset:
        with self._charts_lock:
            return self._charts()

    async def index(self, request: Request) -> Response:
        """Send the page."""
        answer = _send(self._assets["index.html"], request)
        answer.headers["link"] = self._hints
        return answer

    async def static(self, request: Request) -> Response:
        """Send a file of the page."""
        name = request.path_params["name"]
        if name == CHARTS:
            return _send(await self._work(request, self._chart_library), request)
        if name not in self._assets:
            raise HTTPException(404)
        return _send(self._assets[name], request)

    async def openapi(self, request: Request) -> Response:
        """Send the description of the API."""
        return _send(self._records(description), request)

    def record(self, make: Work) -> Callable[[Request], Awaitable[Response]]:
        """Make the handler of a record that never changes."""

        async def handler(request: Request) -> Response:
            return _send(await self._work(request, partial(self._records, make)), request)

        return handler

    def keyed(self, find: Callable[[str], Any]) -> Callable[[Request], Awaitable[Response]]:
        """Make the handler of a record that is found by its key."""

        async def handler(request: Request) -> Response:
            key = request.path_params["key"]
            try:
                found = await self._work(request, lambda: to_json(find(key)))
            except EvidenceError as failure:
                return _errors(404, failure)
            return _json(found)

        return handler

    async def law_map(self, request: Request) -> Response:
        """Send the legal map."""
        query = request.query_params
        unknown = [name for name in query if name not in ("host", "consent", "on")]
        if unknown:
            message = f"no query field is called '{unknown[0]}'."
            raise RequestError(422, message, "Expected host, consent or on.")
        on = day(query.get("on"))
        make = partial(
            records.law_map, query.get("host", "mexico"), query.get("consent", "unknown"), on
        )
        return _json(await self._work(request, lambda: to_json(make())))

    async def simulate(self, request: Request) -> Response:
        """Simulate a strategy."""
        body = await read_body(request, SimulateBody)
        return _json(await self._run(request, partial(self.service.simulate, body)))

    async def compare(self, request: Request) -> Response:
        """Compare strategies."""
        body = await read_body(request, CompareBody)
        return _json(await self._run(request, partial(self.service.compare, body)))

    async def check(self, request: Request) -> Response:
        """Check a strategy."""
        body = await read_body(request, CheckBody)
        return _json(await self._work(request, partial(self.service.check, body)))

    async def memo(self, request: Request) -> Response:
        """Write a memo."""
        body = await read_body(request, MemoBody)
        content, kind, name = await self._run(request, partial(self.service.memo, body))
        disposition = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=kind, headers=disposition)

    async def _work(self, request: Request, work: Work) -> Any:
        """Do work that nothing can stop once its turn has come."""
        return await self._run(request, lambda _: work())

    async def _run(self, request: Request, work: Callable[[Left], Any]) -> Any:
        """Run work in a thread when its turn comes; it can ask whether its visitor has left."""
        if self._turns is None:
            self._turns = anyio.CapacityLimiter(AT_ONCE)
        left = threading.Event()
        watch = asyncio.create_task(_watch(request, left))
        try:
            with anyio.fail_after(self.time_limit):
                async with self._turns:
                    if left.is_set():
                        raise AbandonedError("the visitor has left.")
                    return await anyio.to_thread.run_sync(
                        partial(work, left.is_set), abandon_on_cancel=True
                    )
        except TimeoutError:
            message = f"no answer within {self.time_limit:g} seconds."
            raise RequestError(503, message, "Try again; what is computed is kept.") from None
        finally:
            left.set()
            watch.cancel()


async def _watch(request: Request, left: threading.Event) -> None:
    """Say when the visitor has left; the body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    left.set()


class _Headers:
    """Puts the headers of safety on every response, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)


def _send(asset: Asset, request: Request) -> Response:
    """Send a file, compressed where the visitor takes it, or say that theirs still stands."""
    headers = {"etag": asset.tag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == asset.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(asset.compressed, media_type=asset.kind, headers=headers)
    return Response(asset.content, media_type=asset.kind, headers=headers)


def _json(content: bytes, status: int = 200) -> Response:
    return Response(content, status, media_type="application/json")


def _errors(status: int, failure: Exception) -> Response:
    problems = failure.problems if isinstance(failure, InputError) else (Problem(str(failure)),)
    return _json(to_json({"errors": [vars(problem) for problem in problems]}), status)


async def _refuse(_: Request, failure: Exception) -> Response:
    if isinstance(failure, RequestError):
        return _errors(failure.status, failure)
    if isinstance(failure, AbandonedError):
        return _errors(503, failure)
    return _errors(500 if isinstance(failure, FutureError) else 422, failure)


async def _refuse_http(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    path, method = request.url.path, request.method
    said = {
        404: f"there is nothing at {path}.",
        405: f"{path} does not take {method}.",
    }.get(failure.status_code, failure.detail)
    answer = _errors(failure.status_code, InputError(Problem(said, "request")))
    for name, value in (failure.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _fault(_: Request, failure: Exception) -> Response:
    message = f"this is a fault of Undercut itself: {type(failure).__name__}."
    return _errors(500, InputError(Problem(message, "request")))

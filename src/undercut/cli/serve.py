"""`undercut serve`: the page, on this machine."""

import socket
from importlib import import_module
from typing import Annotated

import typer

from undercut.cli import screen
from undercut.core.errors import InputError, Problem, RunError

HOST, PORT = "127.0.0.1", 8765

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(
    port: Annotated[
        int, typer.Option("--port", metavar="P", min=0, max=65535, help="Port; 0 for any free.")
    ] = PORT,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address; this machine's own.")
    ] = HOST,
    quiet: screen.Quiet = False,
) -> None:
    """Open the page: move a lever, see what the futures answer.

    It answers on this machine only, unless another address is asked for. Stop it with Ctrl-C.
    """
    try:
        import uvicorn
    except ImportError:
        message = "the page needs packages that are not installed."
        raise InputError(Problem(message, hint="Try: pip install 'undercut[web]'")) from None

    # Loaded by name: the page is a sibling of the command line, not a part of it.
    web = import_module("undercut.web.app")
    listener = _listen(host, port)
    own = host in LOOPBACK
    app = web.create_app() if own else web.create_app(hosts=["*"])
    shown = f"[{host}]" if ":" in host else host
    screen.note(f"Undercut is at http://{shown}:{listener.getsockname()[1]}/", quiet=False)
    if not own:
        screen.note(
            f"Warning: anyone who can reach {host} can use this page; it asks for no password.",
            quiet=False,
        )
    screen.note("Stop it with Ctrl-C.", quiet=quiet)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything slow starts, so that a busy one is said at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError as failure:
        raise RunError(
            f"cannot listen at {host}:{port}: {failure.strerror}. Try another --port."
        ) from None
    return listener

"""`undercut serve`: on this machine unless told otherwise, and clear when it cannot."""

import os
import re
import socket
import subprocess
import sys
import urllib.request

import pytest


def serve(*arguments):
    command = [sys.executable, "-m", "undercut", "serve", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ)


@pytest.fixture
def serving():
    started = []

    def start(*arguments):
        started.append(serve(*arguments))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stderr.close()


def test_it_listens_on_this_machine_only_and_says_where(serving):
    process = serving("--port", "0")
    line = process.stderr.readline()
    port = int(re.fullmatch(r"Undercut is at http://127\.0\.0\.1:(\d+)/\n", line).group(1))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
        assert b"Undercut" in answer.read()
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex(("127.0.0.2", port)) != 0


def test_another_address_is_served_with_a_warning(serving):
    process = serving("--host", "127.0.0.2", "--port", "0")
    assert "http://127.0.0.2:" in process.stderr.readline()
    assert "anyone who can reach 127.0.0.2" in process.stderr.readline()


def test_a_port_in_use_is_said_at_once(serving):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = serving("--port", str(port))
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert f"cannot listen at 127.0.0.1:{port}" in said
    assert "Traceback" not in said

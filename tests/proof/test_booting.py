"""Servers are booted, waited for, and leave nothing behind."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from apigen.booting import BootError, booted

LISTEN = ("{python}", "{app}", "{host}", "{port}")
SERVER = """
import os, sys, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer

class Answer(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_response(404)
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{os.environ['SAID']} {child}".encode())

    def log_message(self, *_):
        pass

child = os.fork()
if not child:
    time.sleep(600)
print("listening on", sys.argv[2], flush=True)
HTTPServer((sys.argv[1], int(sys.argv[2])), Answer).serve_forever()
"""


BOOTING = """
import sys, time
from pathlib import Path
from apigen.booting import booted, interrupted_by_sigterm

with interrupted_by_sigterm(), booted(sys.argv[1:], Path.cwd(), app="server.py", variables={"SAID": "hello"}) as found:
    print(found.process.pid, flush=True)
    time.sleep(600)
"""


def test_who_is_told_to_terminate_leaves_no_server(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(SERVER)
    command = [sys.executable, "-c", BOOTING, *LISTEN]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        server = int(process.stdout.readline())
        process.terminate()
        assert process.wait(20) != 0
    assert not _is_alive(server)


def test_a_server_answers_and_ends(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(SERVER)
    with booted(LISTEN, tmp_path, app="server.py", variables={"SAID": "hello"}) as found:
        address = found.url.removeprefix("http://")
        connection = http.client.HTTPConnection(address, timeout=10)
        connection.request("GET", "/")
        said, child = connection.getresponse().read().decode().split()
        assert said == "hello"
        assert found.output == f"listening on {address.rpartition(':')[2]}\n"
    assert found.process.returncode == -signal.SIGTERM
    # What it has started ends with it.
    deadline = time.monotonic() + 30
    while _is_alive(int(child)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # Nobody may have asked yet how it ended.
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_server_that_ends_says_why(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text("import sys\nprint('no database')\nsys.exit(7)\n")
    with pytest.raises(BootError, match="ended with status 7:\nno database"), booted(LISTEN, tmp_path, app="server.py"):
        pass

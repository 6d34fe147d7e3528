"""An engine on another machine, reached as its own command reaches it: by ssh, which runs
`docker system dial-stdio` there (or Podman's), a bridge between standard streams and the socket.

Source: https://docs.docker.com/reference/cli/docker/#host
"""

from __future__ import annotations

import http.client
import os
import shlex
import shutil
import subprocess
import tempfile
import threading
from math import ceil
from typing import IO, Any, cast

from layersize.errors import LayersizeError
from layersize.sources.engine.address import EngineAddress, can_be_told
from layersize.sources.engine.stdlib_http import StdlibTransport
from layersize.sources.sessions import end_session

_MOST_SAID_BYTES = 4096


class SshTransport(StdlibTransport):
    """HTTP over the standard streams of ssh, which is started with the first question.

    It asks for no password: ssh must get in by itself, by an agent or a key.
    """

    def __init__(
        self, address: EngineAddress, program: str, timeout_seconds: float, identity: str = ""
    ) -> None:
        """`program` is `docker` or `podman`; `identity` is the file of a key, if one is stated."""
        if not can_be_told(identity):
            cause = f"has the key {identity!r}, which can't be a file"
            raise LayersizeError("", cause, "correct it")
        command = [_ssh(), "-T", "-o", "BatchMode=yes"]
        command += ["-o", f"ConnectTimeout={ceil(timeout_seconds)}"]
        command += ["-i", identity] if identity else []
        command += ["-l", address.user] if address.user else []
        command += [] if address.port is None else ["-p", str(address.port)]
        command += ["--", address.host.strip("[]"), _remote_command(program, address.path)]
        self._ssh = _SshConnection(command)
        super().__init__(self._ssh)

    def close(self) -> None:
        super().close()
        self._ssh.close_for_good()

    def said(self) -> str:
        """The last line of what ssh, or the command behind it, wrote on standard error."""
        return self._ssh.said()


def _ssh() -> str:
    found = shutil.which("ssh")
    if found is None:
        raise LayersizeError("", "is reached by ssh, which is not installed", "install OpenSSH")
    return found


def _remote_command(program: str, socket: str) -> str:
    """What ssh runs; its shell splits it into words."""
    option = {"docker": "--host", "podman": "--url"}[program]
    at = [option, f"unix://{socket}"] if socket else []
    return shlex.join([program, *at, "system", "dial-stdio"])


class _SshConnection(http.client.HTTPConnection):
    def __init__(self, command: list[str]) -> None:
        super().__init__("engine")
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._is_closed = False
        self._starting = threading.Lock()
        """So that nothing is started behind the back of who closes it."""

    def connect(self) -> None:
        with self._starting:
            if self._is_closed:
                raise ConnectionAbortedError("closed")
            self._end()
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - until it is closed with this
            self._process = subprocess.Popen(  # noqa: S603 - ssh, with words that are no options
                self._command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=True,
            )
            self.sock = cast("Any", _Pipes(self._process))

    def close_for_good(self) -> None:
        """Ends ssh, whatever it waits for; it is not started again."""
        with self._starting:
            self._is_closed = True
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        end_session(process)  # with the proxies that ssh starts, which need not end by themselves
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def said(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0)
        lines = self._errors.read(_MOST_SAID_BYTES).decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


class _Pipes:
    """The standard streams of a process, as much of a socket as HTTP needs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def sendall(self, data: bytes) -> None:
        stream = cast("IO[bytes]", self._process.stdin)
        while data:
            data = data[stream.write(data) :]

    def makefile(self, _mode: str) -> IO[bytes]:
        return os.fdopen(os.dup(cast("IO[bytes]", self._process.stdout).fileno()), "rb")

    def close(self) -> None:
        """The process is ended by its owner."""

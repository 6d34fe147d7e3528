"""A registry of npm with tiny packages, on a port of this machine.

https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import unquote


class Published(NamedTuple):
    """A version of a package."""

    name: str
    version: str
    code_bytes: int
    dependencies: Mapping[str, str] = MappingProxyType({})
    peers: Mapping[str, str] = MappingProxyType({})
    bundled: tuple[str, ...] = ()
    """Names of dependencies, each of which lies in the archive."""


PACKAGES = (
    Published("left", "1.0.0", 1_000),
    Published("left", "2.0.0", 2_000),
    Published("right", "1.1.0", 4_000, {"left": "^2.0.0"}),
    Published("middle", "1.2.0", 8_000, {"left": "^2.0.0"}),
    Published("@scope/tool", "3.0.0-rc.1", 16_000, {"@scope/base-parts": "1.0.0"}),
    Published("@scope/base-parts", "1.0.0", 32_000),
    Published("plugin", "5.0.0", 64_000, peers={"left": "*"}),
    Published("carrier", "6.0.0", 128_000, {"carried": "0.1.0"}, bundled=("carried",)),
    Published("carried", "0.1.0", 256),
)


def archive(package: Published) -> bytes:
    """What `npm publish` sends, but for the times."""
    files = {f"package/{path}": content for path, content in _files(package).items()}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), mtime=0)


def _files(package: Published) -> dict[str, bytes]:
    manifest: dict[str, object] = {"name": package.name, "version": package.version}
    manifest |= {"dependencies": dict(package.dependencies)} if package.dependencies else {}
    manifest |= {"peerDependencies": dict(package.peers)} if package.peers else {}
    manifest |= {"bundleDependencies": list(package.bundled)} if package.bundled else {}
    files = {
        "package.json": json.dumps(manifest).encode(),
        "lib/code.js": (package.name.encode() + b"\n").ljust(package.code_bytes, b"/"),
    }
    for inner in PACKAGES:
        if inner.name in package.bundled:
            files |= {
                f"node_modules/{inner.name}/{path}": content
                for path, content in _files(inner).items()
            }
    return files


def _document(name: str, address: str) -> dict[str, Any]:
    versions = {}
    for package in PACKAGES:
        if package.name == name:
            packed = archive(package)
            digest = base64.b64encode(hashlib.sha512(packed).digest()).decode()
            versions[package.version] = {
                **json.loads(_files(package)["package.json"]),
                "dist": {
                    "tarball": f"{address}/-/{name.replace('/', '+')}-{package.version}.tgz",
                    "integrity": f"sha512-{digest}",
                    "shasum": hashlib.sha1(packed, usedforsecurity=False).hexdigest(),
                },
            }
    latest = list(versions)[-1]
    times = dict.fromkeys(["created", "modified", *versions], "2020-01-01T00:00:00.000Z")
    return {"name": name, "dist-tags": {"latest": latest}, "versions": versions, "time": times}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0]).lstrip("/")
        address = f"http://{self.headers['Host']}"
        packed = {
            f"-/{package.name.replace('/', '+')}-{package.version}.tgz": package
            for package in PACKAGES
        }
        if path in packed:
            self._answer(archive(packed[path]), "application/octet-stream")
        elif any(package.name == path for package in PACKAGES):
            self._answer(json.dumps(_document(path, address)).encode(), "application/json")
        else:
            self.send_error(404)

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        del format, args


@contextmanager
def serving() -> Iterator[str]:
    """The address of the registry while it answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

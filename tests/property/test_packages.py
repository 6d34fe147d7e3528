"""Laws of whose bytes they are, whatever the databases of an image say."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from layersize.measure import analyze
from support.docker_archives import archive
from support.tar_writer import file, hardlink, symlink, tar, whiteout

PATHS = (
    *("usr/bin/a", "usr/lib/b.so", "bin/a", "usr/share/doc/a/copyright", "opt/c/d"),
    *("usr/lib/python3/dist-packages/p/m.py",),
    *("usr/lib/python3/dist-packages/p/__pycache__/m.pyc"),
    *("srv/node_modules/n/index.js", "srv/node_modules/n/node_modules/o/index.js"),
    *("srv/vendor/v/w/x.php", "nix/store/0123456789abcdfghijklmnpqrsvwxyz-hi-1/bin/hi"),
    *("root/.cache/pip/x", "home/u/.npm/_cacache/y", "opt/conda/lib/z"),
)
DATABASES = {
    "var/lib/dpkg/status": b"Package: a\nStatus: install ok installed\nVersion: 1\n\n",
    "var/lib/dpkg/info/a.list": b"/.\n/usr\n/usr/bin\n/usr/bin/a\n/bin/a\n/usr/lib/b.so\n",
    "var/lib/dpkg/diversions": b"/usr/bin/a\n/usr/bin/a.real\na\n",
    "var/lib/dpkg/status.d/a": b"Package: a\nVersion: 1\n",
    "lib/apk/db/installed": b"P:a\nV:1\nF:usr/bin\nR:a\n\n",
    "usr/lib/python3/dist-packages/p-1.dist-info/RECORD": b"p/m.py,,\n../../../bin/a,,\n",
    "srv/node_modules/.package-lock.json": b'{"packages":{"node_modules/n":{"version":"1"}}}',
    "srv/vendor/composer/installed.json": b'{"packages":[{"name":"v/w","version":"1"}]}',
    "opt/conda/conda-meta/c.json": b'{"name":"c","version":"1","files":["lib/z"]}',
}


@st.composite
def broken_databases(draw: st.DrawFn) -> list[bytes]:
    """Databases as tools write them, with some bytes taken out, put in or repeated."""
    found = []
    for name in draw(st.lists(st.sampled_from(sorted(DATABASES)), unique=True)):
        text = DATABASES[name]
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(text)))
            to = draw(st.integers(at, min(len(text), at + 20)))
            text = text[:at] + draw(st.binary(max_size=6)) + text[to:] * draw(st.integers(0, 2))
        found.append(file(name, text))
    return found


@st.composite
def layers(draw: st.DrawFn) -> list[bytes]:
    made = []
    for _ in range(draw(st.integers(1, 3))):
        entries = draw(broken_databases())
        for path in draw(st.lists(st.sampled_from(PATHS), unique=True)):
            size = draw(st.integers(0, 50))
            entries.append(file(path, bytes(size)) if draw(st.booleans()) else whiteout(path))
        if draw(st.booleans()):
            entries.append(hardlink(draw(st.sampled_from(PATHS)), draw(st.sampled_from(PATHS))))
        if draw(st.booleans()):
            entries.append(symlink("bin", draw(st.sampled_from(["usr/bin", "bin", "../.."]))))
        made.append(tar(*entries))
    return made


@given(layers())
def test_each_byte_has_one_owner(folder: Path, tars: list[bytes]) -> None:
    path = folder / "image.tar"
    path.write_bytes(archive(*tars))
    analysis = analyze(str(path))
    rows = analysis.packages
    assert sum(row.content_bytes for row in rows) == analysis.live_bytes
    assert sum(row.hidden_bytes for row in rows) == analysis.shadowed_bytes
    assert len({(row.manager, row.name, row.version) for row in rows}) == len(rows)
    assert [row.manager is None for row in rows] == sorted(row.manager is None for row in rows)
    hidden = [found for found in analysis.findings if found.state == "hidden"]
    assert sum(found.content_bytes for found in hidden) <= analysis.shadowed_bytes
    assert analysis.finding_bytes <= analysis.content_bytes
    assert analysis.finding_bytes <= sum(found.content_bytes for found in analysis.findings)
    assert json.loads(analysis.to_json())["finding_bytes"] == analysis.finding_bytes

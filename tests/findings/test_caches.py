"""What a cache mount would keep out of an image."""

from __future__ import annotations

import pytest

from layersize.findings.caches import is_in_a_cache


@pytest.mark.parametrize(
    "path",
    [
        b"var/cache/apt/archives/a.deb",
        b"root/.cache/pip/http-v2/0/f",
        b"root/.cache/uv/archive-v0/x/a.py",
        b"root/.cache/pypoetry/artifacts/7/a.whl",
        b"home/u/.local/share/pnpm/store/v11/files/0/f",
    ],
)
def test_files_that_only_a_build_reads(path: bytes) -> None:
    assert is_in_a_cache(path)


@pytest.mark.parametrize(
    "path",
    [
        b"var/cache/fontconfig/a",
        b"srv/data/a",
        b"root/.cache/pypoetry/virtualenvs/app-0f-py3.13/lib/python3.13/site-packages/a.py",
        b"home/u/.cache/uv/environments-v2/script-0f/lib/python3.13/site-packages/a.py",
        b"root/.local/share/pnpm/store/v11/links/@/a/1.0.0/0f/node_modules/a/a.js",
    ],
)
def test_files_that_programs_run_from(path: bytes) -> None:
    assert not is_in_a_cache(path)

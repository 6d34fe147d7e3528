"""The reader of SQLite's files, held against SQLite."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from layersize.packages.rpm import sqlite

LENGTHS = (0, 1, 100, 460, 470, 4050, 4061, 4062, 5000, 8200, 70_000)
"""Around those where a record continues on another page, for pages of 512 and 4096 bytes."""


def written(path: Path, page_bytes: int, blobs: list[bytes]) -> bytes:
    """A database as rpm makes it, with other tables before and after the one of packages."""
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA page_size = {page_bytes}")
    database.execute("PRAGMA journal_mode = WAL")
    for table in ("Aaa", "Packages", "Zzz"):
        key = "hnum INTEGER PRIMARY KEY AUTOINCREMENT"
        database.execute(f"CREATE TABLE '{table}' ({key}, blob BLOB NOT NULL)")
        rows = [(blob if table == "Packages" else b"other",) for blob in blobs]
        database.executemany(f"INSERT INTO {table} (blob) VALUES (?)", rows)  # noqa: S608 - ours
    for index in range(20):  # so that the schema takes several pages
        database.execute(f"CREATE INDEX 'index{index}' ON Aaa (blob)")
    database.commit()
    database.close()
    return path.read_bytes()


@pytest.mark.parametrize("page_bytes", [512, 4096, 65536])
def test_every_record_of_a_table(tmp_path: Path, page_bytes: int) -> None:
    chance = random.Random(page_bytes)
    blobs = [chance.randbytes(chance.choice(LENGTHS)) for _ in range(700)]
    content = written(tmp_path / "rpmdb.sqlite", page_bytes, blobs)
    assert content[:16] == sqlite.MAGIC
    assert list(sqlite.header_blobs(content)) == blobs


def test_a_page_that_leads_to_itself_ends(tmp_path: Path) -> None:
    blobs = [bytes([number]) * 900 for number in range(200)]
    content = written(tmp_path / "rpmdb.sqlite", 512, blobs)
    pages = [content[at : at + 512] for at in range(0, len(content), 512)]
    for at, page in enumerate(pages):
        following = (at + 1).to_bytes(4, "big")
        circle = b"".join(
            [*pages[:at], following + page[4:8] + following + page[12:], *pages[at + 1 :]]
        )
        assert len(list(sqlite.header_blobs(circle))) <= 2 * len(blobs)

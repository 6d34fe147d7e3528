"""A cache into which others could have written is not used, and nothing in it is followed."""

from __future__ import annotations

import os
import struct
import subprocess
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cache.disks import NOBODY
from cache.samples import LAYER, numbered_record, numbered_walk, record_file, walk_file, walk_of
from cache.test_damage import header, packed_header
from layersize import own_files
from layersize.cache.file_format import RECORD, SCHEMA, WALK, ColumnReader, add_head, checked_body
from layersize.cache.record_file import RECORD_BYTES
from layersize.cache.walk_cache import WalkCache
from layersize.cache.walk_file import _ROW_COLUMNS, _SOME_ROWS, dump_walk, load_walk
from layersize.errors import LayersizeError
from layersize.layers.cached import ImageRecord
from layersize.own_files import NotOwnError, own_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such owners")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A cache in a folder that is not below pytest's own, so that all above it is root's."""
    with tempfile.TemporaryDirectory(prefix="layersize-test-") as name:
        yield Path(name) / "above" / "layersize"


def filled(folder: Path) -> None:
    cache = WalkCache(folder)
    cache.keep_walk(walk_of(LAYER))
    cache.keep_record("a", numbered_record(1))


def given_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path becomes another user's; who may not do that becomes another user himself."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY - 1, -1)
    else:
        monkeypatch.setattr(own_files.os, "geteuid", lambda: NOBODY - 1)  # type: ignore[attr-defined]  # a module


PLACES: dict[str, Callable[[Path], Path]] = {
    "above": lambda folder: folder.parent,
    "folder": lambda folder: folder,
    "version": lambda folder: folder / f"v{SCHEMA}",
    "kind": lambda folder: folder / f"v{SCHEMA}" / "records",
}


def assert_unused(folder: Path, cause: str) -> None:
    told: list[str] = []
    cache = WalkCache(folder, tell=told.append)
    for _ in range(2):
        assert cache.record("a") is None
        cache.keep_record("new", numbered_record(2))
        assert cache.record("new") is None
    assert not record_file(folder, "new").exists()
    (line,) = told
    assert line.startswith(f"{folder}: is not used as cache: ")
    assert cause in line


@pytest.mark.parametrize("place", PLACES)
def test_what_others_may_write_to(folder: Path, place: str) -> None:
    filled(folder)
    PLACES[place](folder).chmod(0o757)
    assert_unused(folder, f"{PLACES[place](folder)} can be written to by other users; correct")


@pytest.mark.parametrize("place", PLACES)
def test_what_is_another_users(folder: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(folder)
    given_away(PLACES[place](folder), monkeypatch)
    assert_unused(folder, " is owned by user ")


@pytest.mark.parametrize("place", ["above", "folder"])
def test_info_and_clear_of_what_others_may_write_to(folder: Path, place: str) -> None:
    filled(folder)
    PLACES[place](folder).chmod(0o777)
    for use in (WalkCache(folder).info, WalkCache(folder).clear):
        with pytest.raises(LayersizeError, match="can be written to by other users"):
            use()
    assert record_file(folder, "a").exists()


def test_a_sticky_folder_above_keeps_what_is_in_it(folder: Path) -> None:
    filled(folder)
    folder.parent.chmod(0o1777)
    told: list[str] = []
    assert WalkCache(folder, tell=told.append).record("a") == numbered_record(1)
    folder.chmod(0o1777)
    assert_unused(folder, f"{folder} can be written to")
    assert told == []


def test_a_folder_that_others_make_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sticky folder: it was missing when it was looked for, and is there when it is made."""
    folder.parent.mkdir()
    folder.parent.chmod(0o1777)
    told: list[str] = []
    cache = WalkCache(folder, tell=told.append)
    assert cache.record("a") is None
    filled(folder)
    given_away(folder, monkeypatch)
    assert cache.record("a") is None
    assert len(told) == 1


def test_a_group_of_this_user_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a umask of 002 is the custom; any other group is others."""
    filled(folder)
    folder.chmod(0o770)
    group = folder.stat().st_gid
    monkeypatch.setattr(own_files, "_is_private_group", lambda asked: asked == group)
    assert WalkCache(folder).record("a") == numbered_record(1)
    monkeypatch.setattr(own_files, "_is_private_group", lambda asked: asked != group)
    assert_unused(folder, f"{folder} can be written to")


def test_which_group_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    import grp
    import pwd

    name = pwd.getpwuid(os.geteuid()).pw_name
    for group_name, members, expected in (
        (name, [], True),
        (name, [name], True),
        (name, [name, "other"], False),
        ("staff", [], False),
    ):
        found = grp.struct_group((group_name, "x", 54321, members))
        monkeypatch.setattr(grp, "getgrgid", lambda _group, found=found: found)
        assert own_files._is_private_group(54321) is expected


def test_a_cache_that_roots_own_hand_made(folder: Path) -> None:
    """Of a container's image, say: another user may read it."""
    if os.geteuid() != 0:
        pytest.skip("not root")
    filled(folder)
    for path in (folder.parent.parent, *folder.parent.parent.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    try:
        os.seteuid(NOBODY - 1)
        assert WalkCache(folder).record("a") == numbered_record(1)
    finally:
        os.seteuid(0)


def test_a_link_to_a_cache_of_ones_own(folder: Path) -> None:
    filled(folder)
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert WalkCache(link).record("a") == numbered_record(1)
    assert WalkCache(link).info().folder == link
    assert WalkCache(link).clear().records == 1


def test_a_link_within_is_not_followed(folder: Path) -> None:
    filled(folder)
    records = PLACES["kind"](folder)
    records.rename(folder / "elsewhere")
    records.symlink_to(folder / "elsewhere")
    assert_unused(folder, f"{records} is a link")
    cache = WalkCache(folder)
    assert (cache.info().records, cache.clear().records) == (0, 0)
    assert len(list((folder / "elsewhere").iterdir())) == 1


def in_place_of(path: Path, kind: str) -> None:
    """Something else than the entry, which is moved away."""
    kept = path.rename(path.with_name("kept"))
    if kind == "link":
        path.symlink_to(kept)
    elif kind == "dangling link":
        path.symlink_to("nothing")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "writable for all":
        path.write_bytes(kept.read_bytes())
        path.chmod(0o666)
    elif kind == "too long":
        path.write_bytes(kept.read_bytes())
        os.truncate(path, 1 << 40)
    else:
        raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind", ["link", "dangling link", "pipe", "folder", "writable for all", "too long"]
)
@pytest.mark.parametrize("of", ["walk", "record"])
def test_an_entry_that_is_no_file_of_this_cache(folder: Path, kind: str, of: str) -> None:
    filled(folder)
    walk = walk_of(LAYER)
    assert walk.blob_digests
    path = walk_file(folder, walk) if of == "walk" else record_file(folder, "a")
    in_place_of(path, kind)
    cache = WalkCache(folder)
    found = cache.walk(walk.blob_digests[0]) if of == "walk" else cache.record("a")
    assert found is None
    assert path.with_name("kept").exists()


def test_an_entry_of_another_user(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("not root, who alone can give files away")
    filled(folder)
    given_away(record_file(folder, "a"), monkeypatch)
    assert WalkCache(folder).record("a") is None


def test_folders_of_others_are_not_counted_and_not_emptied(folder: Path) -> None:
    filled(folder)
    foreign = folder / "v1" / "walks"
    foreign.mkdir(parents=True)
    (foreign / "a").write_bytes(bytes(9))
    foreign.chmod(0o777)
    before = WalkCache(folder).info()
    assert before.walks == 1
    assert WalkCache(folder).clear() == before
    assert (foreign / "a").exists()


def test_folders_within_folders_are_not_climbed(folder: Path) -> None:
    """A tree deeper than Python's calls, as an archive that was unpacked there may bring it."""
    filled(folder)
    deep = folder / "v1" / "walks"
    deep.mkdir(parents=True)
    for number in range(1200):
        place = Path(str(deep) + "/a" * (number + 1))
        place.mkdir()
    try:
        cache = WalkCache(folder)
        assert cache.info().walks == 1
        assert cache.clear().walks == 1
    finally:
        subprocess.run(["/bin/rm", "-rf", str(deep)], check=True)


def test_the_owner_of_what_is_outside_of_a_user_namespace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rootless containers show the host's root as nobody."""
    for text, expected in (("0 0 4294967295\n", False), ("0 1000 1\n1 100000 65536\n", True)):
        monkeypatch.setattr(Path, "read_text", lambda *_given, text=text: text)
        assert own_files._is_root(NOBODY) is expected
    assert not own_files._is_root(NOBODY - 1)


def test_a_missing_folder_is_not_there(tmp_path: Path) -> None:
    assert not own_folder(Path(os.path.realpath(tmp_path)) / "none", "v1", "walks")


def test_a_link_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:
        link = Path(name) / "link"
        link.symlink_to(name)
        with pytest.raises(NotOwnError, match="is a link"):
            own_folder(link)


# Entries that only somebody with a hand in the cache can have written.

NO_ROWS = dict.fromkeys([*_ROW_COLUMNS, "kinds"], 0)
for _name, (_value, _) in _SOME_ROWS.items():
    NO_ROWS |= {_name: 0, _value: 0}


def test_a_bomb_is_refused_by_its_lengths() -> None:
    """2 GiB of zeros in some thousand bytes, all lengths in order."""
    data = packed_header(header(["name_table", 1 << 21]), bytes(1 << 21))
    with pytest.raises(ValueError, match="unpacks"):
        ColumnReader(memoryview(struct.pack("<QI", 2 << 30, 60) + data[12:]))
    with pytest.raises(ValueError, match="unpacks"):
        ColumnReader(memoryview(data))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "has no column kinds"),
        ({"kinds": 1}, "has no column name_ids"),
        ({"kinds": 30_000_000}, "different lengths, or too long"),
        ({**NO_ROWS, "link_rows": 4, "link_lengths": 8}, "link_rows and link_lengths don't fit"),
        ({**NO_ROWS, "attribute_hashes": 16}, "attribute_rows and attribute_hashes don't fit"),
    ],
)
def test_rows_that_do_not_fit_are_refused_before_they_are_unpacked(
    columns: dict[str, int], message: str
) -> None:
    most = sum(columns.values())
    body = packed_header(header(*columns.items()), os.urandom(most // 20), most - most // 20)
    with pytest.raises(ValueError, match=message):
        load_walk(add_head(WALK, body))


def test_a_table_of_nothing_but_slashes() -> None:
    """Each byte would become an object."""
    named = [("name_table", 1000), ("directory_name_ids", 4), *NO_ROWS.items()]
    with pytest.raises(ValueError, match="more names than there are entries"):
        load_walk(add_head(WALK, packed_header(header(*named), b"/" * 1000 + bytes(4))))


def test_a_record_that_is_too_long_is_not_kept_and_not_read(folder: Path) -> None:
    cache = WalkCache(folder)
    large = ImageRecord(documents={"a": bytes(RECORD_BYTES)}, blobs={}, links={})
    cache.keep_record("a", large)
    assert cache.record("a") is None
    cache.keep_record("a", numbered_record(1))
    record_file(folder, "a").write_bytes(add_head(RECORD, b"[" + b"[]," * RECORD_BYTES))
    assert cache.record("a") is None
    assert not record_file(folder, "a").exists()


@pytest.mark.parametrize("column", ["sparse_numbers", "ownerships", "link_lengths"])
def test_no_small_entry_fills_the_memory(column: str) -> None:
    """32 MiB of zeros in a megabyte, in the columns of which each number becomes an object."""
    columns = dict.fromkeys(kept_columns(dump_walk(walk_of(LAYER))), b"")
    columns |= {"directory_parents": bytes(4), "directory_name_ids": bytes(4), "name_table": b""}
    columns |= {column: bytes(30 << 20), "more": os.urandom(2 << 20)}
    lengths = [(name, len(data)) for name, data in columns.items()]
    data = add_head(WALK, packed_header(header(*lengths), b"".join(columns.values())))
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"fit|more than was asked for"):
        load_walk(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200 << 20


def kept_columns(data: bytes) -> list[str]:
    """The names of the columns of a walk, in order."""
    return list(ColumnReader(checked_body(WALK, data))._lengths)


def test_what_is_kept_passes_these_bounds() -> None:
    for walk in (walk_of(LAYER), numbered_walk(1)):
        assert load_walk(dump_walk(walk)) == walk

"""Makes the benchmark's data sets: `python generate.py --data FOLDER [DATA_SET …]`.

A data set is a folder with a stamp of the code that made it. One with today's stamp is left
alone; a new one is built beside its place and renamed into it when it is whole.
"""

import argparse
import hashlib
import json
import os
import sys
import tarfile
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from archives import ArchiveWriter, Blob, write_docker_tail, write_oci_tail
from payloads import text_pool

from images import (
    big_layers,
    flat_layers,
    million_layers,
    small_layers,
    tiny_file_layer,
    variant_layers,
    whiteout_layers,
)
from layers import Entry, tar_stream

_GENERATORS = ("archives", "generate", "images", "layers", "payloads", "trees")
DATA_SETS = ("big", "variant", "flat", "gzip", "zstd", "million", "whiteouts", "pieces", "small")
_STAMP_NAME = "stamp.txt"
_TAR_TYPE = "application/vnd.oci.image.layer.v1.tar"
_TAG = "example.com/bench:latest"
_BIG_INSTRUCTIONS = (
    "/bin/sh -c #(nop) ADD file:base in / ",
    "RUN /bin/sh -c npm install # buildkit",
    "RUN /bin/sh -c npm run build && rm -rf /usr/share/doc # buildkit",
)


def ensure_data_set(name: str, data: Path) -> None:
    """Builds the data set unless the folder has it; what it is made from comes first."""
    target = data / name
    stamp = _stamp()
    if _has_stamp(target, stamp):
        return
    if target.exists() and not (target / _STAMP_NAME).exists():
        sys.exit(
            f"{target}: not a data set of this benchmark; move it away or choose another --data"
        )
    if name in _COMPRESSORS:
        ensure_data_set("big", data)
    data.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=data) as temporary:
        building = Path(temporary) / name
        building.mkdir()
        _build(name, building, data)
        (building / _STAMP_NAME).write_text(stamp)
        if target.exists():
            target.rename(Path(temporary) / "outdated")
        building.rename(target)
    byte_count = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    seconds = time.perf_counter() - started
    print(f"{target}: {byte_count / 1e6:,.0f} MB made in {seconds:.0f} s", file=sys.stderr)


def _has_stamp(target: Path, stamp: str) -> bool:
    try:
        return (target / _STAMP_NAME).read_text() == stamp
    except FileNotFoundError:
        return False


def _stamp() -> str:
    here = Path(__file__).parent
    sources = (here.joinpath(f"{module}.py").read_bytes() for module in _GENERATORS)
    return hashlib.sha256(b"".join(sources)).hexdigest()


def _build(name: str, folder: Path, data: Path) -> None:
    if name == "big":
        _write_docker_archive(folder / "docker.tar", big_layers(), _BIG_INSTRUCTIONS)
    elif name == "variant":
        _write_docker_archive(folder / "docker.tar", variant_layers(), _BIG_INSTRUCTIONS)
    elif name == "flat":
        instructions = ["COPY . . # buildkit", "RUN /bin/sh -c ./step # buildkit"]
        _write_docker_archive(folder / "docker.tar", flat_layers(), instructions)
    elif name == "million":
        instructions = [f"RUN /bin/sh -c ./step {number} # buildkit" for number in range(30)]
        _write_docker_archive(folder / "docker.tar", million_layers(), instructions)
    elif name == "whiteouts":
        instructions = ["COPY . . # buildkit", "RUN /bin/sh -c ./clean-up # buildkit"]
        for file_name, with_markers in (("with.tar", True), ("without.tar", False)):
            layers = whiteout_layers(with_markers=with_markers)
            _write_docker_archive(folder / file_name, layers, instructions)
    elif name == "small":
        instructions = [f"RUN /bin/sh -c ./step {number} # buildkit" for number in range(9)]
        _write_docker_archive(folder / "docker.tar", small_layers(), instructions)
    elif name == "pieces":
        _write_pieces(folder)
    else:
        _write_oci_archive(folder, data / "big" / "docker.tar", name)


def _write_pieces(folder: Path) -> None:
    """One layer, as a whole and with each entry compressed on its own."""
    pool = text_pool()
    entries = [b"".join(tar_stream([entry], pool))[:-1024] for entry in tiny_file_layer()]
    entries.append(bytes(1024))
    diff_id = f"sha256:{hashlib.sha256(b''.join(entries)).hexdigest()}"
    for compression, compress in _COMPRESSORS.items():
        for name, pieces in (("many", entries), ("one", [b"".join(entries)])):
            archive = ArchiveWriter((folder / f"{compression}-{name}.tar").open("wb"))
            chunks = (chunk for piece in pieces for chunk in compress(iter([piece])))
            blob = archive.add_blob(f"{_TAR_TYPE}+{compression}", chunks)
            write_oci_tail(archive, [blob], [diff_id], _TAG, ["COPY . . # buildkit"])


def _write_docker_archive(
    path: Path, layers: Iterable[Sequence[Entry]], instructions: Sequence[str]
) -> None:
    pool = text_pool()
    archive = ArchiveWriter(path.open("wb"))
    blobs = [archive.add_blob(_TAR_TYPE, tar_stream(layer, pool)) for layer in layers]
    write_docker_tail(archive, blobs, _TAG, instructions)


def _write_oci_archive(folder: Path, docker_archive: Path, compression: str) -> None:
    """The layers compressed, each also as a file of its own for the reference tools."""
    with tarfile.open(docker_archive) as outer:
        layer_names = json.load(_member_file(outer, "manifest.json"))[0]["Layers"]
    blob_folder = folder / "blobs"
    blob_folder.mkdir()
    suffix = _SUFFIXES[compression]
    blob_paths = [blob_folder / f"layer-{index}.tar{suffix}" for index in range(len(layer_names))]

    def compress(layer_name: str, blob_path: Path) -> None:
        with tarfile.open(docker_archive) as outer, blob_path.open("wb") as blob_file:
            chunks = _chunks(_member_file(outer, layer_name))
            blob_file.writelines(_COMPRESSORS[compression](chunks))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(compress, layer_names, blob_paths))

    archive = ArchiveWriter((folder / "oci.tar").open("wb"))
    blobs: list[Blob] = []
    for blob_path in blob_paths:
        with blob_path.open("rb") as blob_file:
            blobs.append(archive.add_blob(f"{_TAR_TYPE}+{compression}", _chunks(blob_file)))
    diff_ids = [layer_name.replace("blobs/sha256/", "sha256:") for layer_name in layer_names]
    write_oci_tail(archive, blobs, diff_ids, _TAG, _BIG_INSTRUCTIONS)


def _member_file(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(f"{name} in the archive is no file")
    return file


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(1 << 20), b"")


def _gzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(level=6, wbits=31)
    for chunk in chunks:
        yield compressor.compress(chunk)
    yield compressor.flush()


def _zstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdCompressor
    else:
        from backports.zstd import ZstdCompressor
    compressor = ZstdCompressor(level=3)
    for chunk in chunks:
        yield compressor.compress(chunk)
    yield compressor.flush()


_COMPRESSORS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _gzip,
    "zstd": _zstd,
}
_SUFFIXES = {"gzip": ".gz", "zstd": ".zst"}
"""`igzip` refuses a file with another."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("data_sets", nargs="*", metavar="DATA_SET", help=", ".join(DATA_SETS))
    arguments = parser.parse_args()
    for name in arguments.data_sets:
        if name not in DATA_SETS:
            parser.error(f"no data set {name}; there are {', '.join(DATA_SETS)}")
    for name in arguments.data_sets or DATA_SETS:
        ensure_data_set(name, arguments.data)


if __name__ == "__main__":
    main()

"""What a fuzzer runs on its bytes: each target refuses with LayersizeError, or holds what it must.

Nothing here needs the fuzzer, so that the ordinary tests run the kept inputs too.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unicodedata import category

from fuzz.guided.blobs import COMPRESSORS, blob
from fuzz.guided.cache_entries import RECORD_KEY, record_file, walk_file
from fuzz.guided.choices import Choices
from fuzz.guided.documents import read_document
from fuzz.guided.images import image
from fuzz.guided.layers import layers
from fuzz.guided.splits import tar_split
from layersize.accounting.analyze import analyze_image, lay_over
from layersize.cache.record_file import load_record
from layersize.cache.walk_file import dump_walk, load_walk
from layersize.errors import LayersizeError
from layersize.explore.explored import ExploredImage, ExploredPair
from layersize.layers.contents import Contents
from layersize.layers.image import Image, Layer
from layersize.layers.request import WalkRequest
from layersize.layers.tar_walk import TarWalk
from layersize.layers.walk import LayerWalk
from layersize.layers.walker import LayerWalker
from layersize.measure import Settings, advise, analyze, compare_explored, explore
from layersize.report.formats import FORMATS, render
from layersize.report.style import OutputStyle
from layersize.streams.tar.tar_split import SplitWindow, split_parts
from support.docker_archives import named_layers
from support.explored import merged_walk, walked
from support.fuzzing import with_checksum
from support.identities import assert_identities
from support.run_layersize import run_layersize
from support.tar_writer import BLOCK_BYTES, file, tar

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_STYLE = OutputStyle(width=100, color=False, ascii=False, units="si", top=10)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="layersize-fuzz.", dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _write(place: Path, saved: Mapping[str, bytes] | bytes) -> None:
    if isinstance(saved, bytes):
        place.write_bytes(saved)
        return
    for name, data in saved.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


def _report(reference: Path, request: WalkRequest | None = None) -> Any:
    """The report of an image, which must add up; raises LayersizeError."""
    settings = Settings(request=request or WalkRequest())
    report = json.loads(render("image", "json", analyze(str(reference), settings), _STYLE))
    assert_identities(report)
    return report


def _refusal(error: LayersizeError) -> None:
    """What is printed of an error is the command line's to escape; here it must only be said."""
    assert str(error)


def archives(data: bytes) -> None:
    """A file of any bytes; blocks that look like tar headers get the right checksum."""
    blocks = [data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES)]
    mended = [
        with_checksum(block) if len(block) == BLOCK_BYTES and block[257:262] == b"ustar" else block
        for block in blocks
    ]
    with _folder() as folder:
        _write(folder / "image", b"".join(mended))
        _measured_or_refused(folder / "image")


def layouts(data: bytes) -> None:
    """A saved image in any form."""
    with _folder() as folder:
        _write(folder / "image", image(Choices(data)))
        _measured_or_refused(folder / "image")


_CHECK = (
    *("check", "{image}", "--max-size", "5 kB", "--max-shadowed", "1 kB", "--max-layers", "2"),
    *("--min-efficiency", "0.9", "--max-layer-size", "4 kB", "--max-entry", "usr/**=1 kB"),
    *("--forbid", "*.wh*", "--top", "2", "--format"),
)
_COMMANDS = (
    *((*_CHECK, form) for form in FORMATS["check"]),
    ("inspect", "{image}", "--verify", "--estimate-transfer"),
    ("compare", "{image}", "{other}", "--format", "markdown"),
    ("export", "{image}", "-o", "{exported}"),
    ("export", "{image}", "-o", "{exported}", "--format", "oci-archive"),
)


def commands(data: bytes) -> None:
    """A command on one or two saved images: a result, or a line that says why there is none."""
    choices = Choices(data)
    words = choices.pick(_COMMANDS)
    with _folder() as folder:
        places = {name: str(folder / name) for name in ("image", "other", "exported")}
        _write(folder / "image", image(choices))
        if "{other}" in words:
            _write(folder / "other", image(choices))
        outcome = run_layersize([*(word.format(**places) for word in words), "--debug"])
    assert outcome.exit_code in (0, 1, 2)
    for line in outcome.stderr.splitlines():
        raised = re.match(r"(\w+(?:\.\w+)*): ", line)
        is_ours = raised is None or raised[1].startswith("layersize")
        assert is_ours or "Traceback" not in outcome.stderr, line


def _measured_or_refused(reference: Path) -> None:
    try:
        _report(reference)
    except LayersizeError as error:
        _refusal(error)


def stacks(data: bytes) -> None:
    """Layers plain in a file and compressed: one image."""
    choices = Choices(data)
    compress = choices.pick(COMPRESSORS)
    request = WalkRequest(verify=choices.one_in(3), read_metadata=choices.one_in(3))
    tars = layers(choices)
    found = []
    with _folder() as folder:
        for packed in (bytes, compress):
            stored = {f"{at}.tar": packed(layer) for at, layer in enumerate(tars)}
            _write(folder / "image", named_layers(stored, tars))
            try:
                found.append(_numbers(_report(folder / "image", request)))
            except LayersizeError as error:
                _refusal(error)
                found.append(None)
    assert found[0] == found[1], "identity 6"


def _numbers(report: Any) -> Any:
    """What must be the same wherever an image is read."""
    layers_numbers = [
        {key: layer[key] for key in layer if key.endswith("_bytes") and "transfer" not in key}
        for layer in report["layers"]
    ]
    return layers_numbers, report["shadowed"], report["biggest"]


_ACTING = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that do more than stand there; those of private use do not."""


def shown(data: bytes) -> None:
    """What is shown of an image, and of it and another with one layer less: trees and texts."""
    tars = layers(Choices(data))
    with _folder() as folder:
        pair = []
        for name, some in (("base", tars[1:]), ("other", tars)):
            stored = {f"{at}.tar": layer for at, layer in enumerate(some)}
            _write(folder / name, named_layers(stored, some))
            try:
                pair.append(ExploredImage(explore(str(folder / name))))
            except LayersizeError as error:
                _refusal(error)
                return
        base, other = pair
        for image_shown in pair:
            _walk_trees(image_shown)
        comparison = compare_explored(base.image, other.image, 10)
        changed = ExploredPair.of(comparison, base, other)
        for _ in merged_walk(changed.files):
            pass
    for kind, result in (("image", other.analysis), ("comparison", (comparison,))):
        for form in ("table", "markdown"):
            text = render(kind, form, result, _STYLE)
            acting = {character for character in text if category(character) in _ACTING}
            assert acting <= {"\n"}, form


def _walk_trees(explored: ExploredImage) -> None:
    explored.prepare()
    trees = [explored.layer_tree(layer) for layer in range(len(explored.analysis.layers))]
    for tree in (explored.files, *trees):
        for _ in walked(tree):
            pass


def blobs(data: bytes) -> None:
    """A compressed layer as it arrives, in whole and broken pieces."""
    choices = Choices(data)
    content = tar(file("a", choices.text()), file("b/c", bytes(choices.below(200) * 40)))
    made = blob(choices, content)
    with suppress(LayersizeError):
        walk = LayerWalker(WalkRequest(read_metadata=True)).walk_stream(io.BytesIO(made))
        assert walk.blob_bytes == len(made)
        lay_over([walk])


def tar_splits(data: bytes) -> None:
    """What an engine keeps of a layer beside its files."""
    choices = Choices(data)
    text = tar_split(choices)
    with suppress(LayersizeError):
        walk = TarWalk(SplitWindow(split_parts(io.BytesIO(text))), WalkRequest(read_metadata=True))
        walk.run()


def cache_entries(data: bytes) -> None:
    """A file of the cache: what is loaded is written as it was, and can be laid over others."""
    choices = Choices(data)
    if choices.one_in(4):
        with suppress(ValueError):
            load_record(RECORD_KEY, record_file(choices))
        return
    try:
        walk = load_walk(walk_file(choices))
    except ValueError:
        return
    again = load_walk(dump_walk(walk))
    assert replace(again, entries=walk.entries) == walk
    with suppress(LayersizeError):
        overlay, walks = lay_over([walk, again])
        measured = analyze_image(_image_of(walks), overlay, walks, Contents(walks), 10)
        analysis = advise(measured, None).analysis
        assert_identities(json.loads(render("image", "json", analysis, _STYLE)))


def _image_of(walks: Sequence[LayerWalk]) -> Image:
    """An image of layers that were walked before."""
    layers_of_it = [
        Layer(
            index=index,
            where="kept",
            blob=walk,
            digest=None,
            diff_id=None,
            media_type=None,
            created_by="",
            as_pushed=True,
        )
        for index, walk in enumerate(walks)
    ]
    return Image(
        reference="kept",
        where="kept",
        source="docker-archive",
        image_id=None,
        platform=None,
        created=None,
        layers=tuple(layers_of_it),
        warnings=(),
    )


def documents(data: bytes) -> None:
    """A document of any kind, as text."""
    with suppress(LayersizeError):
        read_document(Choices(data))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "archives": archives,
    "layouts": layouts,
    "commands": commands,
    "stacks": stacks,
    "shown": shown,
    "blobs": blobs,
    "tar_splits": tar_splits,
    "cache_entries": cache_entries,
    "documents": documents,
}

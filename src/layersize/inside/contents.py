"""The data of an image's files, read where the image lives."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

from layersize.errors import LayersizeError, located_errors
from layersize.inside.saved_layers import WantedFiles, files_of_save
from layersize.layers.file_data import Pieces as SparsePieces
from layersize.layers.file_data import files_of_layer, filled
from layersize.layers.image import Image
from layersize.layers.walk import LayerWalk, RemoteBlob
from layersize.measure import Settings, source_context
from layersize.sources.open_image import open_to_copy
from layersize.sources.saved_stream import SavedStream, stream_read_once
from layersize.streams.limits import Expansion
from layersize.streams.ranges import FileRange

Pieces = Iterator[bytes]
Place = tuple[int, int]
"""The layer and the row of a file's data."""


class ImageContents:
    """Reads files of walked layers, none of which it keeps."""

    def __init__(
        self,
        image: Image,
        walks: Sequence[LayerWalk] | Mapping[int, LayerWalk],
        settings: Settings,
    ) -> None:
        """`walks` by the layers' numbers: of all, or of those alone that are asked for."""
        self._image = image
        self._walks = walks
        self._settings = settings
        self._context = source_context(image.reference, settings, settings.request)

    @contextmanager
    def open(self, layer: int, row: int) -> Iterator[Pieces]:
        """The data of one file in pieces, which raise LayersizeError as `files` does.

        `layer` and `row` are those of its data: of a hardlink, those of what it is a name of.
        """
        with closing(self.files(layer, [row])) as found:
            yield next(found)[1]

    def files(self, layer: int, rows: Sequence[int]) -> Generator[tuple[int, Pieces], None, None]:
        """The data of files of one layer, each once, in the order of its tar.

        The pieces of a file must be taken before the next file; close the generator to read no
        further. Raises LayersizeError where the layer can't be read again, or is another; what was
        handed out of a file until then is to be thrown away.
        """
        with closing(self.of_layers({layer: rows})) as found:
            for (_, row), pieces in found:
                yield row, filled(pieces)

    def of_layers(
        self, rows: Mapping[int, Sequence[int]]
    ) -> Generator[tuple[Place, SparsePieces], None, None]:
        """The data of files of several layers, as `files` gives those of one, with holes apart.

        In any order of the layers: what an engine saves is read only once for all of them.
        """
        expansion = Expansion(self._settings.request.limits)
        with located_errors(self._image.where):
            saved: list[int] = []
            for layer in filter(rows.__getitem__, rows):
                blob = self._blob(layer)
                if blob is None:
                    saved.append(layer)
                    continue
                place, walk = self._image.layers[layer].place, self._walks[layer]
                with located_errors(place):
                    progress = self._context.progress
                    found = files_of_layer(walk, blob, rows[layer], expansion, progress)
                    for row, pieces in found:
                        yield (layer, row), self._located(pieces, place)
            while saved:
                saved = yield from self._saved(saved, rows, expansion)

    def reads_in_place(self, layer: int) -> bool:
        """Whether of a layer no more is read than its files; then nothing is told as progress."""
        walk = self._walks[layer]
        return walk.plain_range is not None or (walk.unpacked is not None and walk.has_checksums)

    def _saved(
        self, layers: Sequence[int], rows: Mapping[int, Sequence[int]], expansion: Expansion
    ) -> Generator[tuple[Place, SparsePieces], None, list[int]]:
        """Files of layers that are saved once more; returns layers that are to come after them.

        A layer that an image lists twice arrives once: its second time is another save.
        """
        distinct: dict[int, int] = {}
        for layer in layers:
            distinct.setdefault(id(self._walks[layer]), layer)
        wanted = {
            layer: WantedFiles(
                layer=self._image.layers[layer], walk=self._walks[layer], rows=tuple(rows[layer])
            )
            for layer in distinct.values()
        }
        found = files_of_save(
            self._save(), list(wanted.values()), expansion, self._context.progress
        )
        with closing(found):
            for files, (row, pieces) in found:
                yield (files.layer.index, row), self._located(pieces, files.layer.place)
        return [layer for layer in layers if layer not in wanted]

    def _save(self) -> SavedStream:
        """The stream that the image came in, once more."""
        reference = self._image.reference
        if stream_read_once(reference, self._context) is None:
            again = open_to_copy(reference, self._context)
            if isinstance(again, SavedStream):
                return again
        raise LayersizeError("", "arrived in a stream that is gone", "save it to a file")

    def _blob(self, layer: int) -> FileRange | RemoteBlob | None:
        """Where a layer is; `None`: it came in a stream."""
        walk: LayerWalk = self._walks[layer]
        blob = self._image.layers[layer].blob
        if walk.unpacked is not None:
            return walk.unpacked
        return blob if isinstance(blob, FileRange | RemoteBlob) else None

    def _located(self, pieces: SparsePieces, place: str) -> SparsePieces:
        with located_errors(self._image.where), located_errors(place):
            yield from pieces

"""The data of an image's files, read where the image lives."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import LayersizeError, located_errors
from layersize.layers.file_data import FileData, files_of_layer
from layersize.layers.walk import RemoteBlob
from layersize.measure import Settings
from layersize.streams.limits import Expansion
from layersize.streams.ranges import FileRange


class ImageContents:
    """Reads files of a measured image, none of which it keeps."""

    def __init__(self, image: AnalyzedImage, settings: Settings) -> None:
        self._image = image
        self._settings = settings
        self._progress = settings.progress.start(image.image.reference)

    @contextmanager
    def open(self, layer: int, row: int) -> Iterator[Iterator[bytes]]:
        """The data of one file in pieces, which raise LayersizeError as `files` does.

        `layer` and `row` are those of its data: of a hardlink, those of what it is a name of.
        """
        with closing(self.files(layer, [row])) as found:
            yield next(found)[1]

    def files(self, layer: int, rows: Sequence[int]) -> Generator[FileData, None, None]:
        """The data of files of one layer, each once, in the order of its tar.

        The pieces of a file must be taken before the next file; close the generator to read no
        further. Raises LayersizeError where the layer can't be read again, or is another.
        """
        walk, found = self._image.walks[layer], self._image.image.layers[layer]
        expansion = Expansion(self._settings.request.limits)
        with located_errors(self._image.image.where), located_errors(found.place):
            if not isinstance(found.blob, FileRange | RemoteBlob):
                raise LayersizeError("", "arrived in a stream that is gone", "save it to a file")
            yield from files_of_layer(walk, found.blob, rows, expansion, self._progress)

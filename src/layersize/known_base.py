"""Which layers of an image are its base image's: four ways to know, of which the first counts.

The base that the user names; one of which annotations or labels give the digest, if the cache or
an engine here has exactly that image; the lines of the Dockerfile; the history. What an image says
of its base is data, like all that an image says: nothing is opened and no network asked at its
word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from layersize.accounting.advice import BaseFacts, BaseSource
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageAnalysis
from layersize.errors import LayersizeError
from layersize.findings.base import base_of, shown_base
from layersize.layers.image import DeclaredBase, Image
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import Digest
from layersize.progress import NoProgress, ProgressDisplay
from layersize.sources.context import SourceContext
from layersize.sources.open_image import open_image
from layersize.values import dataclass

if TYPE_CHECKING:
    from layersize.sources.engine.known_image import KnownImage

_MOST_SECONDS = 3
"""That an engine may be silent which nobody has asked to be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseLayers:
    """The layers of an image that others may be built on."""

    reference: str
    """As whoever has it names it."""
    diff_ids: tuple[Digest | None, ...]
    """From the lowest."""

    @classmethod
    def of(cls, image: Image) -> BaseLayers:
        """Those of an image that was opened."""
        diff_ids = tuple(layer.diff_id for layer in image.layers)
        return cls(reference=image.reference, diff_ids=diff_ids)

    def is_below(self, analysis: ImageAnalysis) -> bool:
        """Whether an image begins with these layers, as its documents state them."""
        own_ids = [layer.diff_id for layer in analysis.layers[: len(self.diff_ids)]]
        return None not in self.diff_ids and own_ids == list(self.diff_ids)


class BaseImages:
    """Opens base images, of which no layer is read, and remembers them for the next image."""

    def __init__(self, context: SourceContext, display: ProgressDisplay | None = None) -> None:
        """They are found and read as `context` says; `display` shows what takes a while."""
        self._context = context
        self._display = display or NoProgress()
        self._named: dict[tuple[str, str | None], BaseLayers | LayersizeError] = {}

    def named(self, reference: str, platform: str | None) -> BaseLayers:
        """The image that a user names; raises LayersizeError if it can't be opened."""
        key = reference, platform
        if key not in self._named:
            try:
                image = open_image(reference, self._context_for(reference, platform))
                self._named[key] = replace(BaseLayers.of(image), reference=reference)
            except LayersizeError as error:
                self._named[key] = error.inside("base image")
        found = self._named[key]
        if isinstance(found, LayersizeError):
            raise found
        return found

    def at_hand(self, digest: Digest, platform: str | None) -> KnownImage:
        """The image of a digest that is in the cache or in an engine; raises NoSuchImage."""
        from layersize.sources.engine.known_image import open_known_image  # for few images

        return open_known_image(digest, self._context_for(str(digest), platform))

    def told(self, digest: Digest, platform: str | None, engine: str) -> BaseLayers | None:
        """The layers of the image of a digest, as the cache has or an engine tells them.

        Asked are engines on this machine, and the one with the title, which has the image that is
        looked at; one that can't be asked, or takes its time, doesn't have it.
        """
        from layersize.sources.engine.known_image import told_layers  # for few images

        context = self._context_for(str(digest), platform)
        seconds = min(_MOST_SECONDS, context.network.timeout_seconds)
        network = replace(context.network, timeout_seconds=seconds)
        found = told_layers(digest, replace(context, network=network), engine)
        return None if found is None else BaseLayers(reference=found[0], diff_ids=found[1])

    def _context_for(self, reference: str, platform: str | None) -> SourceContext:
        walker = self._context.walker
        progress = self._display.start(reference)
        walker = LayerWalker(walker.request, progress=progress, cache=walker.cache)
        return replace(self._context, platform=platform, walker=walker)


def stated_digest(declared: DeclaredBase) -> Digest | None:
    """The digest of its base that an image states; raises ValueError if it is none."""
    return None if declared.digest is None else Digest.parse(declared.digest)


def base_facts(
    image: AnalyzedImage, bases: BaseImages, given: str | None, from_name: str | None
) -> BaseFacts | None:
    """What is known of an image's base; None if no layer is of one, as far as is known.

    `given` is the base that the user names, which counts if the image is built on it; `from_name`
    what its Dockerfile begins with. Raises LayersizeError if the given one can't be opened.
    """
    analysis = image.analysis
    named = None if given is None else bases.named(given, analysis.image.platform)
    facts = built_on(analysis, named, BaseSource.OPTION)
    if facts is None:
        facts = built_on(analysis, _annotated(analysis, bases), BaseSource.ANNOTATION)
    if facts is not None:
        return facts
    shown = shown_base(analysis)
    if shown is not None and shown.how is BaseSource.DOCKERFILE:
        return replace(shown, reference=from_name)
    return shown


def built_on(analysis: ImageAnalysis, base: BaseLayers | None, how: BaseSource) -> BaseFacts | None:
    """The facts about a base, if an image is built on it, and its layers are what they are said
    to be."""
    if base is None or not base.is_below(analysis):
        return None
    layers = len(base.diff_ids)
    if any(layer.other_diff_id is not None for layer in analysis.layers[:layers]):
        return None
    return base_of(analysis, layers, how, base.reference)


def refuse_foreign_base(analyses: Sequence[ImageAnalysis], given: str | None) -> None:
    """Raises LayersizeError if none of some images is built on the base that the user names."""
    if given is None:
        return
    bases = [analysis.base for analysis in analyses]
    if all(base is None or base.how is not BaseSource.OPTION for base in bases):
        where = ", ".join(analysis.image.reference for analysis in analyses)
        raise not_built_on(where, given, are_several=len(analyses) > 1)


def not_built_on(where: str, base: str, *, are_several: bool = False) -> LayersizeError:
    """The error of an image, or of several, whose first layers aren't those of a base."""
    cause = f"is not built on {base}: its first layers are different"
    if are_several:
        cause = f"are not built on {base}: their first layers are different"
    return LayersizeError(where, cause, "give the base image that it was built on")


def _annotated(analysis: ImageAnalysis, bases: BaseImages) -> BaseLayers | None:
    """The base of which annotations or labels give the digest, if it is at hand."""
    declared = analysis.image.declared_base
    if declared is None:
        return None
    try:
        digest = stated_digest(declared)
    except ValueError:
        return None
    if digest is None:
        return None
    engine = analysis.image.engine.engine if analysis.image.engine else ""
    return bases.told(digest, analysis.image.platform, engine)

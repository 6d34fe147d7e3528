"""The base image of a budget that ignores it: how it is known, and how many layers it has.

What an image says of its base is data, like all that an image says: by a label alone nothing is
opened and nobody is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.budgets.budget import Budget
from layersize.budgets.result import BaseOrigin
from layersize.errors import LayersizeError, located_errors
from layersize.known_base import BaseLayers, not_built_on, stated_digest
from layersize.layers.image import DeclaredBase
from layersize.measure import Settings, base_images
from layersize.oci.digest import Digest
from layersize.oci.image_name import RegistryName, parse_registry_name
from layersize.oci.repository_pattern import RepositoryPattern
from layersize.sources.context import NoSuchImage
from layersize.values import dataclass

_GIVE = "give --base REF, or base = REF in the [[budget]]"
_GIVE_OR_ALLOW = f"{_GIVE}; base_from says which repositories a label may name"
_KEYS = "org.opencontainers.image.base.*"


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredBase:
    """The base image whose layers don't count."""

    reference: str
    """As it can be given."""
    known_by: BaseOrigin
    layers: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    known_by: BaseOrigin
    base: BaseLayers


class IgnoredBases:
    """Finds base images, and remembers them for the next budget."""

    def __init__(self, measure: Settings) -> None:
        self._images = base_images(measure)
        self._at_hand: dict[tuple[Digest, str | None], _Candidate | LayersizeError] = {}

    def of_image(self, image: AnalyzedImage, budget: Budget) -> IgnoredBase | None:
        """The base of an image that is checked: the one given, or what its label may say.

        None if the budget does not ignore it. Raises LayersizeError if it is not known, is not
        below the image, or is all of it: then nothing would count, and every limit be kept.
        """
        if not budget.ignore_base:
            return None
        given = self._given(image, budget)
        base = _below(image, self._labelled(image, budget) if given is None else given)
        own = image.analysis.layers[base.layers :]
        if base.layers and not any(layer.entries for layer in own):
            cause = f"has no file but those of its base image {base.reference}: nothing would count"
            remedy = "give the image that it was built from as the base, or count all layers"
            raise LayersizeError(image.analysis.image.reference, cause, remedy)
        return base

    def of_baseline(self, image: AnalyzedImage, budget: Budget) -> IgnoredBase | None:
        """The base of an image to compare with, which may be an older one: its label goes first.

        Where the label does not count, it is the one that is given.
        """
        if not budget.ignore_base:
            return None
        try:
            return _below(image, self._labelled(image, budget))
        except _NotFollowed:
            given = self._given(image, budget)
            if given is None:
                raise
            return _below(image, given)

    def _given(self, image: AnalyzedImage, budget: Budget) -> _Candidate | None:
        if budget.base is None:
            return None
        origin = BaseOrigin.OPTION if budget.base_is_option else BaseOrigin.CONFIGURATION
        return _Candidate(origin, self._images.named(budget.base, image.analysis.image.platform))

    def _labelled(self, image: AnalyzedImage, budget: Budget) -> _Candidate:
        """The base that annotations or labels name, where that counts; raises _NotFollowed."""
        facts = image.analysis.image
        declared = facts.declared_base
        if declared is None:
            raise _NotFollowed(facts.reference, f"names no base image ({_KEYS})", _GIVE)
        with located_errors(facts.reference):
            digest = _stated_digest(declared)
            if budget.base_from is not None:
                name = _allowed(declared, digest, budget.base_from)
                reference = f"registry:{name.text}"
                named = self._images.named(reference, facts.platform)
                return _Candidate(BaseOrigin.BASE_FROM, named)
            if digest is None:
                cause = f"only a label names its base image ({_KEYS}), and no label is followed"
                raise _NotFollowed("", cause, _GIVE_OR_ALLOW)
            return self._of_digest(digest, facts.platform)

    def _of_digest(self, digest: Digest, platform: str | None) -> _Candidate:
        """The image of the digest that the cache or an engine has."""
        key = digest, platform
        if key not in self._at_hand:
            try:
                known = self._images.at_hand(digest, platform)
            except NoSuchImage as error:
                cause = f"only a label names its base image, {digest}, which {error.cause}"
                self._at_hand[key] = _NotFollowed("", cause, _GIVE_OR_ALLOW)
            except LayersizeError as error:
                self._at_hand[key] = error.inside("base image")
            else:
                origin = BaseOrigin.CACHE if known.in_cache else BaseOrigin.ENGINE
                self._at_hand[key] = _Candidate(origin, BaseLayers.of(known.image))
        found = self._at_hand[key]
        if isinstance(found, LayersizeError):
            raise found
        return found


class _NotFollowed(LayersizeError):  # noqa: N818 - an answer, where a base may be given besides
    """A label does not count: there is none, or it names what nobody has allowed."""

    def inside(self, container: str) -> _NotFollowed:
        outer = super().inside(container)
        return _NotFollowed(outer.where, outer.cause, outer.remedy)


def _below(image: AnalyzedImage, candidate: _Candidate) -> IgnoredBase:
    """The base, if the first layers of the image are its layers."""
    base = candidate.base
    if not base.is_below(image.analysis):
        raise not_built_on(image.analysis.image.reference, base.reference)
    layers = len(base.diff_ids)
    return IgnoredBase(reference=base.reference, known_by=candidate.known_by, layers=layers)


def _stated_digest(declared: DeclaredBase) -> Digest | None:
    try:
        return stated_digest(declared)
    except ValueError as error:
        cause = f"the digest that its label gives for its base image {error}"
        raise _NotFollowed("", cause, _GIVE) from None


def _allowed(
    declared: DeclaredBase, digest: Digest | None, patterns: Sequence[RepositoryPattern]
) -> RegistryName:
    """The image of a registry that a label names, by its digest if the label gives one.

    Errors hold no text of the label but a name that was checked.
    """
    try:
        name = parse_registry_name(declared.name or "")
    except LayersizeError:
        cause = "its label names no image of a registry as its base image"
        raise _NotFollowed("", cause, _GIVE) from None
    if not any(pattern.matches(name) for pattern in patterns):
        cause = f"its label names {name.text} as its base image, which base_from does not allow"
        raise _NotFollowed("", cause, _GIVE_OR_ALLOW)
    if digest is not None and name.digest not in (None, digest):
        raise _NotFollowed("", "its label gives two digests for its base image", _GIVE)
    return replace(name, digest=digest or name.digest)

"""Which of a store's images is meant: by name, then by platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from layersize.errors import LayersizeError
from layersize.oci.platform import (
    UNKNOWN,
    are_contradicting,
    host_platform,
    is_amd64_of_another_level,
    same_platform,
    version_of,
)
from layersize.sources.artifacts import NotAnImage
from layersize.sources.context import Unavailable
from layersize.sources.declared_image import DeclaredImage
from layersize.sources.image_names import (
    full_names,
    images_called,
    label_of,
    name_in_full,
    own_id,
    shown_id,
)
from layersize.text.escape import is_plain_word
from layersize.warning import Warning

_MOST_SHOWN = 20
_MOST_TWINS = 10  # images for one platform that are looked at: builders make two
_MISSING = ("is missing", "is not in the store")  # what is wrong with an image that is not there


def choose_image(
    images: Sequence[DeclaredImage],
    *,
    name: str | None,
    platform: str | None,
    read: Callable[[DeclaredImage], DeclaredImage] = lambda image: image,
    how_to_name: str = "name one of",
) -> DeclaredImage:
    """The image that a user means; raises LayersizeError with the choices where that is open.

    Where no platform is asked for, Linux on this machine's architecture is preferred. `read` fills
    in what a store does not yet tell of an image, and may raise LayersizeError; `how_to_name` says
    how to choose among several images.
    """
    if not images:
        raise LayersizeError("index.json", "lists no image", "save or pull the image again")
    if name is not None:
        images = _named(images, name)
    readable = [image for image in images if image.problem is None]
    if not readable:
        return _most_telling(images)
    if _are_several(readable):
        raise _choices("holds several images", readable, how_to_name)
    chosen = _of_platform(images, platform, read)
    if chosen.problem is not None and len(images) > 1 and chosen.platform is not None:
        raise chosen.problem.inside(chosen.platform)
    return chosen


def _of_platform(
    images: Sequence[DeclaredImage],
    platform: str | None,
    read: Callable[[DeclaredImage], DeclaredImage],
) -> DeclaredImage:
    wanted = platform or host_platform()
    readable = [image for image in images if image.problem is None]
    meant = [image for image in images if same_platform(wanted, image.platform or "")]
    fitting = [image for image in meant if image.problem is None]
    if not fitting:
        if meant and platform is not None:
            return _most_telling(meant)
        fitting = _only_platform(readable, wanted, is_asked_for=platform is not None)
        unknown = [image for image in images if image.problem is not None and not image.platform]
        kept = {id(image) for image in (*fitting, *meant, *unknown) if not _is_absent(image)}
        meant = [image for image in images if id(image) in kept]
    offered = list(dict.fromkeys(image.platform or "" for image in fitting))
    if len(set(map(version_of, offered))) > 1:
        cause = f"has {len(offered)} versions for {wanted}"
        raise LayersizeError("", cause, _choose_platform(offered))
    places = {id(image): place for place, image in enumerate(meant)}
    others = [image for image in images if id(image) not in places]
    rivals = [image for image in others if _is_rival(image, wanted, asked=platform is not None)]
    candidates = _different(sorted(meant, key=_states_none))
    if len(candidates) == 1 and not rivals:
        return read(candidates[0])
    tried = {places[id(image)]: _tried(image, read) for image in candidates}
    return _one_of(tried, rivals)


def _states_none(image: DeclaredImage) -> tuple[bool, ...]:
    """What to sort by: engines pull the first whose entry states a platform, else the first."""
    return tuple(stated is None for stated in image.stated_platforms)


def _is_absent(image: DeclaredImage) -> bool:
    """Whether it is not there, as what was never pulled in a save, or is no image at all."""
    problem = image.problem
    return isinstance(problem, NotAnImage) or getattr(problem, "cause", None) in _MISSING


def _is_rival(image: DeclaredImage, wanted: str, *, asked: bool) -> bool:
    """Whether some engine takes it for a platform that is not its own.

    `docker load` goes by the config, or by the innermost entry alone. Docker 26 pulls the highest
    level of amd64 that the machine has, unless it is asked for a platform.
    """
    innermost = next(reversed(image.stated_platforms), None)
    own = image.config.platform if image.config else innermost
    is_level = is_amd64_of_another_level(wanted, image.platform or "") and not asked
    is_meant = are_contradicting(image.platform, own) and same_platform(wanted, own or "")
    return is_meant or (is_level and image.problem is None)


def _different(images: Sequence[DeclaredImage]) -> list[DeclaredImage]:
    """The first few of images that an index may list more than once."""
    by_manifest = {image.manifest_digest or index: image for index, image in enumerate(images)}
    return list(by_manifest.values())[:_MOST_TWINS]


def _only_platform(
    images: list[DeclaredImage], wanted: str, *, is_asked_for: bool
) -> list[DeclaredImage]:
    """All images, if they are for one platform, and no other is asked for."""
    known = [image for image in images if image.platform != UNKNOWN] or images
    platforms = list(dict.fromkeys(image.platform or "unknown" for image in known))
    if len(platforms) == 1 and not is_asked_for:
        return known
    raise LayersizeError("", f"has no image for {wanted}", _choose_platform(platforms))


def _choose_platform(platforms: Sequence[str]) -> str:
    plain = [platform for platform in platforms if is_plain_word(platform)]
    return f"choose --platform {' or '.join(plain[:_MOST_SHOWN]) or 'OS/ARCH'}"


def _one_of(tried: Mapping[int, DeclaredImage], rivals: Sequence[DeclaredImage]) -> DeclaredImage:
    """Of images for one platform the one that engines pull; the others are mentioned.

    `tried` has them in the order in which engines look at them, by their places in the index.
    """
    readable = {place: image for place, image in tried.items() if image.problem is None}
    if not readable:
        return _most_telling(list(tried.values()))
    first = next(iter(readable.values()))
    same = {place: i for place, i in readable.items() if _diff_ids(i) == _diff_ids(first)}
    place = next((place for place, image in same.items() if not _is_zstd(image)), next(iter(same)))
    chosen = readable[place]
    remarks = [
        _remark(image, chosen, is_before=other_place < place)
        for other_place, image in tried.items()
        if other_place != place
    ]
    remarks += [_remark(image, chosen, is_before=True) for image in rivals]
    return replace(chosen, remarks=tuple(filter(None, remarks)))


def _tried(image: DeclaredImage, read: Callable[[DeclaredImage], DeclaredImage]) -> DeclaredImage:
    try:
        return read(image)
    except Unavailable:
        raise
    except LayersizeError as error:
        return replace(image, problem=error.to_keep())


def _remark(other: DeclaredImage, chosen: DeclaredImage, *, is_before: bool) -> Warning | None:
    """What to say of another image for the platform of the chosen one.

    Engines agree on the first of several that are stated alike; what is no image and stands behind
    it is no choice.
    """
    is_alike = other.stated_platforms == chosen.stated_platforms and not chosen.has_odd_entry
    is_certain = is_alike and not is_before
    if isinstance(other.problem, NotAnImage) and is_certain:
        return None
    is_same = other.problem is None and _diff_ids(other) == _diff_ids(chosen)
    is_twin = is_same and _is_zstd(other) and not _is_zstd(chosen)
    what = f"{shown_id(other)} is a second image for {chosen.platform}"
    if is_twin:
        what = f"{shown_id(other)} is the same image in zstd"
    elif other.problem is not None:
        what += f", and can't be read ({other.problem.where}: {other.problem.cause})"
    measured = f"{shown_id(chosen)} was measured"
    if is_certain:
        takes = "which docker pull takes, too"
        return Warning(code="same-platform", message=f"{what}; {measured}, {takes}")
    message = f"{what}; {measured}, but some engines take the other"
    return Warning(code="ambiguous-platform", message=message)


def _is_zstd(image: DeclaredImage) -> bool:
    return any("zstd" in (layer.media_type or "") for layer in image.layers)


def _diff_ids(image: DeclaredImage) -> object:
    return image.config.diff_ids if image.config else None


def _most_telling(images: Sequence[DeclaredImage]) -> DeclaredImage:
    """Of images that can't be read the one that says most of why."""
    broken = [image for image in images if not isinstance(image.problem, NotAnImage)]
    return (broken or images)[0]


def _are_several(images: Sequence[DeclaredImage]) -> bool:
    """Whether there is more to choose than the platform of one image."""
    if len(images) == 1:
        return False
    if set.intersection(*({*image.index_digests} for image in images)):
        return False
    is_one_name = bool(set.intersection(*({*full_names(image)} for image in images)))
    if not is_one_name and any(image.names for image in images):
        return True
    distinct = dict.fromkeys((image.platform, own_id(image)) for image in images)
    return len({platform for platform, _ in distinct}) < len(distinct)


def _named(images: Sequence[DeclaredImage], name: str) -> list[DeclaredImage]:
    """The platforms of the one image that goes by a name."""
    named = images_called(images, name)
    if not named:
        raise _choices(f"has no image {name!r}", images, "name one of")
    readable = [image for image in named if image.problem is None]
    if _are_several(readable or named):
        raise _choices(f"has several images {name!r}", named, "name one of")
    return named


def _choices(cause: str, images: Sequence[DeclaredImage], remedy: str) -> LayersizeError:
    offered = [image for image in images if not isinstance(image.problem, NotAnImage)]
    labels: dict[str, str] = {}
    called: dict[str, list[DeclaredImage]] = {}
    for image in offered:
        for name in full_names(image):
            called.setdefault(name, []).append(image)
    shared_names = {name for name, those in called.items() if _are_several(those)}
    for image in offered:
        label = label_of(image)
        if name_in_full(label) in shared_names:
            label = shown_id(image)
        labels.setdefault(name_in_full(label) if image.names else label, label)
    shown = list(labels.values())
    more = len(shown) - _MOST_SHOWN
    listed = ", ".join(shown[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return LayersizeError("", cause, f"{remedy}: {listed}" if shown else "")

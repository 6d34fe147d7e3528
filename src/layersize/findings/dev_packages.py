"""Packages that only a build needs: libraries to build against, and what developers need."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from layersize.accounting.advice import Certainty, Family, FindingState, Owner, PackageBytes
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings.rule import Found, Rule, fix_by
from layersize.findings.subject import Subject
from layersize.packages.languages.documents import is_object, read_object
from layersize.text.sizes import count_text

TO_BUILD_AGAINST = Rule("LS044", Family.BUILD, Certainty.JUDGE)
OF_DEVELOPERS = Rule("LS059", Family.VCS, Certainty.JUDGE)
RULES = (TO_BUILD_AGAINST, OF_DEVELOPERS)
_ENDINGS = {"dpkg": "-dev", "apk": "-dev", "rpm": "-devel"}
_PURGE = {"dpkg": "apt-get purge -y --auto-remove", "apk": "apk del", "rpm": "dnf remove -y"}
_NAMED = 3
_MOST_PURGED = 12
"""Packages that a line names; more of them are better left to another stage."""
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]*", re.IGNORECASE)
"""Names of packages; what an image says may be anything, and is to be typed into a shell."""
_ANOTHER_STAGE = "build in another stage, and COPY --from=build what it makes"
_OF_THE_BASE = "FROM a base image without them, such as its slim variant"
_LOCK = b".package-lock.json"
_FOLDER = b"node_modules"
_NPM_CI = "npm ci --omit=dev, or npm prune --omit=dev at the end of the RUN that builds"


def find(subject: Subject) -> Iterator[Found]:
    """One finding a rule and owner."""
    yield from _to_build_against(subject)
    yield from _of_developers(subject)


def _to_build_against(subject: Subject) -> Iterator[Found]:
    image = subject.image
    wanted = {
        place
        for place, package in enumerate(image.analysis.packages, 1)
        if package.manager in _ENDINGS and package.name.endswith(_ENDINGS[package.manager])
    }
    if not wanted:
        return
    hidden = set(image.overlay.shadows.inodes)
    places = enumerate(image.owners)
    inodes = (inode for inode, place in places if place in wanted and inode not in hidden)
    for owner, owned in _by_owner(inodes, subject).items():
        packages = [
            image.analysis.packages[place - 1] for place in {image.owners[one] for one in owned}
        ]
        packages.sort(key=lambda package: (-package.content_bytes, package.name))
        yield Found(
            rule=TO_BUILD_AGAINST,
            title=f"packages of libraries to build against: {_names(packages)}",
            fix=_OF_THE_BASE if owner is Owner.BASE else fix_by(owner, _purge(packages)),
            owner=owner,
            state=FindingState.LIVE,
            inodes=owned,
        )


def _names(packages: list[PackageBytes]) -> str:
    names = [package.name for package in packages[:_NAMED]]
    if len(packages) > _NAMED:
        names.append(f"{len(packages) - _NAMED} more")
    return ", ".join(names)


def _purge(packages: list[PackageBytes]) -> str:
    """By the manager of the largest."""
    manager = packages[0].manager or ""
    names = [package.name for package in packages if package.manager == manager]
    if len(names) > _MOST_PURGED or not all(map(_NAME.fullmatch, names)):
        return _ANOTHER_STAGE
    named = " ".join(names)
    return f"{_PURGE[manager]} {named} in the RUN that installs them, or build in another stage"


def _of_developers(subject: Subject) -> Iterator[Found]:
    image = subject.image
    inodes: list[int] = []
    count = 0
    for project, packages in _locked(image):
        names = [name for name, stated in packages.items() if _is_dev(stated)]
        folders = {
            folder: name
            for name in packages
            if (folder := _folder(image, project, name)) is not None
        }
        for name in names:
            top = _folder(image, project, name)
            if top is not None:
                count += 1
                inodes += _files_in(image, top, folders)
    for owner, owned in _by_owner(inodes, subject).items():
        yield Found(
            rule=OF_DEVELOPERS,
            title=f"{count_text(count, 'npm package')} that only developers need",
            fix=_OF_THE_BASE if owner is Owner.BASE else fix_by(owner, _NPM_CI),
            owner=owner,
            state=FindingState.LIVE,
            inodes=owned,
        )


def _locked(image: AnalyzedImage) -> Iterator[tuple[bytes, Mapping[str, object]]]:
    """Folders of projects, and what npm's list of what it installed there says of each package."""
    overlay = image.overlay
    for layer, entries in enumerate(overlay.layers):
        for row, content in entries.captured.items():
            if entries.names[row] != _LOCK:
                continue
            path = entries.path(row)
            folder = path[: -len(_LOCK) - 1]
            if overlay.file_system.find_file(path) != overlay.first_inode[layer] + row:
                continue
            packages = read_object(content).get("packages")
            if is_object(packages) and folder.rpartition(b"/")[2] == _FOLDER:
                yield folder[: -len(_FOLDER)], packages


def _is_dev(stated: object) -> bool:
    return is_object(stated) and stated.get("dev") is True


def _folder(image: AnalyzedImage, project: bytes, name: str) -> int | None:
    path = project + name.encode("utf-8", "surrogatepass")
    return image.overlay.file_system.find_directory(path) if name else None


def _files_in(image: AnalyzedImage, top: int, folders: Mapping[int, str]) -> Iterator[int]:
    """Inodes of a package's files, without those of packages in it."""
    tree = image.overlay.file_system
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        yield from tree.files[folder].values()
        waiting += [one for one in tree.subdirectories[folder].values() if one not in folders]


def _freed(image: AnalyzedImage, inodes: Iterable[int]) -> Iterator[int]:
    """Those that go with the names, which are all they have."""
    links, content_bytes = image.overlay.file_system.links, image.overlay.content_bytes
    return (inode for inode in inodes if content_bytes[inode] and links.get(inode, 1) == 1)


def _by_owner(inodes: Iterable[int], subject: Subject) -> dict[Owner, list[int]]:
    image = subject.image
    found: defaultdict[Owner, list[int]] = defaultdict(list)
    for layer, owned in image.overlay.by_layer(_freed(image, inodes)).items():
        found[subject.owner(layer)] += owned
    return found

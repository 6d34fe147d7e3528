"""What engines and Skopeo have of an archive once they loaded it, read without layersize."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docker
from docker.errors import DockerException, NotFound

from real.programs import ProgramFailedError, skopeo_copy, umoci_unpack
from support.deceits.deceit import BIG_LAYER, NAME, Seen
from support.docker_archives import named_layers
from support.real_parts import needed

_MADE_BY_ENGINES = {".dockerenv", "dev", "etc", "proc", "run", "sys"}
"""Names at the root of a container that has not run."""


_RESIDENT = "docker.io/library/layersize-resident:v1"
"""An image with the big layer: who has it takes that layer where a config states its diff_id."""
_SECOND_NAME = "docker.io/library/small:v1"
"""That one of the images is loaded under, too."""
_FAMILIAR_NAME = NAME.rpartition("/")[2]


class EngineReader:
    """Loads images into one engine, looks at them, and removes them."""

    def __init__(self, variable: str) -> None:
        self._client = docker.DockerClient(base_url=needed(variable), timeout=120)
        self._removes_slowly = variable.endswith("CONTAINERD")
        """It waits for each image until what nobody needs any more is collected."""
        self._left: set[str] = set()
        """Ids of images that are still to be removed."""
        resident = named_layers({"0/layer.tar": BIG_LAYER}, [BIG_LAYER], tags=[_RESIDENT])
        list(self._client.api.load_image(resident))

    def seen(self, archive: bytes) -> Seen | str:
        """What a container of the image has, or why the engine refuses the image."""
        try:
            lines = list(self._client.api.load_image(archive))
            errors = [str(line["error"]) for line in lines if "error" in line]
            if errors:
                return errors[0]
            if not any(_FAMILIAR_NAME in str(line.get("stream")) for line in lines):
                return f"loaded under another name: {lines}"
            return self._container()
        except DockerException as error:
            return str(error)
        finally:
            if not self._removes_slowly:
                self._remove(NAME)
            else:
                with contextlib.suppress(NotFound):  # it was refused
                    self._left.add(str(self._client.images.get(NAME).id))

    def close(self) -> None:
        """Removes the images that are left, side by side, so that they wait only once."""
        with ThreadPoolExecutor(len(self._left) or 1) as threads:
            list(threads.map(self._remove, {*self._left, _RESIDENT, _SECOND_NAME}))
        self._client.close()

    def _container(self) -> Seen:
        api = self._client.api
        image = self._client.images.get(NAME)
        container = api.create_container(NAME, ["x"])["Id"]
        try:
            exported = b"".join(api.export(container))
        finally:
            api.remove_container(container, force=True)
        with tarfile.open(fileobj=io.BytesIO(exported)) as members:
            files = {member.name.strip("/"): member.size for member in members}
        layers = len(image.attrs["RootFS"]["Layers"])
        return Seen(files=_without_engines_own(files), layers=layers)

    def _remove(self, image: str) -> None:
        with contextlib.suppress(NotFound):  # it was refused
            self._client.api.remove_image(image, force=True)


def skopeo_seen(archive: bytes, folder: Path) -> Seen | str:
    """What umoci unpacks of the layout that Skopeo copies the image to, or who refuses it."""
    source = folder / "source.tar"
    source.write_bytes(archive)
    kind = "docker-archive" if b"manifest.json" in archive else "oci-archive"
    layout, root = folder / "layout", folder / "root"
    try:
        skopeo_copy(f"{kind}:{source}", f"oci:{layout}:v1")
        umoci_unpack(layout, "v1", root)
    except ProgramFailedError as error:
        return str(error)
    files = {}
    inodes = set()
    for above, folders, names in os.walk(root):
        for name in (*folders, *names):
            path = Path(above, name)
            status = path.lstat()
            is_counted = path.is_symlink() or path.is_dir() or status.st_ino in inodes
            inodes.add(status.st_ino)
            files[str(path.relative_to(root))] = 0 if is_counted else status.st_size
    return Seen(files=_without_engines_own(files), layers=_layers_of(layout))


def _layers_of(layout: Path) -> int:
    index = json.loads((layout / "index.json").read_bytes())
    digest = index["manifests"][0]["digest"].partition(":")[2]
    return len(json.loads((layout / "blobs/sha256" / digest).read_bytes())["layers"])


def _without_engines_own(files: dict[str, int]) -> dict[str, int]:
    return {path: files[path] for path in files if path.split("/")[0] not in _MADE_BY_ENGINES}

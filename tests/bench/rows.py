"""What is compared with what, and the target of each comparison."""

import os
import shlex
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from measure import Pair

_LAYERSIZE = str(Path(sys.executable).with_name("layersize"))
ENGINE_VARIABLE = "LAYERSIZE_DOCKER_OLD"
PODMAN_VARIABLE = "LAYERSIZE_PODMAN"
BEFORE_VARIABLE = "LAYERSIZE_BEFORE"
"""Has the path of version 0.1."""
WITHOUT_ADVICE_VARIABLE = "LAYERSIZE_WITHOUT_ADVICE"
"""Has the path of the last commit before packages and findings."""
ENGINE_IMAGE = "layersize-big:v1"
"""What `tools/real-parts.sh big` builds."""
MANY_IMAGE = "example.com/bench:latest"
"""The data set `big`, loaded into the engine."""
ENGINE_FILE = "usr/lib/gcc/x86_64-linux-gnu/12/cc1"
"""A file of 33 MB in the third of six layers of that image."""
_WALK = str(Path(__file__).with_name("tarfile_walk.py"))


class Scale(Enum):
    """How a pair becomes one number, and on which side of the target it should be."""

    TIMES_FASTER = "≥ {:g}× faster"
    TIMES_AS_LONG = "≤ {:g}×"
    EXTRA_MILLISECONDS = "≤ {:g} ms more"

    def of(self, pair: Pair) -> float:
        subject, reference = pair.subject.wall_seconds, pair.reference.wall_seconds
        match self:
            case Scale.TIMES_FASTER:
                return reference / subject
            case Scale.TIMES_AS_LONG:
                return subject / reference
            case Scale.EXTRA_MILLISECONDS:
                return 1000 * (subject - reference)

    def is_met(self, value: float, target: float) -> bool:
        return value >= target if self is Scale.TIMES_FASTER else value <= target

    def text(self, value: float) -> str:
        return f"{value:.0f} ms" if self is Scale.EXTRA_MILLISECONDS else f"{value:.2f}×"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    """For `--only`."""
    title: str
    subject: list[str]
    reference: list[str]
    scale: Scale
    target: float
    peak_limit_bytes: int | None = None
    """Of the subject; `None` where memory isn't the point."""
    data_set: str | None = None
    program: str | None = None
    """What the reference runs and a machine may lack."""
    program_package: str | None = None
    """The Debian package that has it."""
    engine_image: str | None = None
    """What the engine of tools/real-parts.sh must have for it."""
    needs_podman: bool = False
    """Whether it needs Podman of tools/real-parts.sh, with the large image."""
    saved_to: Path | None = None
    """Where that image is to be saved to before the row is measured."""
    needs_variable: str | None = None
    """Has the path of an earlier layersize, which it needs."""
    keeps_cache: bool = False
    """Whether the uncounted run's cache is there for those that count."""


def all_rows(data: Path) -> list[Row]:
    big, million = data / "big" / "docker.tar", data / "million" / "docker.tar"
    marked, unmarked = data / "whiteouts" / "with.tar", data / "whiteouts" / "without.tar"
    return [
        Row(
            name="tarfile",
            title="225k entries, plain layers, vs a `tarfile` walk",
            subject=_inspect(big),
            reference=[sys.executable, _WALK, str(big)],
            scale=Scale.TIMES_FASTER,
            target=6,
            peak_limit_bytes=80_000_000,
            data_set="big",
        ),
        Row(
            name="read",
            title="225k entries, plain layers, vs `cat FILE > /dev/null`",
            subject=_inspect(big),
            reference=["cat", str(big)],
            scale=Scale.TIMES_AS_LONG,
            target=2.5,
            peak_limit_bytes=80_000_000,
            data_set="big",
        ),
        _compressed_row(data, "gzip", "gz", program="igzip", package="isal"),
        _compressed_row(data, "zstd", "zst", program="zstd", package="zstd"),
        Row(
            name="million",
            title="1M entries in 30 layers vs a `tarfile` walk",
            subject=_inspect(million),
            reference=[sys.executable, _WALK, str(million)],
            scale=Scale.TIMES_FASTER,
            target=5,
            peak_limit_bytes=200_000_000,
            data_set="million",
        ),
        Row(
            name="whiteouts",
            title="20,000 whiteouts over 60,000 files vs the same layers without these markers",
            subject=_inspect(marked),
            reference=_inspect(unmarked),
            scale=Scale.TIMES_AS_LONG,
            target=1.2,
            data_set="whiteouts",
        ),
        _files_row("files", "225k entries", big, 2, 200_000_000),
        _files_row("files-million", "1M entries", million, 3, 600_000_000),
        _pieces_row(data, "zstd", "frame", target=1.3),
        _pieces_row(data, "gzip", "member", target=1.5),
        _engine_row("engine", "588 MB image in a Docker engine", ENGINE_IMAGE, 0.1),
        _engine_row("engine-many", "225k entries in a Docker engine", MANY_IMAGE, 0.25),
        _engine_row(
            "engine-save", "588 MB image with `--no-store`", ENGINE_IMAGE, 1.1, "--no-store"
        ),
        _known_engine_image_row(
            "engine-again",
            "588 MB image in a Docker engine again, vs `layersize --version`",
            [_LAYERSIZE, "--version"],
            5,
        ),
        _known_engine_image_row(
            "engine-again-before",
            "the same, vs version 0.1",
            [os.environ.get(BEFORE_VARIABLE, ""), "inspect", f"docker:{ENGINE_IMAGE}"],
            1,
        ),
        *_podman_rows(),
        *_cat_rows(data),
        _small_row(data),
        *_advice_rows(data),
        _dive_row(data),
        _start_up_row("help"),
        _start_up_row("version"),
    ]


def _inspect(archive: Path) -> list[str]:
    return [_LAYERSIZE, "inspect", str(archive)]


def _files_row(name: str, title: str, archive: Path, target: float, peak_bytes: int) -> Row:
    """All of an image's files, written as JSON."""
    return Row(
        name=name,
        title=f"{title}: `files --all --format json` vs `inspect`",
        subject=[_LAYERSIZE, "files", str(archive), "--all", "--format", "json"],
        reference=_inspect(archive),
        scale=Scale.TIMES_AS_LONG,
        target=target,
        peak_limit_bytes=peak_bytes,
        data_set=archive.parent.name,
    )


def _compressed_row(
    data: Path, compression: str, suffix: str, *, program: str, package: str
) -> Row:
    """The reference tests and hashes each blob, as many at a time as there are cores."""
    blobs = [
        str(data / compression / "blobs" / f"layer-{index}.tar.{suffix}") for index in range(3)
    ]
    per_blob = f'{program} -t "$1" && sha256sum "$1"'
    xargs = f"xargs -0 -n 1 -P {len(os.sched_getaffinity(0))} sh -c {shlex.quote(per_blob)} sh"
    return Row(
        name=compression,
        title=f"225k entries, {compression} layers, vs `{program} -t` plus `sha256sum`",
        subject=_inspect(data / compression / "oci.tar"),
        reference=["sh", "-c", f"printf '%s\\0' {shlex.join(blobs)} | {xargs}"],
        scale=Scale.TIMES_AS_LONG,
        target=1.15,
        peak_limit_bytes=80_000_000,
        data_set=compression,
        program=program,
        program_package=package,
    )


def _pieces_row(data: Path, compression: str, piece: str, *, target: float) -> Row:
    return Row(
        name=f"{piece}s",
        title=f"60,000 files, a {compression} {piece} each, vs the same layer in one {piece}",
        subject=_inspect(data / "pieces" / f"{compression}-many.tar"),
        reference=_inspect(data / "pieces" / f"{compression}-one.tar"),
        scale=Scale.TIMES_AS_LONG,
        target=target,
        data_set="pieces",
    )


def _dive_row(data: Path) -> Row:
    archive = data / "saved" / "docker.tar"
    return Row(
        name="dive",
        title="588 MB archive of 6 layers, vs `dive --json`",
        subject=_inspect(archive),
        reference=["dive", "--source", "docker-archive", str(archive), "--json", os.devnull],
        scale=Scale.TIMES_FASTER,
        target=3,
        program="dive",
        engine_image=ENGINE_IMAGE,
        saved_to=archive,
    )


def _small_row(data: Path) -> Row:
    before = os.environ.get(BEFORE_VARIABLE, "")
    return Row(
        name="small",
        title="16 MB in 9 layers, vs version 0.1",
        subject=_inspect(data / "small" / "docker.tar"),
        reference=[before, "inspect", str(data / "small" / "docker.tar")],
        scale=Scale.TIMES_AS_LONG,
        target=0.7,
        data_set="small",
        needs_variable=BEFORE_VARIABLE,
    )


def _advice_rows(data: Path) -> list[Row]:
    """What packages and findings cost, of a made image and of one that was built."""
    before = os.environ.get(WITHOUT_ADVICE_VARIABLE, "")
    saved = data / "saved" / "docker.tar"
    images = [
        ("advice", "225k entries", data / "big" / "docker.tar", "big", None),
        ("advice-built", "588 MB archive of 6 layers", saved, None, ENGINE_IMAGE),
    ]
    return [
        Row(
            name=name,
            title=f"{title}, vs the same without packages and findings",
            subject=_inspect(archive),
            reference=[before, "inspect", str(archive)],
            scale=Scale.TIMES_AS_LONG,
            target=1.3,
            peak_limit_bytes=90_000_000,
            data_set=data_set,
            engine_image=engine_image,
            saved_to=None if engine_image is None else archive,
            needs_variable=WITHOUT_ADVICE_VARIABLE,
        )
        for name, title, archive, data_set, engine_image in images
    ]


def _engine(*command: str) -> list[str]:
    return ["env", f"DOCKER_HOST={os.environ.get(ENGINE_VARIABLE, '')}", *command]


def _engine_row(name: str, title: str, image: str, target: float, *options: str) -> Row:
    return Row(
        name=name,
        title=f"{title}, vs `docker save` into `sha256sum`",
        subject=_engine(_LAYERSIZE, "inspect", f"docker:{image}", *options),
        reference=_engine("sh", "-c", f"/usr/bin/docker save {image} | sha256sum"),
        scale=Scale.TIMES_AS_LONG,
        target=target,
        peak_limit_bytes=120_000_000,
        engine_image=image,
    )


def _known_engine_image_row(name: str, title: str, reference: list[str], target: float) -> Row:
    return Row(
        name=name,
        title=title,
        subject=_engine(_LAYERSIZE, "inspect", f"docker:{ENGINE_IMAGE}"),
        reference=_engine(*reference),
        scale=Scale.TIMES_AS_LONG,
        target=target,
        peak_limit_bytes=120_000_000,
        engine_image=ENGINE_IMAGE,
        needs_variable=None if reference[0] == _LAYERSIZE else BEFORE_VARIABLE,
        keeps_cache=True,
    )


def _cat_rows(data: Path) -> list[Row]:
    """One file: from a saved image, from the engine's folder, from its save."""
    archive = data / "saved" / "docker.tar"
    layers = f"tar -xOf {shlex.quote(str(archive))} --wildcards '*/layer.tar'"
    reference = ["sh", "-c", f"{layers} | tar -xiO {ENGINE_FILE}"]
    save = _engine("sh", "-c", f"/usr/bin/docker save {ENGINE_IMAGE} | sha256sum")
    in_engine = ["cat", f"docker:{ENGINE_IMAGE}", ENGINE_FILE]
    return [
        Row(
            name="cat",
            title="a file of 33 MB in a 588 MB archive, vs `tar -xO` out of `tar -xO`",
            subject=[_LAYERSIZE, "cat", str(archive), ENGINE_FILE],
            reference=reference,
            scale=Scale.TIMES_AS_LONG,
            target=1,
            engine_image=ENGINE_IMAGE,
            saved_to=archive,
        ),
        Row(
            name="cat-engine",
            title="the same file in a Docker engine, vs `docker save` into `sha256sum`",
            subject=_engine(_LAYERSIZE, *in_engine),
            reference=save,
            scale=Scale.TIMES_AS_LONG,
            target=0.15,
            engine_image=ENGINE_IMAGE,
        ),
        Row(
            name="cat-save",
            title="the same with `--no-store`, of an image that was measured before",
            subject=_engine(_LAYERSIZE, *in_engine, "--no-store"),
            reference=save,
            scale=Scale.TIMES_AS_LONG,
            target=1,
            engine_image=ENGINE_IMAGE,
            keeps_cache=True,
        ),
    ]


def _podman_rows() -> list[Row]:
    """Through the service, and from its folder alone, as for a user who runs none."""
    address = os.environ.get(PODMAN_VARIABLE, "")
    podman = [f"CONTAINER_HOST={address}", "DOCKER_HOST=unix:///nonexistent"]
    root = Path(address.removeprefix("unix://")).parent / "podman/root"
    store = [f"STORAGE_OPTS=overlay.imagestore={root}", "STORAGE_DRIVER=overlay"]
    save = f"/usr/bin/podman --remote --url {shlex.quote(address)} save {ENGINE_IMAGE} | sha256sum"
    return [
        Row(
            name=name,
            title=f"588 MB image in Podman, {how}, vs `podman save` into `sha256sum`",
            subject=["env", *variables, _LAYERSIZE, "inspect", f"{source}:{ENGINE_IMAGE}"],
            reference=["sh", "-c", save],
            scale=Scale.TIMES_AS_LONG,
            target=0.1,
            peak_limit_bytes=120_000_000,
            needs_podman=True,
        )
        for name, how, source, variables in (
            ("podman", "by its service", "podman", podman),
            ("storage", "by its folder", "storage", store),
        )
    ]


def _start_up_row(option: str) -> Row:
    return Row(
        name=option,
        title=f"`layersize --{option}` vs `python -c pass`",
        subject=[_LAYERSIZE, f"--{option}"],
        reference=[sys.executable, "-c", "pass"],
        scale=Scale.EXTRA_MILLISECONDS,
        target=100,
    )

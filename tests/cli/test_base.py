"""Whose layers they are: four ways to know the base image, of which the first counts."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.check_project import BASE, DELETING, Project
from cli.test_check_base_labels import DIGEST, NAME, PULLED, labelled
from layersize import analyze
from layersize.accounting.advice import BaseFacts, BaseSource, Owner
from layersize.cli.commands.browse import app_for
from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.errors import LayersizeError
from layersize.findings.base import first_own_layer
from layersize.findings.subject import Subject
from layersize.layers.contents import Contents
from layersize.measure import Settings, explore
from layersize.oci.digest import Digest
from layersize.progress import NoProgress
from layersize.sources.context import Network, SourceContext
from layersize.sources.engine import docker
from layersize.tui.loader import Backend
from support.docker_archives import archive, named_layers
from support.hostile_registry import REPOSITORY, TAG, HostileRegistry
from support.image_config import config_json, digest_of
from support.oci_layouts import OciLayout, oci_layout
from support.run_layersize import run_layersize
from support.scripted_engine import INSPECT, LIST, SAVE, ScriptedEngine, json_reply, scripted_engine
from support.scripted_engine import Reply as EngineReply
from support.tar_writer import file, tar

OWN = tar(file("srv/app", b"a" * 3000))
LAYERS = (BASE, DELETING, OWN)
STEPS = (
    "ADD rootfs.tar / # buildkit",
    "RUN /bin/sh -c make all # buildkit",
    "COPY app /srv/app # buildkit",
)
BASE_CONFIG = config_json(LAYERS[:2])


def json_of(*arguments: str) -> Any:
    outcome = run_layersize([*arguments, "--format", "json"])
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.report


def base_of(*arguments: str) -> Any:
    """What `inspect` says of an image's base."""
    return json_of("inspect", *arguments)["base"]


@pytest.fixture
def built(project: Project) -> Project:
    """`app.tar` adds a layer to the two of `base.tar`; its history shows one of them."""
    project.image("base.tar", *LAYERS[:2])
    project.write("app.tar", archive(*LAYERS, steps=STEPS))
    project.write("Dockerfile", "FROM base:1\nCOPY app /srv/app\n")
    return project


def test_the_base_that_is_given_counts(built: Project) -> None:
    assert base_of("app.tar", "--base", "base.tar", "--dockerfile", "Dockerfile") == {
        "reference": "base.tar",
        "layers": 2,
        "content_bytes": 14_700,
        "how": "option",
    }
    assert built.folder.exists()


def test_an_image_may_be_its_own_base(built: Project) -> None:
    assert base_of("base.tar", "--base", "base.tar")["layers"] == 2
    assert built.folder.exists()


def test_without_other_ways_it_is_the_history_that_shows_the_base(built: Project) -> None:
    found = {"reference": None, "layers": 1, "content_bytes": 14_000, "how": "history"}
    assert base_of("app.tar") == found
    built.write("plain.tar", archive(*LAYERS, steps=("COPY a /", "RUN make", "COPY b /")))
    assert base_of("plain.tar") is None


def test_layers_without_lines_of_the_dockerfile_are_the_bases(built: Project) -> None:
    found = base_of("app.tar", "--dockerfile", "Dockerfile")
    assert found == {
        "reference": "base:1",
        "layers": 2,
        "content_bytes": 14_700,
        "how": "dockerfile",
    }
    built.write("Dockerfile", "FROM scratch\nADD rootfs.tar /\nRUN make all\nCOPY app /srv/app\n")
    assert base_of("app.tar", "--dockerfile", "Dockerfile") is None


def test_a_dockerfile_that_does_not_explain_the_image_does_not_tell_its_base(
    built: Project,
) -> None:
    built.write("Dockerfile", "FROM base:1\nRUN something else\nCOPY app /srv/app\n")
    assert base_of("app.tar", "--dockerfile", "Dockerfile")["how"] == "history"
    built.write("Dockerfile", "FROM base:1\nADD rootfs.tar /\nRUN something else\n")
    assert base_of("app.tar", "--dockerfile", "Dockerfile") is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("inspect", "app.tar", "--base", "other.tar"),
        ("compare", "app.tar", "base.tar", "--base", "other.tar"),
    ],
)
def test_a_base_that_no_image_is_built_on_is_one_clear_error(
    built: Project, arguments: tuple[str, ...]
) -> None:
    built.image("other.tar", OWN)
    outcome = run_layersize(list(arguments))
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    (line,) = outcome.stderr.splitlines()
    assert "not built on other.tar" in line
    assert line.endswith("give the base image that it was built on")


def test_a_base_that_is_not_there_is_an_error(built: Project) -> None:
    outcome = run_layersize(["inspect", "app.tar", "--base", "gone.tar"])
    assert outcome.exit_code == 2
    assert outcome.stderr.count("\n") == 1
    assert "base image" in outcome.stderr
    assert built.folder.exists()


def test_of_compared_images_those_count_that_are_built_on_the_base(built: Project) -> None:
    built.write("else.tar", archive(OWN, DELETING, steps=STEPS[1:]))
    arguments = ["compare", "app.tar", "else.tar", "--base", "base.tar"]
    assert run_layersize(arguments).exit_code == 0


def test_standard_input_is_not_read_twice(built: Project) -> None:
    outcome = run_layersize(["inspect", "-", "--base", "-"])
    assert outcome.exit_code == 2
    assert "only once" in outcome.stderr
    assert built.folder.exists()


def test_a_report_does_not_overwrite_the_base(built: Project) -> None:
    before = (built.folder / "base.tar").read_bytes()
    outcome = run_layersize(
        ["inspect", "app.tar", "--base", "base.tar", "--report", "json=base.tar"]
    )
    assert outcome.exit_code == 2
    assert (built.folder / "base.tar").read_bytes() == before


def test_of_a_base_in_a_registry_no_layer_is_asked_for(built: Project) -> None:
    with HostileRegistry() as registry:
        layout = oci_layout(LAYERS[:2], BASE_CONFIG)
        registry.serve(layout)
        reference = f"registry:{registry.host}/{REPOSITORY}:{TAG}"
        assert base_of("app.tar", "--base", reference)["how"] == "option"
        asked = str(registry.requests)
    assert digest_of(BASE_CONFIG) in asked
    assert not any(digest_of(layer) in asked for layer in LAYERS)
    assert built.folder.exists()


def told_by_engine() -> dict[str, Any]:
    """What an engine answers that has the base under a name; it is never asked for a save."""
    ids = [layer.diff_id for layer in explore("base.tar").image.layers]
    listed = {"Id": "sha256:" + "c" * 64, "RepoDigests": [f"quay.io/os@{PULLED}"], "Size": 1}
    about = {**listed, "RepoTags": ["os:12"], "RootFS": {"Layers": list(map(str, ids))}}
    return {LIST: json_reply([listed]), INSPECT: json_reply(about)}


@pytest.fixture
def engine(
    built: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ScriptedEngine]:
    assert built.folder.exists()
    with scripted_engine(tmp_path, told_by_engine()) as scripted:
        monkeypatch.setenv("DOCKER_HOST", scripted.address)
        yield scripted


def test_a_digest_that_an_engine_has_is_believed(built: Project, engine: ScriptedEngine) -> None:
    labelled(built, "labelled.tar", *LAYERS, name="http://evil", digest=PULLED)
    found = {"reference": "os:12", "layers": 2, "content_bytes": 14_700, "how": "annotation"}
    assert base_of("labelled.tar", "--dockerfile", "Dockerfile") == found
    assert not any("/get" in path or "evil" in path for path in engine.asked)
    assert base_of("labelled.tar", "--base", "base.tar")["how"] == "option"


def test_an_annotation_of_the_manifest_counts_as_a_label_does(
    built: Project, engine: ScriptedEngine
) -> None:
    layout = OciLayout()
    annotations = {NAME: "x", DIGEST: PULLED}
    layout.refer(layout.add_manifest(LAYERS, config_json(LAYERS), annotations=annotations))
    built.write("annotated.tar", layout.archive())
    assert base_of("annotated.tar")["how"] == "annotation"
    assert engine.asked


@pytest.mark.parametrize(
    "labels",
    [{"name": "debian:12"}, {"digest": "sha256:../x"}, {"name": "x", "digest": "md5:1"}],
)
def test_no_engine_is_asked_unless_a_digest_is_stated(
    built: Project, engine: ScriptedEngine, labels: dict[str, str]
) -> None:
    labelled(built, "labelled.tar", *LAYERS, **labels)
    assert base_of("labelled.tar") is None
    assert base_of("app.tar")["how"] == "history"
    assert engine.asked == []


def test_a_digest_of_another_image_tells_nothing(built: Project, engine: ScriptedEngine) -> None:
    """What the engine has must also be below the image."""
    labelled(built, "labelled.tar", OWN, BASE, digest=PULLED)
    assert base_of("labelled.tar") is None
    assert engine.asked


@pytest.mark.parametrize("host", ["unix:///nonexistent/docker.sock", "tcp://192.0.2.1:2375", "x:"])
def test_an_engine_that_can_not_be_asked_is_no_error(
    built: Project, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """One on another machine isn't even asked: nobody has said that it has to do with the image."""
    monkeypatch.setenv("DOCKER_HOST", host)
    labelled(built, "labelled.tar", *LAYERS, digest=PULLED)
    assert base_of("labelled.tar") is None


def test_an_engine_elsewhere_is_asked_if_it_has_the_image(
    built: Project, engine: ScriptedEngine
) -> None:
    """What is known of an image that was read from it is asked there, too, wherever it is."""
    assert built.folder.exists()
    base, elsewhere = Digest.parse(PULLED), "tcp://192.0.2.1:2375"
    context = SourceContext(network=Network(timeout_seconds=1))
    assert docker.told_layers(base, context, "") is not None
    asked = len(engine.asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", elsewhere)
        assert docker.told_layers(base, context, "Podman 4.3") is None, "not asked"
        with pytest.raises(LayersizeError, match=r"192\.0\.2\.1"):
            docker.told_layers(base, context, "Docker engine 26.1.5")
    assert len(engine.asked) == asked


def test_a_digest_that_was_read_before_is_in_the_cache(
    built: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = told_by_engine()
    listed = {"Id": digest_of(BASE_CONFIG), "RepoTags": ["os:12"], "Size": 1, "RootFS": {}}
    replies |= {INSPECT: json_reply({**listed, "GraphDriver": {"Name": "overlay2"}})}
    replies |= {SAVE: EngineReply(body=archive(*LAYERS[:2]), media_type="application/x-tar")}
    with scripted_engine(tmp_path, replies) as scripted:
        monkeypatch.setenv("DOCKER_HOST", scripted.address)
        assert run_layersize(["inspect", f"docker:{digest_of(BASE_CONFIG)}"]).exit_code == 0
    labelled(built, "labelled.tar", *LAYERS, digest=digest_of(BASE_CONFIG))
    found = base_of("labelled.tar")
    assert (found["how"], found["reference"]) == ("annotation", digest_of(BASE_CONFIG))
    assert base_of("labelled.tar", "--no-cache") is None


def test_engines_that_answer_nonsense_are_no_error(
    built: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled(built, "labelled.tar", *LAYERS, digest=PULLED)
    listed = {"Id": "sha256:" + "c" * 64, "RepoDigests": [f"quay.io/os@{PULLED}"]}
    for about in ({"RootFS": {"Layers": ["x"]}}, {"RootFS": 3}, [], {"RootFS": {}}):
        folder = tmp_path / str(len(str(about)))
        folder.mkdir()
        replies = {LIST: json_reply([listed]), INSPECT: json_reply(about)}
        with scripted_engine(folder, replies) as scripted:
            monkeypatch.setenv("DOCKER_HOST", scripted.address)
            assert base_of("labelled.tar") is None


def test_layers_of_the_base_are_not_ones_own(built: Project) -> None:
    settings = {
        BaseSource.OPTION: Settings(base="base.tar"),
        BaseSource.HISTORY: Settings(),
    }
    owners = {}
    for how, each in settings.items():
        image = explore("app.tar", each)
        base = image.analysis.base
        assert base is not None
        assert base.how is how
        assert first_own_layer(image.analysis) == base.layers
        subject = Subject(image=image, base=base, contents=Contents(image.walks))
        owners[how] = [subject.owner(layer) for layer in range(3)]
    assert owners == {
        BaseSource.OPTION: [Owner.BASE, Owner.BASE, Owner.YOURS],
        BaseSource.HISTORY: [Owner.UNKNOWN, Owner.YOURS, Owner.YOURS],
    }
    assert built.folder.exists()


def test_a_layer_that_is_not_what_its_diff_id_says_is_not_the_bases(built: Project) -> None:
    """The image states the base's diff_ids, and ships something else."""
    blobs = {"0/layer.tar": BASE, "1/layer.tar": OWN, "2/layer.tar": OWN}
    built.write("false.tar", named_layers(blobs, LAYERS, config=config_json(LAYERS)))
    assert base_of("false.tar", "--base", "base.tar")["how"] == "option", "not hashed: not known"
    outcome = run_layersize(["inspect", "false.tar", "--base", "base.tar", "--verify"])
    assert outcome.exit_code == 2
    assert "not built on base.tar" in outcome.stderr


def test_the_library_takes_a_base(built: Project) -> None:
    found = analyze(built.folder / "app.tar", base=built.folder / "base.tar").base
    assert isinstance(found, BaseFacts)
    assert (found.layers, found.how) == (2, "option")
    with pytest.raises(LayersizeError, match="not built on"):
        analyze("base.tar", base="app.tar")


@pytest.mark.timeout(45)  # it is asked for 3 seconds, where engines are mostly given 60
def test_an_engine_that_is_silent_is_not_waited_for(
    built: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled(built, "labelled.tar", *LAYERS, digest=PULLED)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent.sock"))
        silent.listen()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/silent.sock")
        assert base_of("labelled.tar") is None


def test_browse_wants_the_base_below_one_image_and_below_one_of_two(built: Project) -> None:
    built.image("other.tar", OWN)
    with ProgressBars(wanted=False) as bars:

        def backend(*references: str, base: str) -> Backend:
            app = app_for(references, CommonOptions(base_image=base, no_cache=True), bars)
            return app._backend

        with pytest.raises(LayersizeError, match=r"is not built on other\.tar"):
            backend("app.tar", base="other.tar").image("app.tar", NoProgress())
        image = backend("app.tar", base="base.tar").image("app.tar", NoProgress())
        assert image.finding_inodes is None
        assert image.analysis.base is not None
        assert image.analysis.base.how is BaseSource.OPTION

        two = backend("app.tar", "other.tar", base="base.tar")
        images = [two.image(name, NoProgress()) for name in ("app.tar", "other.tar")]
        assert two.comparison(*images).base.base == image.analysis.base
        none = backend("other.tar", "other.tar", base="base.tar")
        with pytest.raises(LayersizeError, match=r"are not built on base\.tar"):
            none.comparison(images[1], images[1])

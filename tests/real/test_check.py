"""Budgets on images that a real engine has built."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.processes import run
from real.build_engine import Engine
from support.real_parts import SAMPLE, needed

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

DOCKERFILE = f"""\
FROM {SAMPLE}
COPY notes.txt /srv/
RUN seq 1 200000 > /srv/numbers && cat /proc/sys/kernel/random/uuid > /srv/built
RUN mkdir /srv/cache && seq 1 50000 > /srv/cache/a
"""
OWN_BYTES = 6 + 1_288_895 + 37 + 288_894
"""Notes, two lists of numbers, a random text of 36 characters and a newline."""


LABEL = "org.opencontainers.image.base"


def id_of(engine: Engine) -> str:
    return engine.docker("image", "inspect", "--format", "{{.Id}}", SAMPLE).strip()


@pytest.fixture
def twice(engine: Engine, tmp_path: Path) -> Iterator[list[str]]:
    """The same Dockerfile built twice without a cache."""
    context = tmp_path / "context"
    context.mkdir()
    (context / "Dockerfile").write_text(DOCKERFILE)
    (context / "notes.txt").write_text("notes\n")
    names = [f"layersize-noise:{number}" for number in (1, 2)]
    base = f"{needed('LAYERSIZE_REGISTRY')}/{SAMPLE}"
    labels = {names[0]: f"{LABEL}.digest={id_of(engine)}", names[1]: f"{LABEL}.name={base}"}
    for name in names:
        engine.docker(
            *("build", "--no-cache", "--network", "host"),
            *("--label", labels[name], "-t", name, str(context)),
            DOCKER_BUILDKIT="1",
        )
    yield names
    engine.docker("image", "rm", *names)


def check(engine: Engine, folder: Path, *arguments: str, code: int = 0) -> Any:
    done = run("check", *arguments, "--format", "json", env=engine.env, cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout)["budgets"][0]


def diff_ids(engine: Engine, name: str) -> list[str]:
    done = run("inspect", f"docker:{name}", "--format", "json", env=engine.env)
    return [layer["diff_id"] for layer in json.loads(done.stdout)["layers"]]


@pytest.mark.parametrize("metric", ["content", "tar"])
def test_a_build_that_is_repeated_is_no_growth(
    metric: str, engine: Engine, twice: list[str], tmp_path: Path
) -> None:
    first, second = (diff_ids(engine, name) for name in twice)
    assert len(first) == len(second)
    assert first[-2:] != second[-2:], "or there would be no noise"
    image, other = (f"docker:{name}" for name in twice)
    limits = ("--max-increase", "0 B", "--metric", metric)
    for against in (image, "size.json"):
        options = ("--against", against, *limits)
        if against == "size.json":
            check(engine, tmp_path, image, *options, "--update-baseline")
        found = check(engine, tmp_path, other, *options)
        assert found["verdict"] == "pass"
        assert found["limits"][0]["delta"] == 0


def test_the_base_image_whose_digest_a_label_gives(
    engine: Engine, twice: list[str], tmp_path: Path
) -> None:
    options = ("--ignore-base", "--max-size", f"{OWN_BYTES} B")
    found = check(engine, tmp_path, f"docker:{twice[0]}", *options)
    assert found["base"]["own_bytes"] == OWN_BYTES
    assert found["base"]["reference"] == f"docker:{id_of(engine)}"
    assert found["base"]["known_by"] == "engine"
    too_small = ("--ignore-base", "--max-size", f"{OWN_BYTES - 1} B")
    found = check(engine, tmp_path, f"docker:{twice[0]}", *too_small, code=1)
    cause = found["limits"][0]["cause"]
    assert "RUN seq 1 200000 > /srv/numbers" in cause["sentence"]
    assert cause["layers"][0]["paths"][0]["path"] == "srv/numbers"


def test_the_base_image_that_a_label_names_in_a_registry(
    engine: Engine, twice: list[str], tmp_path: Path
) -> None:
    """The label of the second image has no digest."""
    host = needed("LAYERSIZE_REGISTRY")
    keys = f'image = "docker:{twice[1]}"\nmax_size = "{OWN_BYTES} B"\nignore_base = true\n'
    (tmp_path / ".layersize.toml").write_text(f'[[budget]]\n{keys}base_from = ["{host}/**"]\n')
    found = check(engine, tmp_path)
    assert found["base"]["own_bytes"] == OWN_BYTES
    assert found["base"]["known_by"] == "base_from"


def test_transfer_bytes_are_those_of_a_registry(engine: Engine, tmp_path: Path) -> None:
    """An engine does not know them of the layers that it keeps plain: nothing is claimed."""
    host = needed("LAYERSIZE_REGISTRY")
    limits = ("--metric", "transfer", "--max-size", "1 GB", "--max-increase", "0 B")
    against = ("--against", f"registry:{host}/{SAMPLE}")
    found = check(engine, tmp_path, f"registry:{host}/{SAMPLE}", *limits, *against)
    assert found["verdict"] == "pass"
    assert found["limits"][1]["delta"] == 0
    found = check(engine, tmp_path, f"docker:{SAMPLE}", *limits, *against, code=2)
    assert "what a registry sends is not known" in found["problems"][0]["cause"]
    missing = f"registry:{host}/{SAMPLE}-not-yet-pushed"
    refused = check(
        engine, tmp_path, f"registry:{host}/{SAMPLE}", *limits, "--against", missing, code=2
    )
    assert [limit["verdict"] for limit in refused["limits"]] == ["pass", "unmeasured"]
    budget(tmp_path, f"registry:{host}/{SAMPLE}", missing)
    found = check(engine, tmp_path)
    assert [limit["verdict"] for limit in found["limits"]] == ["skipped"]


def budget(folder: Path, image: str, baseline: str) -> None:
    """Writes a configuration there; what it names may be missing in a first build."""
    limit = f'image = "{image}"\nbaseline = "{baseline}"\nmax_increase = "1 MB"\n'
    (folder / ".layersize.toml").write_text(f"[[budget]]\n{limit}")


def test_a_registry_that_cannot_be_asked_is_no_missing_baseline(
    engine: Engine, tmp_path: Path
) -> None:
    unknown = ("--against", "registry:localhost:1/app:main", "--max-increase", "1 MB")
    found = check(engine, tmp_path, f"docker:{SAMPLE}", *unknown, code=2)
    assert found["limits"][0]["verdict"] == "unmeasured"
    budget(tmp_path, f"docker:{SAMPLE}", "docker:no-such-app:main")
    found = check(engine, tmp_path)
    assert found["limits"][0]["verdict"] == "skipped"

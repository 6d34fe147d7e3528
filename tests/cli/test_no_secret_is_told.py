"""No output has a secret of an image: not of a file, an instruction, a setting or a label.

JSON's `created_by` is the history as it is, and nothing else of JSON has one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from layersize.report.formats import FORMATS
from support.docker_archives import named_layers
from support.image_config import config_json
from support.run_layersize import run_layersize
from support.tar_writer import file, tar, whiteout

SECRETS = [f"q7Jw9z{number}R4tK2mB8x" for number in range(10)]
STEPS = [
    f"RUN |1 NPM_TOKEN={SECRETS[0]} /bin/sh -c npm ci # buildkit",
    f"/bin/sh -c curl -H 'Authorization: Bearer {SECRETS[1]}' https://a.test/x",
    f"RUN git clone https://me:{SECRETS[2]}@git.test/a.git",
    f"(empty) ENV API_TOKEN={SECRETS[3]}",
    f"(empty) ARG DB_PASSWORD=correct horse {SECRETS[4]}",
    f"RUN A_SECRET={SECRETS[5]} make && rm -f app/.npmrc",
    f"COPY --chown=1:1 --password={SECRETS[6]} a b",
]
LAYERS = [
    tar(file("app/.npmrc", f"//a.test/:_authToken={SECRETS[7]}\n"), file("a", b"a" * 9000)),
    tar(file("app/.env", f"DB_PASSWORD={SECRETS[8]}\n"), file("copy", b"a" * 9000)),
    tar(file("b", b"b" * 8000)),
    tar(whiteout("app/.npmrc"), file("b", b"c" * 7000)),
    tar(file("c", b"c" * 6000)),
]
LIMITS = [
    *("--max-size", "1 kB", "--max-shadowed", "1 B", "--max-finding-bytes", "1 B"),
    *("--max-increase", "1 B", "--max-layers", "1", "--forbid", "/c", "--max-layer-size", "1 B"),
    *("--forbid-findings", "secret", "--forbid-findings", "duplicate", "--top", "99"),
]
BELOW_CREATED_BY = "created_by"


@pytest.fixture
def image(tmp_path: Path) -> str:
    settings = {"Env": [f"API_TOKEN={SECRETS[3]}"], "Labels": {"a.test.token": SECRETS[9]}}
    config = config_json(LAYERS, steps=STEPS, config=settings)
    blobs = {f"{index}/layer.tar": layer for index, layer in enumerate(LAYERS)}
    (tmp_path / "image.tar").write_bytes(named_layers(blobs, LAYERS, config=config))
    (tmp_path / "other.tar").write_bytes(named_layers({"0": LAYERS[0]}, LAYERS[:1]))
    return str(tmp_path / "image.tar")


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def texts(value: object) -> Iterator[str]:
    """All texts of a document but those that are the history as it is."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            if key != BELOW_CREATED_BY:
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    else:
        yield str(value)


def assert_tells_none(stdout: str, form: str) -> None:
    if form == "json":
        stdout = "\n".join(texts(json.loads(stdout)))
    assert told(stdout) == []


@pytest.mark.parametrize("form", FORMATS["image"])
def test_inspect(image: str, form: str) -> None:
    outcome = run_layersize(["inspect", image, "--format", form, "--no-cache"])
    assert outcome.exit_code == 0, outcome.stderr
    for code in ("LS070", "LS090", "LS091", "LS093", "LS094"):
        assert form != "json" or f'"{code}"' in outcome.stdout
    assert "***" in outcome.stdout or form == "json"
    assert_tells_none(outcome.stdout, form)
    assert told(outcome.stderr) == []


@pytest.mark.parametrize("form", FORMATS["comparison"])
def test_compare(image: str, tmp_path: Path, form: str) -> None:
    for images in ([image, str(tmp_path / "other.tar")], [str(tmp_path / "other.tar"), image]):
        outcome = run_layersize(["compare", *images, "--format", form, "--no-cache"])
        assert outcome.exit_code == 0, outcome.stderr
        assert_tells_none(outcome.stdout, form)


@pytest.mark.parametrize("form", FORMATS["check"])
def test_check_and_its_baseline(
    image: str, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    baseline, other = tmp_path / "baseline.json", str(tmp_path / "other.tar")
    written: Sequence[str] = ("--against", str(baseline), "--update-baseline", "--no-cache")
    read: Sequence[str] = ("--against", str(baseline), "--no-cache", "--format", form)
    run_layersize(["check", other, *LIMITS, *written])
    outcome = run_layersize(["check", image, *LIMITS, *read])
    assert outcome.exit_code == 1, outcome.stderr
    assert "***" in outcome.stdout or form in {"gitlab-metrics", "gitlab-codequality"}
    assert_tells_none(outcome.stdout, form)
    run_layersize(["check", image, *LIMITS, *written])
    assert "***" in baseline.read_text()
    assert told(baseline.read_text()) == []
    outcome = run_layersize(["check", other, *LIMITS, *read])
    assert_tells_none(outcome.stdout, form)


@pytest.mark.parametrize("form", FORMATS["trend"])
def test_trend_and_its_history(
    image: str, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    history = tmp_path / "sizes.jsonl"
    for measured in (str(tmp_path / "other.tar"), image):
        limit = ["--max-size", "1 kB", "--history", str(history), "--no-cache"]
        outcome = run_layersize(["check", measured, *limit])
        assert outcome.exit_code == 1, outcome.stderr
    assert "***" in history.read_text()
    assert told(history.read_text()) == []
    outcome = run_layersize(["trend", str(history), "--format", form])
    assert outcome.exit_code == 0, outcome.stderr
    assert told(outcome.stdout) == []


@pytest.mark.parametrize("form", FORMATS["files"])
def test_files(image: str, form: str) -> None:
    outcome = run_layersize(["files", image, "--all", "--format", form, "--no-cache"])
    assert outcome.exit_code == 0, outcome.stderr
    assert told(outcome.stdout) == []


@pytest.mark.parametrize("form", FORMATS["why"])
@pytest.mark.parametrize("path", ["/app/.npmrc", "/b", "/app", "/c"])
def test_why(image: str, path: str, form: str) -> None:
    outcome = run_layersize(["why", image, path, "--format", form, "--no-cache"])
    assert outcome.exit_code == 0, outcome.stderr
    assert_tells_none(outcome.stdout, form)


@pytest.mark.parametrize("form", FORMATS["packages"])
def test_packages(image: str, form: str) -> None:
    outcome = run_layersize(["inspect", image, "--by", "package", "--format", form, "--no-cache"])
    assert outcome.exit_code == 0, outcome.stderr
    assert_tells_none(outcome.stdout, form)

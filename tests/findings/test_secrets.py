"""Secrets in files, instructions and settings; and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.found import BASE, found, image, of_rule, paths
from layersize.accounting.advice import FindingState, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.measure import explore
from support.docker_archives import named_layers
from support.image_config import config_json
from support.tar_writer import file, tar, whiteout

WORD = "q7Jw9zR4tK2mB8x"
NPMRC = f"//a.test/:_authToken={WORD}\n"
ROOT = [file("bin/sh", b"sh")]
SECRET_RULES = ("LS090", "LS091", "LS092", "LS093", "LS094")


def with_config(tmp_path: Path, *steps: str, **settings: object) -> AnalyzedImage:
    layer = tar(*ROOT)
    config = config_json([layer], steps=[*steps, "RUN make"], config=settings)
    (tmp_path / "image.tar").write_bytes(named_layers({"a": layer}, [layer], config=config))
    return explore(str(tmp_path / "image.tar"))


def test_a_deleted_secret_is_still_there(tmp_path: Path) -> None:
    layers = [ROOT, [file("app/.npmrc", NPMRC)], [whiteout("app/.npmrc")]]
    measured = image(tmp_path, *layers, steps=[BASE, "COPY .npmrc ./", "RUN rm .npmrc"])
    (one,) = of_rule("LS090", measured, 1)
    assert paths(one, measured) == {"app/.npmrc"}
    assert one.examples == (b"app/.npmrc",)
    assert (one.owner, one.state) == (Owner.YOURS, FindingState.HIDDEN)
    assert one.title == "1 login that a later layer hides, and everybody can read"
    assert "--mount=type=secret" in one.fix
    assert of_rule("LS091", measured, 1) == []


def test_secrets_that_a_container_sees(tmp_path: Path) -> None:
    entries = [file("app/.npmrc", NPMRC), file("app/.env", f"DB_PASSWORD={WORD}\nA_TOKEN={WORD}")]
    measured = image(tmp_path, ROOT, entries)
    (one,) = of_rule("LS091", measured, 1)
    assert paths(one, measured) == {"app/.npmrc", "app/.env"}
    assert one.title == "1 login, 1 secret setting"
    assert (one.owner, one.state) == (Owner.YOURS, FindingState.LIVE)


def test_those_of_the_base_are_for_others_to_take_out(tmp_path: Path) -> None:
    measured = image(tmp_path, [*ROOT, file("root/.npmrc", NPMRC)], ROOT)
    (one,) = of_rule("LS091", measured, 1)
    assert one.owner is Owner.BASE
    assert "base image" in one.fix


def test_what_tests_and_packages_bring_along_is_to_be_judged(tmp_path: Path) -> None:
    key = f"-----BEGIN PRIVATE KEY-----\n{WORD * 4}\n-----END PRIVATE KEY-----\n"
    entries = [file("srv/node_modules/a/test/server.key", key)]
    measured = image(tmp_path, ROOT, entries)
    (one,) = of_rule("LS092", measured, 1)
    assert one.title == "1 private key of tests, examples or packages"
    assert of_rule("LS091", measured, 1) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/settings.ini", f"# password = {WORD}\n"),
        ("app/.env.example", f"DB_PASSWORD={WORD}\n"),
        ("app/.env", "DB_PASSWORD=changeme\nA_TOKEN=${TOKEN}\n"),
        ("etc/shadow", "root:*:19000:0:99999:7:::\nbin:!:1::::::\n"),
        ("etc/ssl/certs/ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
        ("root/.ssh/id_rsa.pub", f"ssh-ed25519 AAAAC3Nza{WORD} me@here\n"),
        ("root/.docker/config.json", '{"auths": {"a.test": {}}}'),
    ],
)
def test_what_only_looks_like_one(tmp_path: Path, path: str, text: str) -> None:
    measured = image(tmp_path, ROOT, [file(path, text)])
    assert [one for one in found(measured, 1) if one.rule.code in SECRET_RULES] == []


def test_secrets_in_instructions(tmp_path: Path) -> None:
    steps = [
        BASE,
        f"RUN |1 NPM_TOKEN={WORD} /bin/sh -c npm ci # buildkit",
        "RUN |1 VERSION=1.2 /bin/sh -c make # buildkit",
        f"RUN /bin/sh -c curl -H 'Authorization: Bearer {WORD}' https://a.test # buildkit",
    ]
    measured = image(tmp_path, *[ROOT] * 4, steps=steps)
    (one,) = of_rule("LS093", measured, 1)
    assert (one.layers, one.owner) == ((1, 3), Owner.YOURS)
    assert one.title == "secrets in the instructions of 2 layers"
    assert WORD not in one.title + one.fix


def test_secrets_in_settings_are_told_by_name(tmp_path: Path) -> None:
    measured = with_config(
        tmp_path,
        f"(empty) ARG NPM_TOKEN={WORD}",
        f"(empty) CMD app --password {WORD}",
        Env=["PATH=/bin", f"API_TOKEN={WORD}", "GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568"],
        Labels={"org.test.secret": WORD, "org.test.name": WORD},
    )
    (one,) = of_rule("LS094", measured)
    names = "API_TOKEN, NPM_TOKEN, instruction CMD and 1 more"
    assert one.title == f"secrets in the image's settings: {names}"
    assert WORD not in one.title + one.fix


def test_settings_of_usual_images_hold_none(tmp_path: Path) -> None:
    measured = with_config(
        tmp_path,
        "(empty) ARG TOKEN",
        "(empty) ENV GPG_KEYS=B42F6819007F00F88E364FD4036A9C25BF357DD4",
        "(empty) ENV POSTGRES_PASSWORD=postgres",
        Env=["PYTHON_SHA256=2c8ca2c1e4e2c9f4b4f3b1a5e6d7c8b9a0f1e2d3", "TOKEN_FILE=/run/secrets/a"],
        Labels={"maintainer": "a@b.test"},
    )
    assert [one for one in found(measured) if one.rule.code in SECRET_RULES] == []

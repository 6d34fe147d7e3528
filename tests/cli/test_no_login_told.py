"""A login in a reference or an address is never told: not in messages, reports, files or screens.

A table of forms of references and of commands; the word `sesame` may turn up nowhere.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import layersize
from cli.check_project import Project
from layersize.cli.commands.browse import browse
from layersize.cli.options import CommonOptions
from layersize.errors import LayersizeError
from layersize.text.userinfo import text_without_userinfo, without_userinfo
from layersize.tui.app import LayersizeApp
from support.run_layersize import Outcome, run_layersize

SECRET = "sesame"  # noqa: S105 - nobody takes it
PORT = "127.0.0.1:1"
FORMS = (
    f"https://reader:sesame@{PORT}/team/app:v1",
    f"https://reader:se@sesame@{PORT}/team/app:v1",
    f"https://reader:word/sesame@{PORT}/team/app:v1",
    f"https://reader:word sesame@{PORT}/team/app:v1",
    f"https://sesame@{PORT}/team/app:v1",
    f"HTTP://reader:sesame@{PORT}/team/app",
    f"https:/reader:sesame@{PORT}/team/app",
    f"registry:https://reader:sesame@{PORT}/team/app:v1",
    f"registry:reader:sesame@{PORT}/team/app:v1",
    f"registry:sesame@{PORT}/team/app:v1",
    f"registry://reader:sesame@{PORT}/team/app:v1",
    f"reader:sesame@{PORT}/team/app:v1",
    f"reader:word/sesame@{PORT}/team/app:v1",
    f"reader:sesame@{PORT}/team/app@sha256:{'a' * 64}",
    "reader:sesame@ghcr.io",
    f"docker://reader:sesame@{PORT}/team/app:v1",
    f"docker:reader:sesame@{PORT}/team/app:v1",
    f"podman:https://reader:sesame@{PORT}/team/app:v1",
    f"podman:sesame@{PORT}/team/app:v1",
    f"remote:reader:sesame@{PORT}/team/app:v1",
    f"docker-daemon:reader:sesame@{PORT}/team/app:v1",
    f"tcp://reader:sesame@{PORT}",
    "ssh://reader:sesame@host.invalid/run/docker.sock",
    f"oci-archive:https://reader:sesame@{PORT}/app.tar",
    f"docker-archive:reader:sesame@{PORT}/app.tar",
    f"https://reader:sesame@{PORT}/size.json",
    f"reader:sesame@{PORT}/size.json",
    "https://reader:sesame@[::1",
    "oci://reader:sesame@x/y",
    "s3://key:sesame@bucket/app.tar",
)
COMMANDS = {
    "inspect": ["inspect", "FORM"],
    "inspect json": ["inspect", "FORM", "--format", "json"],
    "inspect, not asked": ["inspect", "FORM", "--offline", "--debug"],
    "compare": ["compare", "FORM", "app.tar"],
    "compare the other": ["compare", "app.tar", "FORM", "--format", "json"],
    "check": ["check", "FORM", "--max-size", "1 MB", "--history", "sizes.jsonl"],
    "check json": ["check", "FORM", "--max-size", "1 MB", "--format", "json"],
    "check markdown": ["check", "FORM", "--max-size", "1 MB", "--report", "markdown=a.md"],
    "check junit": ["check", "FORM", "--max-size", "1 MB", "--format", "junit"],
    "check sarif": ["check", "FORM", "--max-size", "1 MB", "--format", "sarif"],
    "check against": [*("check", "app.tar", "--against", "FORM"), "--max-increase", "1 %"],
    "check base": ["check", "app.tar", "--base", "FORM", "--max-size", "1 MB", "--format", "json"],
    "baseline": ["check", "FORM", "--against", "size.json", "--update-baseline"],
    "baseline there": ["check", "app.tar", "--against", "FORM", "--update-baseline"],
    "init": ["check", "FORM", "--init"],
    "export": ["export", "FORM", "-o", "out.tar"],
    "export there": ["export", "app.tar", "-o", "FORM"],
    "extract": ["extract", "FORM", "/", "-o", "out"],
    "extract a path": ["extract", "app.tar", "FORM", "-o", "out"],
    "extract there": ["extract", "app.tar", "/", "-o", "FORM"],
    "browse": ["browse", "FORM"],
    "why": ["why", "FORM", "/src"],
    "why a path": ["why", "app.tar", "FORM"],
    "stages": ["stages", "FORM"],
    "trend": ["trend", "FORM"],
    "report there": ["inspect", "app.tar", "--report", "json=FORM"],
    "Dockerfile": ["check", "app.tar", "--max-size", "1 MB", "--dockerfile", "FORM"],
    "no command": ["FORM"],
    "no option": ["inspect", "app.tar", "--FORM"],
    "too many": ["trend", "a", "FORM"],
    "a platform": ["inspect", "app.tar", "--platform", "FORM"],
}


def told(outcome: Outcome, project: Project) -> str:
    """All that a command has printed and written."""
    files = [path for path in project.folder.rglob("*") if path.is_file()]
    written = [path.read_text(errors="replace") for path in files if path.suffix != ".tar"]
    return "\n".join([outcome.stdout, outcome.stderr, *written])


CASES = [
    pytest.param(form, command, id=f"{number} {command}")
    for number, form in enumerate(FORMS)
    for command in COMMANDS
    # these two write a file or a folder of that name
    if form != "reader:sesame@ghcr.io" or command not in ("export there", "extract there")
]


@pytest.mark.parametrize(("form", "command"), CASES)
def test_no_command_tells_a_login(project: Project, form: str, command: str) -> None:
    words = [word.replace("FORM", form) for word in COMMANDS[command]]
    outcome = run_layersize(words)
    assert SECRET not in told(outcome, project)
    if command.startswith(("inspect", "compare", "init")):
        assert outcome.exit_code == 2


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_no_configuration_tells_a_login(
    project: Project, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Also with the login in a variable, and in the name that a budget has without a `name`."""
    monkeypatch.setenv("SECRET", form)
    for shown in (json.dumps(form.replace("$", "$$")), '"$SECRET"'):
        for keys in (
            f'image = {shown}\nmax_increase = "1 %"\n',
            f'image = {shown}\nmax_size = 1\nbaseline = "size.json"\n',
            f'image = "app.tar"\nmax_increase = "1 %"\nbaseline = {shown}\n',
            f'image = "app.tar"\nmax_size = 1\nignore_base = true\nbase = {shown}\n',
            f'image = "app.tar"\nmax_size = 1\nbase_from = {shown}\n',
        ):
            project.config(f"[[budget]]\n{keys}")
            for arguments in ([], ["--format", "json", "--history", "sizes.jsonl"]):
                outcome = project.check(*arguments)
                (project.folder / ".layersize.toml").unlink()
                assert SECRET not in told(outcome, project), keys
                project.config(f"[[budget]]\n{keys}")
    project.config("".join(f"[[budget]]\nimage = '{form}{n}'\nmax_size = 1\n" for n in "ab"))
    outcomes = [project.check("app.tar"), project.check("--against", "app.tar")]
    (project.folder / ".layersize.toml").unlink()
    assert all(SECRET not in told(outcome, project) for outcome in outcomes)


def test_a_password_with_a_dollar_in_a_configuration_is_not_told(project: Project) -> None:
    project.config(f'[[budget]]\nimage = "https://reader:$-sesame@{PORT}/app"\nmax_size = 1\n')
    outcome = project.check()
    assert outcome.exit_code == 2
    assert "has a $ that names no variable" in outcome.stderr
    assert SECRET not in outcome.stderr


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_no_screen_shows_a_login(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """It is refused before there is a screen, whose title would have it."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True, raising=False)
    monkeypatch.setattr(LayersizeApp, "run", lambda *_: pytest.fail("a screen was opened"))
    for references in ([form], ["app.tar", form]):
        with pytest.raises(LayersizeError) as raised:
            browse(references, CommonOptions())
        assert SECRET not in str(raised.value)


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_no_error_of_the_library_tells_a_login(form: str) -> None:
    with pytest.raises(LayersizeError) as raised:
        layersize.analyze(form)
    assert SECRET not in f"{raised.value} {raised.value!r}"


@pytest.mark.parametrize("variable", ["DOCKER_HOST", "CONTAINER_HOST"])
@pytest.mark.parametrize(
    "address",
    [
        f"tcp://reader:sesame@{PORT}",
        f"tcp://reader:sesame@{PORT}/x",
        "ssh://reader:sesame@host.invalid",
        "ssh://reader:se/sesame@host.invalid",
        "ssh://reader:word@sesame@host.invalid",
        f"https://reader:sesame@{PORT}",
        f"https://sesame@{PORT}",
        f"http://sesame@{PORT}",
        f"tcp:/reader:sesame@{PORT}",
        f"tcp:reader:sesame@{PORT}",
        f" tcp://reader:sesame@{PORT}",
        f"reader:sesame@{PORT}",
        f"sesame@{PORT}:x",
        f"fd://reader:sesame@{PORT}",
    ],
)
def test_no_address_of_an_engine_tells_a_login(
    project: Project, monkeypatch: pytest.MonkeyPatch, variable: str, address: str
) -> None:
    monkeypatch.setenv(variable, address)
    kind = "docker" if variable == "DOCKER_HOST" else "podman"
    for words in (["inspect", f"{kind}:app"], ["stages", "."]):
        outcome = run_layersize(words)
        assert outcome.exit_code == 2
        assert SECRET not in told(outcome, project)


@pytest.mark.parametrize(
    "proxy", [f"http://reader:sesame@{PORT}", "reader:sesame@x", "x://sesame@y"]
)
def test_no_proxy_tells_a_login(
    project: Project, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("DOCKER_HOST", "tcp://engine.invalid:1")
    for words in (["inspect", "registry:registry.invalid/app"], ["inspect", "docker:app"]):
        outcome = run_layersize([*words, "--debug"])
        assert outcome.exit_code == 2
        assert SECRET not in told(outcome, project)


@pytest.mark.parametrize(
    "name",
    [
        *("app:v1", "registry:host:5000/app", f"host:5000/team/app:v1@sha256:{'a' * 64}"),
        *("./pictures@2x/app.tar", "/home/me@work/a.tar", f"app@sha256:{'a' * 64}"),
        *("app.tar:v1@abcdef0", "ssh://user@host", "unix:///run/a@b.sock", "docker-archive:/a@b/c"),
        "app.tar:localhost/app@sha256:abcdef0",
    ],
)
def test_what_holds_no_login_stays_as_it_is(name: str) -> None:
    assert without_userinfo(name) == name
    assert text_without_userinfo(f"{name!r} is {name}: {name}; write {name}") == (
        f"{name!r} is {name}: {name}; write {name}"
    )


def test_files_with_an_at_sign_are_read_and_named(project: Project) -> None:
    path = project.folder / "me@work" / "app@2.tar"
    path.parent.mkdir()
    path.write_bytes((project.folder / "app.tar").read_bytes())
    for reference in (str(path), f"docker-archive:{path}", "docker-archive:me@work/app@2.tar"):
        outcome = run_layersize(["inspect", reference, "--format", "json"])
        assert outcome.exit_code == 0
        assert outcome.report["image"]["reference"] == reference


def test_what_is_left_of_a_login(project: Project, tmp_path: Path) -> None:
    outcome = run_layersize(["inspect", f"registry:reader:sesame@{PORT}/app"])
    assert outcome.stderr == (
        f"layersize: registry:***@{PORT}/app: holds a login, which no reference may; "
        f"run docker login {PORT}, and give registry:{PORT}/app\n"
    )
    assert project.folder.parent == tmp_path

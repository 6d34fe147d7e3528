"""Every file that a command writes: one table of writers, one of what may stand in their way."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cli.check_project import Project
from cli.processes import environment, only_line, run, run_shell
from layersize.cli.commands.browse import app_for
from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.errors import LayersizeError
from layersize.measure import analyze
from support.run_layersize import Outcome, run_layersize

CONFIG = '[[budget]]\nname = "app"\nimage = "app.tar"\nmax_size = "1 MB"\n'
LIMIT = ("--max-size", "1 MB")
SUMMARY = "GITHUB_STEP_SUMMARY"


def save_in_the_screens(file: str) -> Outcome:
    """As the key `e` of `browse` does."""
    backend = app_for(["app.tar"], CommonOptions(no_cache=True), ProgressBars(wanted=False))
    try:
        backend._backend.write(analyze("app.tar"), "json", Path(file))
    except LayersizeError as error:
        return Outcome(exit_code=2, stdout="", stderr=f"layersize: {error}\n", calls=None)
    return Outcome(exit_code=0, stdout="", stderr="", calls=None)


def summary(file: str) -> Outcome:
    done = run(
        *("check", "app.tar", *LIMIT, "--format", "github"), env=environment(**{SUMMARY: file})
    )
    return Outcome(exit_code=done.returncode, stdout="", stderr=done.stderr.decode(), calls=None)


WRITERS: Mapping[str, Callable[[str], Outcome]] = {
    "inspect --report": lambda file: run_layersize(
        ["inspect", "app.tar", "--report", f"json={file}"]
    ),
    "compare --report": lambda file: run_layersize(
        ["compare", "app.tar", "grown.tar", "--report", f"markdown={file}"]
    ),
    "check --report": lambda file: run_layersize(
        ["check", "app.tar", *LIMIT, "--report", f"junit={file}"]
    ),
    "check --update-baseline": lambda file: run_layersize(
        ["check", "app.tar", "--against", file, "--update-baseline"]
    ),
    "browse": save_in_the_screens,
    "export": lambda file: run_layersize(["export", "app.tar", "-o", file, "--force"]),
    "check --history": lambda file: run_layersize(["check", "app.tar", *LIMIT, "--history", file]),
    "job summary": summary,
}
"""Each writes a file, given its name."""
REPLACING = [name for name in WRITERS if name not in ("check --history", "job summary")]
REPORTS = [name for name in WRITERS if name.endswith("--report")]
WITHOUT_FORCE = [name for name in WRITERS if name != "export"]


@pytest.fixture
def folder(project: Project) -> Path:
    made = project.folder / "out"
    made.mkdir()
    return made


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def written(writer: str, file: Path | str) -> None:
    outcome = WRITERS[writer](str(file))
    assert outcome.exit_code == 0, outcome.stderr


def refused(writer: str, file: Path | str, *parts: str) -> None:
    outcome = WRITERS[writer](str(file))
    assert outcome.exit_code == 2, outcome.stdout
    assert any(all(part in line for part in parts) for line in outcome.stderr.splitlines()), (
        outcome.stderr
    )


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_mode_of_the_umask(folder: Path, writer: str) -> None:
    before = os.umask(0o027)
    try:
        written(writer, folder / "new.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "new.json").stat().st_mode) == 0o640
    assert names_in(folder) == ["new.json"]


def test_the_mode_and_the_owner_are_kept(folder: Path, writer: str) -> None:
    file = folder / "old.json"
    written(writer, file)
    file.chmod(0o606)
    if os.geteuid() == 0:
        os.chown(file, 12345, 23456)
    owner = file.stat().st_uid, file.stat().st_gid
    before = file.read_bytes()
    written(writer, file)
    after = file.stat()
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (0o606, *owner)
    assert file.read_bytes() == before or writer not in REPLACING
    assert names_in(folder) == ["old.json"]


def test_a_link_to_a_file_stays(folder: Path, writer: str) -> None:
    link = folder / "link.json"
    written(writer, folder / "old.json")
    link.symlink_to("old.json")
    inode = (folder / "old.json").stat().st_ino
    written(writer, link)
    assert link.is_symlink()
    assert ((folder / "old.json").stat().st_ino != inode) == (writer in REPLACING)
    assert names_in(folder) == ["link.json", "old.json"]


@pytest.mark.parametrize("writer", WITHOUT_FORCE)
def test_a_link_to_nothing_is_not_followed(folder: Path, writer: str) -> None:
    (folder / "link.json").symlink_to("nothing.json")
    refused(writer, folder / "link.json", "is a link to nothing.json, which is not there")
    assert names_in(folder) == ["link.json"]


def test_a_link_in_circles(folder: Path, writer: str) -> None:
    (folder / "link.json").symlink_to("link.json")
    refused(writer, folder / "link.json", "Too many levels of symbolic links")


def test_a_folder(folder: Path, writer: str) -> None:
    (folder / "old.json").mkdir()
    outcome = WRITERS[writer](f"{folder}/old.json")
    assert outcome.exit_code == 2
    assert "s a directory" in outcome.stderr or "is a folder" in outcome.stderr
    assert names_in(folder) == ["old.json"]


@pytest.mark.parametrize("writer", [*REPORTS, "export", "check --history"])
def test_a_name_that_ends_like_a_folders(folder: Path, writer: str) -> None:
    refused(writer, f"{folder}/new.json/", "new.json/: Is a directory")
    assert names_in(folder) == []


def test_the_image_is_not_overwritten(project: Project, folder: Path, writer: str) -> None:
    image = project.folder / "app.tar"
    before = image.read_bytes()
    (folder / "hard.json").hardlink_to(image)
    (folder / "link.json").symlink_to(image)
    for name in ("hard.json", "link.json", "../app.tar", "../out/hard.json"):
        if writer == "job summary":
            continue  # which the runner names, and which is only added to
        assert WRITERS[writer](f"out/{name}").exit_code == 2, name
        assert image.read_bytes() == before
    assert names_in(folder) == ["hard.json", "link.json"]


@pytest.mark.parametrize("writer", REPORTS)
def test_a_device_and_a_pipe_without_a_reader(folder: Path, writer: str) -> None:
    written(writer, os.devnull)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        refused(writer, f"/dev/fd/{writing}", f"/dev/fd/{writing}: Broken pipe")
    finally:
        os.close(writing)
    assert names_in(folder) == []


@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("how", ["> out.txt", ">> out.txt", "| cat > out.txt"])
def test_a_report_beside_standard_output(project: Project, stream: str, how: str) -> None:
    """All of it arrives, whatever standard output is, and nothing is written over."""
    script = f'layersize inspect app.tar --report json="$1" {how}'
    code, stdout, stderr = run_shell(script, stream)
    assert (code, stdout, stderr) == (0, "", "")
    text = (project.folder / "out.txt").read_text()
    report, end = json.JSONDecoder().raw_decode(text)
    assert report["kind"] == "image"
    assert "app.tar" in text[end:]


def test_a_report_in_a_process_substitution(project: Project) -> None:
    script = "layersize inspect app.tar --report json=>(cat > got.json); wait"
    code, _, stderr = run_shell(script)
    assert (code, stderr) == (0, "")
    assert project.folder  # the working folder
    assert json.loads((project.folder / "got.json").read_text())["kind"] == "image"


def test_where_standard_output_goes(project: Project) -> None:
    script = "layersize inspect app.tar --report json=out.txt > out.txt"
    code, _, stderr = run_shell(script)
    assert code == 2
    only_line(stderr, "out.txt: is where standard output goes; give another file, or /dev/stdout")
    assert (project.folder / "out.txt").read_bytes() == b""


def test_a_file_that_is_called_dash(project: Project) -> None:
    outcome = run_layersize(["inspect", "app.tar", "--report", "json=-"])
    assert outcome.exit_code == 2
    only_line(outcome.stderr, "standard output takes --format json; a file named - is ./-")
    assert not (project.folder / "-").exists()
    assert run_layersize(["inspect", "app.tar", "--report", "json=./-"]).exit_code == 0
    assert (project.folder / "-").exists()


READ_BY_CHECK = {
    "size.json": "baseline",
    ".layersize.toml": "configuration",
    "Dockerfile": "Dockerfile",
    "grown.tar": "base",
}


@pytest.mark.parametrize("name", READ_BY_CHECK)
@pytest.mark.parametrize("option", ["--report", "--history"])
def test_what_check_reads_is_not_overwritten(project: Project, name: str, option: str) -> None:
    project.config(CONFIG + 'baseline = "size.json"\n')
    project.write("Dockerfile", "FROM scratch\n")
    assert project.check("--update-baseline").exit_code == 0
    (project.folder / "hard").hardlink_to(name)
    before = (project.folder / name).read_bytes()
    for file in (name, f"./{name}", "hard"):
        value = file if option == "--history" else f"json={file}"
        words = (option, value, "--dockerfile", "Dockerfile", "--base", "grown.tar")
        for update in ((), ("--update-baseline",)):
            assert project.check(*words, *update).exit_code == 2, file
            assert (project.folder / name).read_bytes() == before


@pytest.mark.parametrize(
    ("first", "second"), [("a", "./a"), ("a", "link"), ("a", "out/../a"), ("hard", "old")]
)
def test_two_outputs_in_one_file(project: Project, folder: Path, first: str, second: str) -> None:
    (project.folder / "old").write_bytes(b"")
    (project.folder / "hard").hardlink_to("old")
    if second == "link":
        (project.folder / "a").write_bytes(b"")
        (project.folder / "link").symlink_to("a")
    assert folder.exists()
    for words in (
        ("--report", f"json={first}", "--report", f"markdown={second}"),
        ("--report", f"json={first}", "--history", second),
    ):
        outcome = project.check("app.tar", *LIMIT, *words)
        assert outcome.exit_code == 2
        only_line(outcome.stderr, f"{second}: is given for two reports; give another file")
    assert (project.folder / "old").read_bytes() == b""


def test_two_reports_to_one_device(project: Project) -> None:
    words = ("--report", f"json={os.devnull}", "--report", f"markdown={os.devnull}")
    assert project.check("app.tar", *LIMIT, *words).exit_code == 0


def test_an_image_in_a_folder(project: Project) -> None:
    """Its files are not overwritten; a report beside them is, each time."""
    import shutil

    layout = project.folder / "layout"
    shutil.copytree(Path(__file__).parents[1] / "images" / "oci-dir", layout)
    for name in ("index.json", "oci-layout"):
        outcome = run_layersize(["inspect", "layout", "--report", f"json=layout/{name}"])
        assert outcome.exit_code == 2
        only_line(outcome.stderr, "belongs to an image that is to be read")
    for _ in range(2):
        words = ["inspect", "layout", "--report", "json=layout/size.json"]
        assert run_layersize(words).exit_code == 0


def test_a_first_configuration_is_not_written_through_a_link(project: Project) -> None:
    (project.folder / ".layersize.toml").symlink_to("elsewhere")
    outcome = project.check("app.tar", "--init")
    assert outcome.exit_code == 2
    assert not (project.folder / "elsewhere").exists()


def test_a_file_that_must_not_be_written_to_is_not_replaced(
    project: Project, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rename would ask only the folder."""
    file = folder / "old.json"
    file.write_text("older")
    opened = os.open

    def denied(path: object, flags: int, *more: int) -> int:
        if str(path) == str(file) and flags & os.O_WRONLY:
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, *more)  # type: ignore[arg-type]  # handed on

    if os.geteuid() == 0:  # who may always write
        monkeypatch.setattr(os, "open", denied)
    else:
        file.chmod(0o444)
    assert project.folder.exists()
    refused("inspect --report", file, "Permission denied")
    assert file.read_text() == "older"

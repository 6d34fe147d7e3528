"""Debug sections: exactly their bytes, of programs that a container sees."""

from __future__ import annotations

from pathlib import Path

from layersize.accounting.advice import Finding, Owner
from layersize.measure import analyze
from support.docker_archives import archive
from support.elf_files import elf
from support.tar_writer import file, hardlink, tar, whiteout

PROGRAM = elf({".debug_info": b"d" * 50_000, ".debug_line": b"l" * 7_000, ".symtab": b"s" * 9})


def found(tmp_path: Path, *layers: bytes) -> tuple[list[Finding], int]:
    (tmp_path / "image.tar").write_bytes(archive(*layers))
    analysis = analyze(str(tmp_path / "image.tar"))
    findings = [finding for finding in analysis.findings if finding.rule == "LS060"]
    return findings, analysis.finding_bytes


def test_sections_of_programs_are_told(tmp_path: Path) -> None:
    layer = tar(
        file("bin/a", PROGRAM), hardlink("bin/b", "bin/a"), file("lib/c.so.1", PROGRAM[:-1])
    )
    (finding,), in_all = found(tmp_path, tar(file("x", b"x")), layer)
    assert (finding.content_bytes, finding.paths, finding.layers) == (57_000, 1, (1,))
    assert finding.examples == (b"bin/a",)
    assert in_all == 57_000


def test_stripped_hidden_and_other_files_are_not(tmp_path: Path) -> None:
    stripped = elf({".symtab": b"s" * 9})
    layers = [
        tar(file("bin/a", stripped), file("bin/b", PROGRAM), file("srv/a.html", PROGRAM)),
        tar(whiteout("bin/b")),
    ]
    findings, _ = found(tmp_path, *layers)
    assert findings == []


def test_a_base_image_is_to_be_another_one(tmp_path: Path) -> None:
    (finding,), _ = found(tmp_path, tar(file("bin/a", PROGRAM)))
    assert finding.owner is not Owner.BASE
    assert finding.fix.startswith("strip")


def test_a_line_names_files_that_a_shell_takes_as_they_are(tmp_path: Path) -> None:
    (finding,), _ = found(tmp_path, tar(file("x", b"x")), tar(file("bin/a", PROGRAM)))
    assert "strip --strip-debug /bin/a in the RUN" in finding.fix
    (finding,), _ = found(tmp_path, tar(file("x", b"x")), tar(file("bin/$(id)", PROGRAM)))
    assert "strip --strip-debug FILE in the RUN" in finding.fix
    many = [file(f"bin/{number}", PROGRAM) for number in range(9)]
    (finding,), _ = found(tmp_path, tar(file("x", b"x")), tar(*many))
    assert "strip --strip-debug FILE in the RUN" in finding.fix

"""Programs that say what they are built of."""

from __future__ import annotations

from pathlib import Path

from layersize.packages.languages import program
from support.elf_files import elf
from support.go_programs import go_program
from support.package_trees import entries_tree, owned_bytes
from support.tar_writer import file, hardlink


def test_a_program_that_go_built(tmp_path: Path) -> None:
    source = tmp_path / "source" / "hi" / "main.go"
    source.parent.mkdir(parents=True)
    source.write_text('package main\n\nfunc main() { println("hi") }\n')
    built = go_program(tmp_path, source, "-ldflags=-s -w").read_bytes()
    tree = entries_tree(tmp_path, file("usr/bin/hi", built), hardlink("usr/bin/ho", "usr/bin/hi"))
    assert owned_bytes(tree, program.find) == {("go", "hi", None): len(built)}


def test_programs_of_rust_and_others(tmp_path: Path) -> None:
    audited = elf({".dep-v0": b"x" * 100})
    other = elf({".rustc": b"x" * 100})
    tree = entries_tree(tmp_path, file("bin/a", audited), file("srv/a", audited), file("b", other))
    assert owned_bytes(tree, program.find) == {("rust", "a", None): 2 * len(audited)}

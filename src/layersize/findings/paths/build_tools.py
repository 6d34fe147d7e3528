"""What only a build needs: compilers, headers, static libraries."""

from __future__ import annotations

from typing import Unpack

from layersize.accounting.advice import Certainty, Family
from layersize.findings.paths.path_rule import PathRule, Paths

_IN_ANOTHER_STAGE = "build in another stage, and COPY --from=build what it makes"
_BINARIES = (
    *("gcc", "g++", "gcc-[0-9]*", "g++-[0-9]*", "cpp", "cpp-[0-9]*", "gfortran*", "lto-dump*"),
    *("*-linux-*-gcc*", "*-linux-*-g++*", "*-linux-*-cpp*", "*-linux-*-gfortran*"),
    *("*-linux-*-lto-dump*", "*-linux-*-ld", "*-linux-*-ld.*", "*-linux-*-as", "*-linux-*-gold"),
    *("*-linux-*-dwp", "ld.bfd", "ld.gold", "clang", "clang++", "clang-[0-9]*", "clang++-[0-9]*"),
    *("rustc", "cargo", "cmake", "ctest", "cpack", "ninja"),
)
_BINARY_FOLDERS = ("/usr/bin", "/usr/local/bin", "/usr/local/cargo/bin")


def _rule(code: str, title: str, **paths: Unpack[Paths]) -> PathRule:
    return PathRule(
        code=code,
        family=Family.BUILD,
        certainty=Certainty.JUDGE,
        title=title,
        fix=_IN_ANOTHER_STAGE,
        copied_fix=_IN_ANOTHER_STAGE,
        **paths,
    )


BUILD_TOOLS = (
    _rule(
        "LS040",
        "compilers and build tools",
        folders=(
            *("/usr/lib/gcc", "/usr/libexec/gcc", "/usr/lib/gcc-cross"),
            *("/usr/local/lib/gcc", "/usr/local/libexec/gcc", "/usr/lib/llvm-*"),
            *("/usr/local/go", "/usr/lib/go", "/usr/lib/go-*", "/usr/share/go-*"),
            *("/usr/local/rustup", "**/.rustup", "/usr/lib/rustlib", "/usr/local/lib/rustlib"),
            *("/usr/share/cmake-*", "/usr/share/maven", "/opt/gradle", "/usr/share/gradle"),
        ),
        files=tuple(f"{folder}/{name}" for folder in _BINARY_FOLDERS for name in _BINARIES),
        spared_names=("*.so", "*.so.*"),
    ),
    _rule(
        "LS041",
        "headers of libraries",
        folders=(
            *("/usr/include", "/usr/local/include", "/opt/*/include", "/usr/lib/jvm/*/include"),
            *("/usr/src/linux-headers-*", "/usr/lib/linux-kbuild-*"),
        ),
        spared_names=("pyconfig.h", "pyconfig-*.h"),
    ),
    _rule(
        "LS042",
        "static libraries and object files",
        files=(
            *("lib*.a", "lib*.la", "/usr/lib/*.o", "/usr/lib/*-linux-*/*.o"),
            *("/usr/lib32/*.o", "/usr/lib64/*.o", "/usr/local/lib/*.o", "/usr/local/lib64/*.o"),
        ),
    ),
    _rule(
        "LS043",
        "files for pkg-config, CMake and aclocal",
        folders=tuple(
            f"{top}/{name}"
            for top in (
                *("/usr/lib", "/usr/lib/*-linux-*", "/usr/lib64", "/usr/share"),
                *("/usr/local/lib", "/usr/local/lib64", "/usr/local/share"),
            )
            for name in ("pkgconfig", "cmake", "aclocal", "aclocal-*")
        ),
    ),
)

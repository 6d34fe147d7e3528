"""Writes the trees of dpkg and rpm in this folder: `python system.py FOLDER [NAME]...`.

They are of tiny packages made by dpkg-deb and rpmbuild, so that nothing of others is kept.

rpm's databases differ by its version: `rpm-sqlite` is written by the rpm here, `rpm-bdb` by that of
Debian 11, `rpm-ndb` and `rpm-6` by that of Debian sid. These are
run in folders below FOLDER that debootstrap fills where they are missing, which takes root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from packages.trees.make import pack  # noqa: E402 - the path above makes it importable

DEB_FILES = {
    "alpha": {
        "bin/alpha": "alpha\n" * 40,
        "usr/bin/tool": "the tool of alpha\n",
        "etc/alpha.conf": "colour = red\n",
        "usr/share/doc/alpha/copyright": "none\n" * 9,
        "usr/lib/python3/dist-packages/alpha.py": "print('alpha')\n",
    },
    "beta": {"usr/bin/tool": "the tool of beta, which wins\n", "usr/lib/beta/data": "b" * 500},
    "gamma": {"usr/bin/gamma": "gamma\n", "etc/gamma.conf": "colour = blue\n"},
}
"""Package to its files."""
VERSIONS = {"alpha": "1.0", "beta": "2:1.5-1", "gamma": "0.9"}
LIBRARY = "usr/lib/{}-linux/libboth.so"
SPEC = """\
Name: {name}
Epoch: {epoch}
Version: {version}
Release: 1
Summary: A sample
License: MIT
BuildArch: noarch
%define _build_id_links none
%description
A sample.
%install
mkdir -p %{{buildroot}}/usr/bin %{{buildroot}}/usr/share/shared %{{buildroot}}/usr/share/doc/{name}
mkdir -p %{{buildroot}}/var/log
echo the program {name} > %{{buildroot}}/usr/bin/{name}
ln %{{buildroot}}/usr/bin/{name} %{{buildroot}}/usr/bin/{name}-again
ln -s {name} %{{buildroot}}/usr/bin/{name}-link
echo alike > %{{buildroot}}/usr/share/shared/both
echo hello > %{{buildroot}}/usr/share/doc/{name}/README
touch %{{buildroot}}/var/log/{name}.log
%files
/usr/bin/*
/usr/share/shared/both
%doc /usr/share/doc/{name}/README
%ghost /var/log/{name}.log
"""


def dpkg(systems: Path, scratch: Path, root: Path) -> None:
    """A merged root with a diversion, two architectures, a removed package, excluded documents."""
    del systems
    merged_root(root)
    debs = [build_deb(scratch, name, VERSIONS[name], DEB_FILES[name]) for name in DEB_FILES]
    for machine in ("amd64", "i386"):
        files = {LIBRARY.format(machine): machine * 30}
        debs.append(build_deb(scratch, "both", "3", files, machine=machine))
    install = dpkg_command(root, "--path-exclude=/usr/share/doc/*")
    subprocess.run([*install, "--add-architecture", "i386"], check=True)
    divert = ["dpkg-divert", "--quiet", f"--admindir={root}/var/lib/dpkg", f"--instdir={root}"]
    divert += ["--package", "beta", "--rename", "--divert", "/usr/bin/tool.real"]
    subprocess.run([*divert, "--add", "/usr/bin/tool"], check=True)
    subprocess.run([*install, "--install", *debs], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*install, "--remove", "gamma"], check=True, stdout=subprocess.DEVNULL)
    # What a package's scripts and other programs add:
    compiled = root / "usr/lib/python3/dist-packages/__pycache__/alpha.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"byte code of alpha")
    (root / "a-cache").mkdir()
    os.link(root / "usr/bin/alpha", root / "a-cache/alpha")


def merged_root(root: Path) -> None:
    """A root where `/bin` is in `/usr`, and nothing is installed."""
    for folder in ("usr/bin", "var/lib/dpkg/info", "var/lib/dpkg/updates"):
        (root / folder).mkdir(parents=True)
    (root / "bin").symlink_to("usr/bin")
    (root / "var/lib/dpkg/status").touch()


def dpkg_command(root: Path, *options: str) -> list[str]:
    """dpkg in a root, for any user."""
    forced = "--force-not-root,bad-path,script-chrootless,unsafe-io,architecture"
    return ["dpkg", f"--root={root}", forced, "--log=/dev/null", *options]


def build_deb(
    scratch: Path, name: str, version: str, files: dict[str, str], machine: str = "all"
) -> Path:
    """A package of these files, those in `etc` being for users to change."""
    source = scratch / f"{name}-{machine}"
    for path, content in files.items():
        target = source / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    control = source / "DEBIAN"
    control.mkdir()
    same = "Multi-Arch: same\n" if machine != "all" else ""
    (control / "control").write_text(
        f"Package: {name}\nVersion: {version}\nArchitecture: {machine}\n{same}"
        "Maintainer: nobody <nobody@example.org>\nDescription: a sample\n"
    )
    configuration = "".join(f"/{path}\n" for path in files if path.startswith("etc/"))
    (control / "conffiles").write_text(configuration)
    deb = scratch / f"{name}-{machine}.deb"
    command = ["dpkg-deb", "--build", "-Znone", source, deb]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return deb


def rpm_sqlite(systems: Path, scratch: Path, root: Path) -> None:
    """By rpm 4.16 or later, as Fedora and Red Hat from 9 on have it."""
    del systems
    rpms = [build_rpm(scratch, name) for name in ("alpha", "beta")]
    install_rpms(root, rpms, "sqlite")


def rpm_bdb(systems: Path, _scratch: Path, root: Path) -> None:
    """By rpm 4.16, the last one that writes it, as Red Hat 8 has it."""
    _by_debian("bullseye", "bdb", 4, systems, root)


def rpm_ndb(systems: Path, _scratch: Path, root: Path) -> None:
    """As SUSE has it, of packages in format 4."""
    _by_debian("sid", "ndb", 4, systems, root)


def rpm_6(systems: Path, _scratch: Path, root: Path) -> None:
    """Of packages in format 6, which rpm 6 builds, in SQLite."""
    _by_debian("sid", "sqlite", 6, systems, root)


def _by_debian(suite: str, backend: str, form: int, systems: Path, root: Path) -> None:
    """By the rpm of a Debian suite, in a folder of it."""
    system = systems / suite
    if not system.exists():
        bootstrap = ["debootstrap", "--variant=minbase", "--include=rpm", suite, system]
        subprocess.run(bootstrap, check=True, stdout=subprocess.DEVNULL)
    inside = system / "samples"
    shutil.rmtree(inside, ignore_errors=True)
    inside.mkdir()
    by = ["chroot", str(system)]
    rpms = [build_rpm(inside, name, by, Path("/samples"), form) for name in ("alpha", "beta")]
    install_rpms(Path("/samples/root"), rpms, backend, by)
    copy = ["cp", "--archive", f"{inside}/root/.", root]  # hardlinks stay what they are
    subprocess.run(copy, check=True)
    shutil.rmtree(inside)


def build_rpm(
    scratch: Path,
    name: str,
    by: list[str] | None = None,
    seen_as: Path | None = None,
    form: int = 4,
) -> Path:
    """A package, built in a folder that the builder may see elsewhere."""
    seen = seen_as or scratch
    epoch, version = (2, "3.0") if name == "beta" else (0, "1.0")
    (scratch / f"{name}.spec").write_text(SPEC.format(name=name, epoch=epoch, version=version))
    defined = {"_topdir": f"{seen}/top", "_rpmdir": str(seen), "_rpmformat": str(form)}
    options = [part for item in defined.items() for part in ("--define", " ".join(item))]
    command = [*(by or []), "rpmbuild", "-bb", "--quiet", *options, str(seen / f"{name}.spec")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (built,) = (scratch / "noarch").glob(f"{name}-*.rpm")
    return seen / "noarch" / built.name


def install_rpms(root: Path, rpms: list[Path], backend: str, by: list[str] | None = None) -> None:
    """Installs packages without their documents into a new root."""
    for rpm in rpms:
        command = ["rpm", "--root", root, "--dbpath", "/var/lib/rpm", "--excludedocs", "--nodeps"]
        command += ["--define", f"_db_backend {backend}", "--nosignature", "--install", rpm]
        subprocess.run(
            [*(by or []), *map(str, command)],
            check=True,
            stderr=subprocess.DEVNULL,
        )


MAKERS = {
    "dpkg": dpkg,
    "rpm-sqlite": rpm_sqlite,
    "rpm-bdb": rpm_bdb,
    "rpm-ndb": rpm_ndb,
    "rpm-6": rpm_6,
}


def main() -> None:
    systems = Path(sys.argv[1]).resolve()
    for name in sys.argv[2:] or MAKERS:
        with tempfile.TemporaryDirectory(prefix="layersize-trees-") as scratch:
            root = Path(scratch) / "root"
            root.mkdir()
            MAKERS[name](systems, Path(scratch), root)
            pack(root, HERE / f"{name}.tar.gz")


if __name__ == "__main__":
    main()

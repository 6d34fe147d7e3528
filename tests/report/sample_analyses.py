"""Results for single images, made by hand, as the renderers get them."""

from __future__ import annotations

from dataclasses import replace

from layersize.accounting.advice import BaseFacts, BaseSource, Family
from layersize.accounting.result import (
    Cause,
    ExtensionSum,
    ImageAnalysis,
    ImageFacts,
    InstructionPair,
    LayerFacts,
    LiveFile,
    LiveFolder,
    ShadowedFile,
)
from layersize.oci.digest import Digest
from layersize.oci.instruction import LineRange
from layersize.warning import Warning as ImageWarning
from report.sample_advice import (
    HELLO_C_BASE,
    HELLO_C_FINDING_BYTES,
    HELLO_C_FINDINGS,
    HELLO_C_PACKAGES,
    finding,
    package,
)

ESC = "\x1b]8;;http://evil.example\x07"
HOSTILE = (
    f"{ESC}a|b`c`<img src=x>[link](http://evil.example) @octocat #1\n# h\u202egnp.exe\u200b **b**"
)
HOSTILE_PATH = HOSTILE.encode() + b"\xff\\x1b"


def facts(**changes: object) -> ImageFacts:
    """An image without layers, save for what is given."""
    empty = ImageFacts(
        reference="empty:v1",
        source="docker-archive",
        image_id=None,
        platform="linux/amd64",
        created=None,
        transfer_bytes=None,
        tar_bytes=0,
        content_bytes=0,
        live_bytes=0,
        shadowed_bytes=0,
        entries=0,
        symlink_target_bytes=0,
    )
    return replace(empty, **changes)  # type: ignore[arg-type] - the caller knows the fields


def layer(index: int, created_by: str, content_bytes: int, **changes: object) -> LayerFacts:
    """A layer that only adds, save for what is given."""
    plain = LayerFacts(
        index=index,
        diff_id=Digest("sha256", f"{index:x}" * 64),
        digest=None,
        media_type="application/vnd.docker.image.rootfs.diff.tar",
        created_by=created_by,
        transfer_bytes=None,
        tar_bytes=content_bytes + 10240,
        content_bytes=content_bytes,
        live_bytes=content_bytes,
        shadowed_bytes=0,
        added_bytes=content_bytes,
        rewritten_bytes=0,
        whiteout_bytes=0,
        overwritten_bytes=0,
        in_layer_waste_bytes=0,
        entries=3,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


def analysis(image: ImageFacts, **changes: object) -> ImageAnalysis:
    """A result with nothing but the image, save for what is given."""
    bare = ImageAnalysis(image=image, layers=(), pairs=(), shadowed=(), biggest=(), warnings=())
    return replace(bare, **changes)  # type: ignore[arg-type] - the caller knows the fields


def empty_image() -> ImageAnalysis:
    """No layers at all, as `FROM scratch` and a label."""
    return analysis(facts())


def hello_c() -> ImageAnalysis:
    """One stage on debian and gcc, whose last RUN deletes what apt-get update fetched."""
    return analysis(
        facts(
            reference="hello-c:v1",
            image_id=Digest("sha256", "ab" * 32),
            created="2025-05-01T10:00:00Z",
            tar_bytes=640_102_400,
            content_bytes=612_637_103,
            live_bytes=504_011_042,
            shadowed_bytes=108_626_061,
            entries=14_321,
            symlink_target_bytes=12_345,
        ),
        layers=_hello_c_layers(),
        pairs=(
            InstructionPair(
                added_in=1,
                hidden_in=5,
                cause=Cause.DELETED,
                content_bytes=108_100_000,
                paths=12,
                directory=b"var/lib/apt/lists",
                largest=tuple(
                    _hidden(b"var/lib/apt/lists/" + name, byte_count, 1, 5, Cause.DELETED)
                    for name, byte_count in (
                        (b"deb.debian.org_Packages", 54_600_000),
                        (b"security.debian.org_Packages", 31_400_000),
                        (b"updates.debian.org_Packages", 9_100_000),
                        (b"deb.debian.org_InRelease", 151_000),
                        (b"lock", 0),
                    )
                ),
            ),
            InstructionPair(
                added_in=0,
                hidden_in=2,
                cause=Cause.OVERWRITTEN,
                content_bytes=526_061,
                paths=7,
                directory=b"var",
                largest=tuple(
                    _hidden(
                        f"var/cache/d\u00e9bconf-{byte_count}".encode(),
                        byte_count,
                        0,
                        2,
                        Cause.OVERWRITTEN,
                    )
                    for byte_count in (525_000, 400, 300, 200, 100)
                ),
            ),
        ),
        shadowed=(
            ShadowedFile(
                path=b"var/lib/apt/lists/deb.debian.org_Packages",
                content_bytes=108_100_000,
                added_in=1,
                hidden_in=5,
                cause=Cause.DELETED,
            ),
            ShadowedFile(
                path="var/cache/d\u00e9bconf.dat".encode(),
                content_bytes=526_061,
                added_in=0,
                hidden_in=2,
                cause=Cause.OVERWRITTEN,
            ),
        ),
        biggest=(
            LiveFile(
                path=b"usr/lib/gcc/x86_64-linux-gnu/12/cc1", content_bytes=34_700_000, layer=2
            ),
            LiveFile(path=b"usr/bin/perl", content_bytes=3_790_000, layer=0),
        ),
        folders=tuple(
            LiveFolder(path=path, content_bytes=content_bytes)
            for path, content_bytes in (
                (b"usr/lib/gcc/x86_64-linux-gnu/12", 144_200_000),
                (b"usr/lib/x86_64-linux-gnu", 129_600_000),
                (b"usr/bin", 64_300_000),
                (b"usr/share/locale", 31_000_000),
                (b"var/lib/dpkg", 12_100_000),
                (b"usr/sbin", 9_000_000),
            )
        ),
        extensions=tuple(
            ExtensionSum(extension=extension, content_bytes=content_bytes, files=files)
            for extension, content_bytes, files in (
                (b"", 301_900_000, 2_614),
                (b".so", 98_200_000, 402),
                (b".a", 45_600_000, 61),
                (b".mo", 30_800_000, 1_900),
                (b".gz", 9_300_000, 811),
                (b".h", 4_000_000, 733),
            )
        ),
        base=HELLO_C_BASE,
        findings=HELLO_C_FINDINGS,
        finding_bytes=HELLO_C_FINDING_BYTES,
        safe_finding_bytes=108_100_000,
        packages=HELLO_C_PACKAGES,
    )


def _hidden(path: bytes, byte_count: int, added: int, hidden: int, cause: Cause) -> ShadowedFile:
    return ShadowedFile(
        path=path, content_bytes=byte_count, added_in=added, hidden_in=hidden, cause=cause
    )


def _hello_c_layers() -> tuple[LayerFacts, ...]:
    return (
        layer(0, "Imported from -", 198_926_061, live_bytes=198_400_000, shadowed_bytes=526_061),
        layer(
            1,
            "RUN /bin/sh -c apt-get update # buildkit",
            110_900_000,
            live_bytes=2_800_000,
            shadowed_bytes=108_100_000,
        ),
        layer(
            2,
            "RUN /bin/sh -c apt-get install -y --no-install-recommends gcc libc6-dev # buildkit",
            302_048_981,
            added_bytes=301_500_000,
            rewritten_bytes=548_981,
            overwritten_bytes=526_061,
        ),
        layer(3, "COPY hello.c . # buildkit", 61),
        layer(4, "RUN /bin/sh -c gcc -static -o hello hello.c # buildkit", 762_000),
        layer(
            5,
            "RUN /bin/sh -c rm -rf /var/lib/apt/lists/* # buildkit",
            0,
            whiteout_bytes=108_100_000,
        ),
    )


def hello_scratch() -> ImageAnalysis:
    """The same program alone, from a registry."""
    return analysis(
        facts(
            reference="hello-scratch:v1",
            source="registry",
            transfer_bytes=331_204,
            tar_bytes=763_904,
            content_bytes=762_000,
            live_bytes=762_000,
            entries=1,
        ),
        layers=(layer(0, "COPY /hello /hello # buildkit", 762_000, transfer_bytes=331_204),),
        biggest=(LiveFile(path=b"hello", content_bytes=762_000, layer=0),),
        packages=(package("rest", None, 762_000, files=1),),
    )


def hello_c_again() -> ImageAnalysis:
    """hello_c after a rebuild: two layers shared, a bigger package layer."""
    layers = _hello_c_layers()
    first = hello_c()
    gcc, *others = first.packages
    bigger = replace(
        layers[2],
        diff_id=Digest("sha256", "9" * 64),
        content_bytes=310_048_981,
        live_bytes=310_048_981,
        added_bytes=309_500_000,
    )
    return replace(
        first,
        image=replace(
            first.image,
            reference="hello-c:v2",
            content_bytes=620_637_103,
            live_bytes=512_011_042,
            tar_bytes=648_102_400,
        ),
        layers=(layers[0], layers[1], bigger, *layers[3:]),
        packages=(replace(gcc, version="12.3.0-1", content_bytes=69_200_000), *others),
    )


def with_lines() -> ImageAnalysis:
    """hello_c with the Dockerfile that it was built from; one layer may be of two lines."""
    lines = ((), (2,), (3, 6), (7,), (8,), (9,))
    ranges = [(LineRange(line[0], line[-1]),) if line else () for line in lines]
    ranges[4] = (LineRange(8, 8), LineRange(12, 14))
    first = hello_c()
    return replace(
        first,
        dockerfile="sample/Dockerfile",
        layers=tuple(
            replace(layer, dockerfile_lines=lines)
            for layer, lines in zip(first.layers, ranges, strict=True)
        ),
        warnings=(
            ImageWarning(
                code="ambiguous-line",
                layer=4,
                message="made by line 8 or 12-14 of sample/Dockerfile",
            ),
        ),
    )


def hostile_image(hostile: str = HOSTILE, path: bytes = HOSTILE_PATH) -> ImageAnalysis:
    """Names, history and messages that try to do things."""
    return analysis(
        facts(reference=hostile, content_bytes=30, live_bytes=10, shadowed_bytes=20, entries=2),
        layers=(
            layer(0, hostile, 30, live_bytes=10, shadowed_bytes=20),
            layer(1, f"/bin/sh -c {hostile}", 0, whiteout_bytes=20),
        ),
        pairs=(
            InstructionPair(
                added_in=0,
                hidden_in=1,
                cause=Cause.DELETED,
                content_bytes=20,
                paths=1,
                directory=path,
                largest=(_hidden(path, 20, 0, 1, Cause.DELETED),),
            ),
        ),
        shadowed=(
            ShadowedFile(path=path, content_bytes=20, added_in=0, hidden_in=1, cause=Cause.DELETED),
        ),
        biggest=(LiveFile(path=path, content_bytes=10, layer=0),),
        warnings=(ImageWarning(code="literal-path", layer=1, path=path, message=hostile),),
        base=BaseFacts(reference=hostile, layers=1, content_bytes=30, how=BaseSource.ANNOTATION),
        findings=(
            finding("LS020", Family.CACHE, 20, title=hostile, examples=(path,), fix=hostile),
        ),
        finding_bytes=20,
        packages=(package(hostile, hostile, 10, version=hostile),),
    )


def every_cause() -> ImageAnalysis:
    """A pair of each cause and of several kinds of instruction; wide characters; warnings."""
    steps = (
        "/bin/sh -c #(nop) ADD file:" + "ab" * 32 + " in / ",
        "COPY --chown=root 项目/数据 /srv/数据 # buildkit",
        "RUN |1 A=b /bin/sh -c chown -R app /srv && make -C /srv/数据 install # buildkit",
        "COPY . /srv # buildkit",
        "RUN /bin/sh -c rm -rf /srv/cache /usr/share/doc # buildkit",
    )
    told = (
        (0, 4, Cause.DELETED, 9_000_000, b"usr/share/doc"),
        (1, 2, Cause.METADATA_ONLY, 5_000_000, "srv/数据".encode()),
        (2, 4, Cause.DELETED, 3_000_000, b"srv/cache"),
        (1, 3, Cause.METADATA_ONLY, 2_000_000, b""),
        (1, 2, Cause.OVERWRITTEN, 1_000, b"srv"),
        (3, 3, Cause.DUPLICATE_ENTRY, 999, b"srv"),
    )
    content = (60_000_000, 9_000_000, 8_001_000, 2_000_999, 0)
    shadowed = (9_000_000, 7_001_000, 3_000_000, 999, 0)
    return analysis(
        facts(
            reference="registry.example:5000/team/服务:2025",
            platform=None,
            content_bytes=sum(content),
            shadowed_bytes=sum(shadowed),
            live_bytes=sum(content) - sum(shadowed),
            transfer_bytes=30_000_000,
            tar_bytes=80_000_000,
        ),
        layers=tuple(
            layer(
                index,
                step,
                content[index],
                live_bytes=content[index] - shadowed[index],
                shadowed_bytes=shadowed[index],
                added_bytes=content[index] - (999 if index == 3 else 0),
                in_layer_waste_bytes=999 if index == 3 else 0,
                whiteout_bytes=12_000_000 if index == 4 else 0,
                overwritten_bytes=(0, 0, 5_001_000, 2_000_000, 0)[index],
                transfer_bytes=6_000_000,
            )
            for index, step in enumerate(steps)
        ),
        pairs=tuple(
            InstructionPair(
                added_in=added,
                hidden_in=hidden,
                cause=cause,
                content_bytes=byte_count,
                paths=1 + index * 700,
                directory=directory,
            )
            for index, (added, hidden, cause, byte_count, directory) in enumerate(told)
        ),
        warnings=(
            *(
                ImageWarning(
                    code="symlinked-parent",
                    layer=2,
                    path=b"bin/foo%d" % number,
                    message="its parent bin is a symlink; runtimes differ in what they unpack",
                )
                for number in range(3)
            ),
            ImageWarning(code="short-history", message="5 layers, 4 steps in the history"),
        ),
    )

"""Variables that a build has without an ARG in front of the first FROM.

Source: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
"""

from __future__ import annotations


def platform_arguments(platform: str | None, build_platform: str | None = None) -> dict[str, str]:
    """TARGETPLATFORM, BUILDARCH and the like, for platforms as `os/arch[/variant]`.

    `build_platform` is the builder's own, by default the same.
    """
    return {
        **_of("TARGET", platform),
        **_of("BUILD", build_platform or platform),
    }


def _of(prefix: str, platform: str | None) -> dict[str, str]:
    if platform is None:
        return {}
    system, _, rest = platform.partition("/")
    architecture, _, variant = rest.partition("/")
    return {
        f"{prefix}PLATFORM": platform,
        f"{prefix}OS": system,
        f"{prefix}ARCH": architecture,
        f"{prefix}VARIANT": variant,
    }

"""Documentation, manuals, translations."""

from __future__ import annotations

from layersize.accounting.advice import Certainty, Family
from layersize.findings.paths.path_rule import PathRule

DOCUMENTS = (
    PathRule(
        code="LS050",
        family=Family.DOCS,
        certainty=Certainty.SAFE,
        title="documentation of packages, licences apart",
        fix=(
            r"find /usr/share/doc /usr/local/share/doc -type f ! -iregex "
            r"'.*/\(copyright\|licen[cs]e\|copying\|notice\)[^/]*' -delete "
            "in the RUN that installs"
        ),
        folders=("/usr/share/doc", "/usr/local/share/doc"),
        spared_names=("copyright*", "licen[cs]e*", "copying*", "notice*"),
    ),
    PathRule(
        code="LS051",
        family=Family.DOCS,
        certainty=Certainty.SAFE,
        title="manuals",
        fix=(
            "find /usr/share/man /usr/local/share/man /usr/share/info /usr/share/lintian "
            "/usr/share/doc-base -type f -delete in the RUN that installs"
        ),
        folders=(
            *("/usr/share/man", "/usr/local/share/man", "/usr/share/info", "/usr/share/lintian"),
            "/usr/share/doc-base",
        ),
    ),
    PathRule(
        code="LS052",
        family=Family.DOCS,
        certainty=Certainty.JUDGE,
        title="translations of programs' messages",
        fix="find /usr/share/locale /usr/local/share/locale -name '*.mo' -delete "
        "in the RUN that installs",
        files=(
            "/usr/share/locale/*/LC_MESSAGES/*.mo",
            "/usr/local/share/locale/*/LC_MESSAGES/*.mo",
        ),
    ),
)

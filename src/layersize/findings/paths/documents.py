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
            r"find {folders} -type f ! -iregex "
            r"'.*/\(copyright\|licen[cs]e\|copying\|notice\)[^/]*' -delete"
        ),
        when=" in the RUN that installs",
        folders=("/usr/share/doc", "/usr/local/share/doc"),
        spared_names=("copyright*", "licen[cs]e*", "copying*", "notice*"),
    ),
    PathRule(
        code="LS051",
        family=Family.DOCS,
        certainty=Certainty.SAFE,
        title="manuals",
        fix="find {folders} -type f -delete",
        when=" in the RUN that installs",
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
        fix="find {folders} -path '*/LC_MESSAGES/*.mo' -type f -delete",
        when=" in the RUN that installs",
        files=(
            "/usr/share/locale/*/LC_MESSAGES/*.mo",
            "/usr/local/share/locale/*/LC_MESSAGES/*.mo",
        ),
    ),
)

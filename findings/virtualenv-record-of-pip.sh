#!/usr/bin/env bash
# Question: the files of a package are those that its RECORD lists. Are they there, in an environment that nothing
#   was changed in?
# Guess before running: yes, all of them.
# Seen: of the pip that virtualenv puts into an environment, 519 of RECORD's 1,038 rows lead nowhere: 441 files of
#   byte code beside their sources, where Python 2 had it, and 78 folders `__pycache__`, even of licences. Of the
#   pip that `python -m venv` installs, each row is there.
# Versions: virtualenv 21.15.11 with pip 26.3. Date: 2026-12-01.
# Why it matters: counted from RECORD, or by `importlib.metadata.files`, a package has twice as many files as it has.
set -euo pipefail
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
python3 -m venv tool
tool/bin/pip install -q --disable-pip-version-check virtualenv==21.15.11
tool/bin/virtualenv -q --app-data data --pip 26.3 --download made
cat > count.py <<'PY'
import importlib.metadata, sys
from pathlib import Path
(site,) = Path(sys.argv[1]).glob("lib/python3.*/site-packages")
(pip,) = (found for found in importlib.metadata.distributions(path=[str(site)]) if found.name == "pip")
gone = [file for file in pip.files if not pip.locate_file(file).exists()]
beside = [file for file in gone if file.suffix == ".pyc" and "__pycache__" not in file.parts]
folders = [file for file in gone if file.name == "__pycache__"]
print(f"{len(pip.files)} rows, {len(gone)} lead nowhere: {len(beside)} files, {len(folders)} folders")
PY
got="virtualenv: $(python3 count.py made); venv: $(python3 count.py tool | sed 's/^[0-9]* rows, //')"
want="virtualenv: 1038 rows, 519 lead nowhere: 441 files, 78 folders; venv: 0 lead nowhere: 0 files, 0 folders"
[ "$got" = "$want" ] || { echo "changed: wanted '$want', got '$got'"; exit 1; }
echo "seen: $got"

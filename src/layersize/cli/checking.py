"""One run of `check`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from layersize.accounting.result import ImageAnalysis
from layersize.budgets.budget import Budget
from layersize.budgets.check import CheckSettings, check_budgets
from layersize.budgets.config import EVERY_FILE, Given, read_budgets
from layersize.budgets.result import CheckReport, Verdict
from layersize.cli.budget_config import find_config
from layersize.cli.budget_files import (
    append_history,
    read_baseline_files,
    refuse_other_files,
    write_baseline_files,
)
from layersize.cli.dockerfiles import named_dockerfile
from layersize.cli.exit import ExitCode, to_stderr
from layersize.cli.job_summary import add_to_job_summary
from layersize.cli.options import CommonOptions
from layersize.cli.output import print_text, table_style, write_file
from layersize.cli.progress import ProgressBars
from layersize.cli.settings import settings
from layersize.dockerfile.image_lines import with_lines
from layersize.errors import LayersizeError
from layersize.report.formats import render
from layersize.sources.named_file import find_file
from layersize.sources.reference import FILE_SOURCES, STDIN, parse_reference

_PLAIN = (
    *("platform", "metric", "level", "base", "ignore_base", "max_size", "max_increase"),
    *("max_shadowed", "min_efficiency", "max_layers", "max_layer_size"),
)
"""Options that stand for the key of their name."""
_NAMELESS = "image"
_EXIT_CODES = {Verdict.UNMEASURED: ExitCode.NOT_MEASURED, Verdict.FAIL: ExitCode.OVER_BUDGET}


def run_check(image: str | None, given: dict[str, Any]) -> ExitCode:
    """Checks every budget and writes that in all the formats asked for."""
    keys = _keys(given)
    dockerfile, init = given.pop("dockerfile"), given.pop("init")
    update, required = given.pop("update_baseline"), given.pop("require_baseline")
    history = given.pop("history")
    options = CommonOptions(**given)
    if init and keys.keys() - {"platform"}:
        cause = "takes no limits and nothing to compare with"
        raise LayersizeError("--init", cause, "edit the file that it writes")
    if init:
        from layersize.cli.budget_config import write_initial_config

        write_initial_config(image, options)
        return ExitCode.DONE
    if history is not None:
        refuse_other_files(Path(history))
    config, budgets = _budgets(image, keys, needs_limit=not update)
    files = read_baseline_files(budgets)
    if update and not files:
        remedy = "give --against FILE.json, or baseline = … in a [[budget]]"
        raise LayersizeError("--update-baseline", "no baseline file is named", remedy)
    with ProgressBars(wanted=not options.quiet) as bars:
        results = check_budgets(
            budgets,
            CheckSettings(
                measure=settings(options, bars),
                rows=options.top,
                baseline_files=files,
                require_baseline=required,
                update_baseline=update,
                add_lines=lines_of(dockerfile),
            ),
        )
    report = CheckReport(config=config, results=results)
    if update:
        write_baseline_files(results, files, quiet=options.quiet)
    _write(report, options)
    if history is not None:
        append_history(Path(history), results)
    return _EXIT_CODES.get(report.verdict, ExitCode.DONE)


def lines_of(file: str | None) -> Callable[[ImageAnalysis], ImageAnalysis]:
    """What adds the lines of a Dockerfile, which is read before an image is measured in vain."""
    dockerfile = named_dockerfile(file)
    return lambda analysis: analysis if dockerfile is None else with_lines(analysis, dockerfile)


def _keys(given: dict[str, Any]) -> dict[str, object]:
    """The options that were given, as keys of a budget; takes them out."""
    keys = {key: given[key] for key in _PLAIN if given[key] is not None}
    for key in _PLAIN:
        if key != "platform":
            del given[key]
    if keys.get("base"):
        keys["ignore_base"] = True
    if (against := given.pop("against")) is not None:
        keys["baseline"] = against
    if entries := given.pop("max_entry"):
        keys["max_entry"] = _entry_limits(entries)
    if patterns := given.pop("forbid"):
        keys["forbid"] = list(patterns)
    return keys


def _entry_limits(texts: Sequence[str]) -> Mapping[str, str]:
    """`PATTERN=SIZE`, or a SIZE for every file."""
    split = [text.rpartition("=") for text in texts]
    return {pattern if equals else EVERY_FILE: size for pattern, equals, size in split}


def _budgets(
    image: str | None, keys: Mapping[str, object], *, needs_limit: bool
) -> tuple[str | None, tuple[Budget, ...]]:
    """The configuration file, if there is one, and the budgets."""
    found = find_config(Path.cwd())
    if found is None and image is None:
        cause = "no IMAGE, and no .layersize.toml or [tool.layersize] here or in a folder above"
        remedy = "give IMAGE and a limit, or write a configuration: layersize check IMAGE --init"
        raise LayersizeError("check", cause, remedy)
    if found is None and needs_limit and not keys:
        cause = "no limit is given, and there is no .layersize.toml or [tool.layersize]"
        remedy = 'give one, e.g. --max-size "50 MB", or write a configuration with --init'
        raise LayersizeError("check", cause, remedy)
    read = Given(
        config=None if found is None else found.name,
        tables=[] if found is None else found.tables,
        options=keys,
        image=image,
        image_name=_name_of(image),
        environment=os.environ,
        needs_limit=needs_limit,
        **({} if found is None else {"resolve": found.resolve}),
    )
    return read.config, read_budgets(read)


def _name_of(image: str | None) -> str:
    """What a budget without a name is called: IMAGE's repository; a file may be of any image."""
    if image is None:
        return _NAMELESS
    reference = parse_reference(image)
    is_file = reference.source in FILE_SOURCES or reference.name == STDIN
    is_file = is_file or (reference.source is None and find_file(reference) is not None)
    if is_file or reference.name.startswith("sha256:"):
        return _NAMELESS
    folder, slash, last = reference.name.partition("@")[0].rpartition("/")
    return folder + slash + last.partition(":")[0]


def _write(report: CheckReport, options: CommonOptions) -> None:
    """Files, standard output, and on standard error what the table does not tell, or must not."""
    style = table_style(options)
    for form, file in options.report:
        write_file(Path(file), render("check", form, report, style))
    print_text(render("check", options.format, report, style))
    if "github" in {options.format, *(form for form, _ in options.report)}:
        add_to_job_summary(render("check", "markdown", report, style))
    problems = [problem for result in report.results for problem in result.problems]
    remarks = [problem for result in report.results for problem in result.remarks]
    told = problems if options.format == "table" else [*problems, *remarks]
    for line in dict.fromkeys(map(str, told)):
        to_stderr(line)

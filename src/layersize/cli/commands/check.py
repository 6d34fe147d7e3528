"""`layersize check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layersize.budgets.budget import Level, Metric
from layersize.cli.exit import ExitCode, to_stderr
from layersize.cli.options import (
    ALL_SHARED,
    CommonOptions,
    complete_image,
    format_option,
    report_option,
    shared_options,
    top_option,
)
from layersize.errors import LayersizeError

if TYPE_CHECKING:
    from layersize.budgets.result import CheckReport


class _CheckCommand(click.Command):
    """A command that has an option for each kind of limit.

    They are made when they are needed: the rules take longer to load than the help of `layersize`,
    which shows no options.
    """

    has_limits = False

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        if not self.has_limits:
            from layersize.budgets.rules import RULES

            behind_image = 1
            self.params[behind_image:behind_image] = [
                click.Option(
                    [f"--{key.replace('_', '-')}"],
                    metavar=limit.metavar,
                    help=limit.option_help,
                    multiple=limit.is_repeatable,
                )
                for key, limit in RULES.items()
            ]
            self.has_limits = True
        return super().get_params(ctx)


@click.command("check", cls=_CheckCommand)
@click.argument("image", required=False, shell_complete=complete_image)
@click.option(
    "--metric",
    type=click.Choice([metric.value for metric in Metric]),
    help="Which bytes count; by default content.",
)
@click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    help="What an exceeded limit does: fail (default), or only warn.",
)
@click.option(
    "--against", metavar="BASELINE", help="An image, or a file of --update-baseline (.json)."
)
@click.option(
    "--update-baseline", is_flag=True, help="Write the baseline file, from the present sizes."
)
@click.option(
    "--require-baseline",
    is_flag=True,
    default=None,
    help="Exit code 2 if the baseline is missing, as with --against.",
)
@click.option(
    "--ignore-base", is_flag=True, default=None, help="Layers of the base image don't count."
)
@click.option("--base", metavar="REF", help="The base image, whose layers don't count.")
@click.option(
    "--dockerfile",
    type=click.Path(),
    metavar="FILE",
    help="The Dockerfile that the image was built from, to name its lines in causes.",
)
@click.option(
    "--history",
    type=click.Path(),
    metavar="FILE",
    help="Append the sizes of this run, for layersize trend.",
)
@click.option(
    "--init", is_flag=True, help="Write a .layersize.toml with the present sizes of IMAGE."
)
@format_option("check")
@report_option("check")
@top_option(3, "How many layers, folders and files of each cause to show.")
@shared_options(*ALL_SHARED, without=("top", "estimate_transfer"))
def command(
    image: str | None,
    dockerfile: str | None,
    history: str | None,
    init: bool,
    update_baseline: bool,
    **others: Any,
) -> ExitCode:
    """Size budgets: what exceeds them, and why.

    Limits come from .layersize.toml, or from [tool.layersize] in pyproject.toml, here or in a
    folder above, and from options, which win. The exit code is 1 if a budget is exceeded, 2 if
    something could not be measured. For how to name an image, see layersize inspect --help.

    \b
    layersize check app:v2 --max-size "50 MB" --forbid .git
    layersize check app:v2 --against registry:app:v1 --max-increase "2 MB and 1 %"
    layersize check app:v2 --init
    layersize check --report markdown=size.md --report junit=size.xml
    """
    from pathlib import Path

    from layersize.budgets.result import Verdict
    from layersize.cli import budget_config, budget_files

    keys = _budget_keys(others, update_baseline=update_baseline)
    options = CommonOptions(**others)
    if init:
        if keys.keys() - {"platform"}:
            cause = "takes no limits and nothing to compare with"
            raise LayersizeError("--init", cause, "edit the file that it writes")
        budget_config.write_first_config(image, options)
        return ExitCode.DONE
    if history is not None:
        budget_files.refuse_foreign_history(Path(history))
    outputs = [*options.report_files, *([] if history is None else [history])]
    report = _check(image, keys, options, dockerfile, update_baseline, outputs)
    _write_reports(report, options)
    if history is not None:
        budget_files.append_history(Path(history), report.results)
    codes = {Verdict.UNMEASURED: ExitCode.NOT_MEASURED, Verdict.FAIL: ExitCode.OVER_BUDGET}
    return codes.get(report.verdict, ExitCode.DONE)


def _budget_keys(options: dict[str, Any], *, update_baseline: bool) -> dict[str, object]:
    """The options that say something of a budget, as its keys in the configuration.

    Takes them out of `options`, where `--platform` stays, as all commands have it.
    """
    from layersize.budgets.rules import RULES

    keys = {"platform": options["platform"]}
    of_all = ("metric", "level", "require_baseline", "base", "ignore_base")
    keys |= {key: options.pop(key) for key in of_all}
    if keys["base"]:
        keys["ignore_base"] = True
    keys |= {key: options.pop(key) for key, limit in RULES.items() if not limit.is_repeatable}
    keys["baseline"] = options.pop("against")
    if keys["baseline"] and not update_baseline:
        keys["require_baseline"] = True
    for key in [key for key, limit in RULES.items() if limit.is_repeatable]:
        if texts := options.pop(key):
            keys[key] = RULES[key].value_of_options(texts)
    return {key: value for key, value in keys.items() if value is not None}


def _check(
    image: str | None,
    keys: dict[str, object],
    options: CommonOptions,
    dockerfile: str | None,
    update_baseline: bool,
    outputs: list[str],
) -> CheckReport:
    """Checks every budget, and writes baseline files where that is asked for.

    `outputs` are written later, and must be no files that this reads.
    """
    from layersize.budgets.check import CheckSettings, check_budgets
    from layersize.budgets.result import CheckReport
    from layersize.cli.budget_config import read_declared_budgets
    from layersize.cli.budget_files import read_baseline_files, write_baseline_files
    from layersize.cli.dockerfiles import named_dockerfile
    from layersize.cli.output_files import refuse_to_overwrite
    from layersize.cli.progress import ProgressBars
    from layersize.cli.settings import settings

    config, budgets, ignores = read_declared_budgets(image, keys, needs_limit=not update_baseline)
    files = read_baseline_files(budgets)
    images = [text for budget in budgets for text in (budget.image, budget.base, budget.baseline)]
    refuse_to_overwrite(outputs, images=images, files=[config, dockerfile, *files])
    if update_baseline and not files:
        remedy = "give --against FILE.json, or baseline = … in a [[budget]]"
        raise LayersizeError("--update-baseline", "no baseline file is named", remedy)
    with ProgressBars(wanted=not options.quiet) as bars:
        check_settings = CheckSettings(
            measure=settings(options, bars),
            rows=options.top,
            ignores=ignores,
            baseline_files=files,
            update_baseline=update_baseline,
            dockerfile=named_dockerfile(dockerfile),
        )
        results = check_budgets(budgets, check_settings)
    if update_baseline:
        write_baseline_files(results, files, quiet=options.quiet)
    return CheckReport(config=config, results=results)


def _write_reports(report: CheckReport, options: CommonOptions) -> None:
    """Writes the report in every format asked for, and each problem to standard error.

    A remark goes there only where standard output is no table, which has it.
    """
    from layersize.cli.budget_files import add_to_job_summary
    from layersize.cli.output import print_text, table_style, write_report_files
    from layersize.report.formats import render
    from layersize.report.markdown.check import job_summary

    style = table_style(options)
    write_report_files("check", report, options, style)
    print_text(render("check", options.format, report, style))
    if "github" in {options.format, *(form for form, _ in options.report)}:
        add_to_job_summary(lambda room_bytes: job_summary(report, style, room_bytes))
    problems = [problem for result in report.results for problem in result.problems]
    remarks = [problem for result in report.results for problem in result.remarks]
    shown = problems if options.format == "table" else [*problems, *remarks]
    for line in dict.fromkeys(map(str, shown)):
        to_stderr(line)

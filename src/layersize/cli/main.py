"""The entry point: finds the command, runs it, and turns every failure into one line."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TextIO

import click

from layersize import __version__
from layersize.cli.command_group import CommandGroup
from layersize.cli.exit import ExitCode, to_stderr
from layersize.errors import Interrupted, LayersizeError, LayersizeErrors

COMMANDS = (
    "inspect",
    "compare",
    "browse",
    "files",
    "why",
    "cat",
    "diff",
    "extract",
    "check",
    "trend",
    "stages",
    "export",
    "cache",
)
"""Each is a module of `cli.commands`, imported only when it is asked for."""
_COMPLETES = "_LAYERSIZE_COMPLETE"
"""The variable by which shells ask for completions."""


class _Commands(CommandGroup):
    """The explicit list of commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click has it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click has it
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"layersize.cli.commands.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - each module's one promise
        return command


@click.command(
    cls=_Commands,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 over budget, 2 could not be measured, 130 interrupted.",
)
@click.version_option(__version__, prog_name="layersize", message="%(prog)s %(version)s")
@click.pass_context
def _layersize(context: click.Context) -> None:
    """Where the bytes of a container image come from, and which of them are dead weight.

    \b
    layersize inspect app:v1
    layersize compare app:v1 app:v2
    layersize browse app:v1
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; returns its exit code and never raises.

    `arguments` are those of the command line, without the program's name.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    atexit.register(gc.freeze)  # nothing to be gained by looking for cycles in what ends anyway
    stopped, stdout = threading.Event(), sys.stdout
    try:
        if sys.stdout is None:
            raise LayersizeError("standard output", "is closed", "send it to a file or a pipe")
        with _signals_as_exceptions(stopped):
            if _COMPLETES in os.environ:
                from layersize.cli.shell_completion import use_whole_words  # the shell asks

                use_whole_words()
            code = _layersize.main(args=words, prog_name="layersize", standalone_mode=False)
            sys.stdout.flush()
    except (_Stopped, KeyboardInterrupt, Interrupted, click.Abort):
        return _interrupted()
    except BrokenPipeError:
        _write_no_more(sys.stdout)
        return ExitCode.DONE
    except SystemExit:
        if sys.stdout is stdout:
            raise  # the shell has got its completions
        sys.stdout = stdout  # which click replaces where nobody reads it any more
        _write_no_more(stdout)
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - whatever goes wrong becomes one line
        if stopped.is_set():  # in the middle of an import, Python makes another error of it
            return _interrupted()
        if "--debug" in words:
            import traceback  # rarely wanted, and slow to load

            click.echo(_without_logins(traceback.format_exc(), words), err=True, nl=False)
        for one in error.errors if isinstance(error, LayersizeErrors) else [error]:
            for line in _explain(one):
                to_stderr(_without_logins(line, words))
        return ExitCode.NOT_MEASURED
    finally:
        _drop_unwritten()
    return code if isinstance(code, ExitCode) else ExitCode.DONE


def _without_logins(text: str, words: Sequence[str]) -> str:
    """A text in which words of the command line may stand, some with a login in an address."""
    from layersize.text.userinfo import text_without_logins_of

    return text_without_logins_of(text, words)


def _interrupted() -> ExitCode:
    """Says so, unless somebody would have to read first what nobody reads."""
    import select  # seldom needed

    for stream in (sys.stdout, sys.stderr):
        try:
            is_stuck = not select.select([], [stream.fileno()], [], 0)[1]
        except (OSError, ValueError, AttributeError):  # no file, or none that can be asked, or None
            continue
        if is_stuck:
            _write_no_more(stream)
    to_stderr("interrupted")
    return ExitCode.INTERRUPTED


def _drop_unwritten() -> None:
    """What a stream could not take: at its end, Python would try again, and to_stderr by itself."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                _write_no_more(stream)


def _write_no_more(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _explain(error: Exception) -> list[str]:
    if isinstance(error, LayersizeError):
        return error.lines()
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "layersize"
        return [f"{error.format_message().rstrip('.')}; see {path} --help"]
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return [f"{where}{error.strerror or error}"]
    if isinstance(error, MemoryError):
        return ["out of memory"]
    shows = "--debug shows where, please report it"
    return [f"internal error: {type(error).__name__}: {error}; {shows}"]


_STOPPING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class _Stopped(BaseException):
    """A signal asked for the end; click, which catches KeyboardInterrupt, lets it pass."""


@contextmanager
def _signals_as_exceptions(stopped: threading.Event) -> Iterator[None]:
    """Ctrl-C, SIGTERM and a lost terminal end the work in the same way, once.

    `stopped` is set then; the handlers are put back afterwards.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for number in before:  # what is half-written is being removed
            signal.signal(number, signal.SIG_IGN)
        stopped.set()
        raise _Stopped

    if threading.current_thread() is not threading.main_thread():
        yield  # whoever owns the main thread decides
        return
    before = {number: signal.getsignal(number) for number in _STOPPING}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:  # nohup
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

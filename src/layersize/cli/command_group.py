"""A command with commands of its own, one of which may be misspelt."""

from __future__ import annotations

import os
import re

import click

_LIKE_AN_IMAGE = re.compile(r"[:/.]")


class CommandGroup(click.Group):
    """Says which command was meant by one that there isn't, as all versions of click should."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        is_unknown = not name.startswith("-") and self.get_command(ctx, name) is None
        if is_unknown and not ctx.resilient_parsing:
            raise click.UsageError(self._unknown(ctx, name), ctx)
        return super().resolve_command(ctx, args)

    def _unknown(self, ctx: click.Context, name: str) -> str:
        from difflib import get_close_matches  # slow to load

        commands = self.list_commands(ctx)
        text = f"there is no command {name!r}"
        meant = get_close_matches(name.lower(), commands, 1)
        meant = meant or [command for command in commands if name and command.startswith(name)]
        if meant:
            return f"{text}, did you mean {meant[0]}?"
        is_image = name and (_LIKE_AN_IMAGE.search(name) or os.path.lexists(name))
        if ctx.parent is None and is_image:
            return f"{text}; to measure an image: {ctx.command_path} inspect {name}"
        return f"{text}, but {', '.join(commands)}"

"""Completion in bash of words that hold a colon, as names of images do.

Bash breaks a word at `:`, `=` and `@` (https://www.gnu.org/software/bash/manual/bash.html#index-COMP_005fWORDBREAKS)
and replaces only the last part, while click takes each part for a word. Here the line is read
anew, and only what belongs in place of the last part is handed back.
"""

from __future__ import annotations

import os

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    split_arg_string,
)

_SOURCE = """\
%(complete_func)s() {
    local IFS=$'\\n' response completion type value
    response=$(env COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_BREAKS="$COMP_WORDBREAKS" \\
        COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
    COMPREPLY=()
    for completion in $response; do
        IFS=',' read -r type value <<< "$completion"
        if [[ $type == 'dir' ]]; then
            compopt -o dirnames
        elif [[ $type == 'file' ]]; then
            compopt -o default
        elif [[ $type == 'plain' ]]; then
            COMPREPLY+=("$value")
            [[ $value == */ ]] && compopt -o nospace
        fi
    done
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_BREAKS = ":=@"
"""Characters of names and options at which bash may break a word."""


class WholeWords(BashComplete):
    """Completes the word that the user sees."""

    source_template = _SOURCE
    _kept = ""
    """What stands before the part that bash replaces."""

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ.get("COMP_LINE")
        if line is None:  # a script of an earlier version
            return super().get_completion_args()
        words = split_arg_string(line)
        if not line or line[-1].isspace():
            words.append("")
        incomplete = words[-1]
        breaks = os.environ.get("COMP_BREAKS", _BREAKS)
        end = max((incomplete.rfind(each) for each in _BREAKS if each in breaks), default=-1)
        self._kept = incomplete[: end + 1]
        return words[1:-1], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        if item.type == "plain":
            item.value = item.value.removeprefix(self._kept)
        return super().format_completion(item)


def use_whole_words() -> None:
    """From now on, click completes in bash so."""
    add_completion_class(WholeWords, "bash")

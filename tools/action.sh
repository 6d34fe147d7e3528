#!/usr/bin/env bash
# The steps of action.yml: "install" puts this checkout into its own .venv, "check" runs it.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd)

# Runs a command with its output and its errors in the log. Names in an image may look like workflow
# commands, so GitHub obeys none until the command ends.
shown() {
    local token code=0
    token=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
    echo "::stop-commands::$token"
    "$@" 2>&1 || code=$?
    echo "::$token::"
    return "$code"
}

# Reports a wrong input and ends; nothing was measured.
refused() {
    echo "::error title=layersize::${1//$'\n'/ }"
    echo "verdict=unmeasured" >> "$GITHUB_OUTPUT"
    exit 2
}

# Prints what a JSON report has at a key.
key_of() {
    "$checkout/.venv/bin/python" -c 'import json, sys; print(json.load(open(sys.argv[2]))[sys.argv[1]])' "$1" "$2"
}

check() {
    local folder code=0 verdict=unmeasured argument config=
    local arguments=()
    folder=$(mktemp -d "$RUNNER_TEMP/layersize.XXXXXX")
    if [ -n "${LAYERSIZE_AGAINST:-}" ]; then arguments+=("--against=$LAYERSIZE_AGAINST"); fi
    while IFS= read -r argument; do
        if [ -n "$argument" ]; then arguments+=("$argument"); fi
    done <<< "${LAYERSIZE_ARGS:-}"
    for report in json=size.json github=notes.txt markdown=size.md; do
        arguments+=("--report=${report%%=*}=$folder/${report#*=}")
    done
    if [ -n "${LAYERSIZE_IMAGE:-}" ]; then arguments+=(-- "$LAYERSIZE_IMAGE"); fi
    if [ -n "${LAYERSIZE_CONFIG:-}" ]; then
        case $(basename "$LAYERSIZE_CONFIG") in
            .layersize.toml | pyproject.toml) ;;
            *) refused "config: $LAYERSIZE_CONFIG is not called .layersize.toml or pyproject.toml" ;;
        esac
        [ -f "$LAYERSIZE_CONFIG" ] || refused "config: there is no $LAYERSIZE_CONFIG"
        cd "$(dirname "$LAYERSIZE_CONFIG")"
        config=$(basename "$LAYERSIZE_CONFIG")
    fi

    # What a workflow restores, or another job has left, could say anything about an image.
    XDG_CACHE_HOME=$(mktemp -d)
    export XDG_CACHE_HOME
    trap 'rm -rf "$XDG_CACHE_HOME"' EXIT
    shown "$checkout/.venv/bin/layersize" check "${arguments[@]}" || code=$?
    if [ -n "$config" ] && [ -f "$folder/size.json" ] && [ "$(key_of config "$folder/size.json")" != "$config" ]; then
        refused "config: $LAYERSIZE_CONFIG has no limits, or a .layersize.toml beside it goes first"
    fi
    if [ -f "$folder/size.json" ]; then
        verdict=$(key_of verdict "$folder/size.json")
        cat "$folder/notes.txt"
        echo "report=$folder/size.md" >> "$GITHUB_OUTPUT"
    else
        echo "::error title=layersize::Nothing was measured; the log says why."
        if [ "$code" = 0 ]; then code=2; fi # --init or --help among the args: no silent pass
    fi
    echo "verdict=$verdict" >> "$GITHUB_OUTPUT"
    return "$code"
}

case ${1-} in
    install) sh "$checkout/tools/venv.sh" ;;
    check) check ;;
    *) echo "usage: bash tools/action.sh install|check" >&2; exit 2 ;;
esac

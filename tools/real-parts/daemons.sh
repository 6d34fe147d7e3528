# Starting, waiting for and stopping daemons.

# What a daemon's command line begins with, so that a pid from before a reboot isn't taken for it.
daemon_title() { echo "layersize-parts $1 $DIR"; }

running() {
    local pid
    pid=$(cat "$DIR/pids/$1" 2> /dev/null) || return 1
    grep -zqxF "$(daemon_title "$1")" "/proc/$pid/cmdline" 2> /dev/null
}

# spawn NAME SETUP COMMAND…: runs SETUP, then COMMAND, in mount and process namespaces of their own.
# All that they mounted or started is gone when the daemon is, however it ends.
spawn() {
    local name=$1 setup=$2 title
    shift 2
    title=$(daemon_title "$name")
    env -i "${CLEAN[@]}" setsid unshare --mount --pid --fork --kill-child --mount-proc \
        bash -ec "$setup"$'\nexec "$@"' "$title" "$@" \
        < /dev/null > "$DIR/logs/$name.log" 2>&1 9>&- &
    echo $! > "$DIR/pids/$name"
}

# wait_for NAME CURL-ARGUMENTS…: until the daemon answers.
wait_for() {
    local name=$1 end=$((SECONDS + 60))
    shift
    until clean curl -fsS -o /dev/null --max-time 5 "$@" 2> /dev/null; do
        running "$name" || fail "$name ended while starting" "$DIR/logs/$name.log"
        [ "$SECONDS" -lt "$end" ] || fail "$name didn't answer within 60 s" "$DIR/logs/$name.log"
        sleep 0.3
    done
}

# The daemon is told first, then, 15 s later, made to.
stop_daemon() {
    local pid tries=75
    if running "$1"; then
        pid=$(cat "$DIR/pids/$1")
        kill -TERM -- "-$pid" 2> /dev/null || true
        while running "$1" && [ "$tries" -gt 0 ]; do
            tries=$((tries - 1))
            sleep 0.2
        done
        kill -KILL -- "-$pid" 2> /dev/null || true
    fi
    rm -f "$DIR/pids/$1"
}

# port NAME: free when first asked for, then the same until stop.
port() {
    if ! grep -qs "^$1 " "$DIR/ports"; then
        python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])' |
            sed "s/^/$1 /" >> "$DIR/ports"
    fi
    sed -n "s/^$1 //p" "$DIR/ports"
}

# How each part is started.

start_parts() {
    local name
    for name in docker-old docker-containerd docker-classic podman containerd registry registry-auth; do
        running "$name" || { say "starting $name"; "start_${name//-/_}"; }
    done
    for name in docker-old docker-containerd docker-classic podman; do
        wait_for "$name" --unix-socket "$DIR/$name.sock" http://localhost/_ping
    done
    wait_for docker-old --cacert "$DIR/tls/client/ca.pem" --cert "$DIR/tls/client/cert.pem" \
        --key "$DIR/tls/client/key.pem" "https://127.0.0.1:$(port docker-old)/_ping"
    wait_for_containerd
    wait_for registry "http://127.0.0.1:$(port registry)/v2/"
    wait_for registry-auth -u reader:sesame "http://127.0.0.1:$(port registry-auth)/v2/"
}

# dockerd_settings NAME [FURTHER]: a daemon.json that leaves the network of the machine alone, and
# nothing left of an earlier run but its data.
dockerd_settings() {
    mkdir -p "$DIR/$1"
    echo "{\"bridge\": \"none\", \"iptables\": false, \"ip-forward\": false${2:+, $2}}" \
        > "$DIR/$1/daemon.json"
    rm -rf "$DIR/$1.sock" "$DIR/$1/exec"
}

start_docker_old() {
    dockerd_settings docker-old
    make_certificates
    # A containerd that the machine may run is out of sight: dockerd starts one of its own.
    spawn docker-old 'mkdir -p /run/containerd; mount -t tmpfs tmpfs /run/containerd' \
        /usr/sbin/dockerd --config-file "$DIR/docker-old/daemon.json" --group 0 \
        --data-root "$DIR/docker-old/data" --exec-root "$DIR/docker-old/exec" \
        --pidfile "$DIR/docker-old/exec/docker.pid" -H "unix://$DIR/docker-old.sock" \
        -H "tcp://127.0.0.1:$(port docker-old)" --tlsverify --tlscacert "$DIR/tls/ca.pem" \
        --tlscert "$DIR/tls/server-cert.pem" --tlskey "$DIR/tls/server-key.pem"
}

# One CA, a certificate of the server for 127.0.0.1 and localhost, one of the client.
make_certificates() {
    [ -e "$DIR/tls/client/key.pem" ] && return
    rm -rf "$DIR/tls"
    mkdir -p "$DIR/tls/client"
    logged tls "making certificates" issue_certificates "$DIR/tls"
    cp "$DIR/tls/ca.pem" "$DIR/tls/client/ca.pem"
    mv "$DIR/tls/client-cert.pem" "$DIR/tls/client/cert.pem"
    mv "$DIR/tls/client-key.pem" "$DIR/tls/client/key.pem"
}

issue_certificates() {
    local tls=$1 who
    printf '%s\n' 'keyUsage=critical,digitalSignature' 'extendedKeyUsage=serverAuth' \
        'subjectAltName=IP:127.0.0.1,DNS:localhost' 'authorityKeyIdentifier=keyid' > "$tls/server.ext"
    printf '%s\n' 'keyUsage=critical,digitalSignature' 'extendedKeyUsage=clientAuth' \
        'authorityKeyIdentifier=keyid' > "$tls/client.ext"
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=layersize test CA" \
        -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$tls/ca-key.pem" -out "$tls/ca.pem" &&
        for who in server client; do
            openssl req -newkey rsa:2048 -nodes -subj "/CN=layersize test $who" \
                -keyout "$tls/$who-key.pem" -out "$tls/$who.csr" &&
                openssl x509 -req -days 3650 -in "$tls/$who.csr" -CA "$tls/ca.pem" \
                    -CAkey "$tls/ca-key.pem" -CAcreateserial -extfile "$tls/$who.ext" \
                    -out "$tls/$who-cert.pem" || return
        done
}

# Docker 26 runs in the trixie root, on a mount of its own: chroot into what is none breaks its
# unpacking (`remount /`). DIR has the same path in there, as engines say where their folders are.
start_docker_26() {
    local name=$1
    spawn "$name" '
        root=$1 state=$2
        shift 2
        mount --rbind "$root" "$root"
        cd "$root"
        mount --rbind /dev dev
        mount --rbind /sys sys
        mount -t proc proc proc
        mount -t tmpfs tmpfs run
        mount -t tmpfs tmpfs tmp
        mkdir -p ".$state"
        mount --bind "$state" ".$state"' "$TRIXIE" "$DIR" \
        chroot "$TRIXIE" dockerd --config-file "$DIR/$name/daemon.json" --group 0 \
        --data-root "$DIR/$name/data" --exec-root "$DIR/$name/exec" \
        --pidfile "$DIR/$name/exec/docker.pid" -H "unix://$DIR/$name.sock"
}

start_docker_containerd() {
    dockerd_settings docker-containerd '"features": {"containerd-snapshotter": true}'
    start_docker_26 docker-containerd
}

start_docker_classic() {
    dockerd_settings docker-classic \
        '"features": {"containerd-snapshotter": false}, "storage-driver": "overlay2"'
    start_docker_26 docker-classic
}

# Its locks are in /dev/shm, which it has to itself here.
start_podman() {
    rm -rf "$DIR/podman.sock" "$DIR/podman/run" "$DIR/podman/tmp"
    spawn podman 'mount -t tmpfs tmpfs /dev/shm' \
        /usr/bin/podman --root "$DIR/podman/root" --runroot "$DIR/podman/run" \
        --tmpdir "$DIR/podman/tmp" --cgroup-manager cgroupfs --events-backend file \
        system service --time 0 "unix://$DIR/podman.sock"
}

# By itself, as under Kubernetes; without what only Kubernetes needs.
start_containerd() {
    local own=$DIR/containerd
    rm -rf "$DIR/containerd.sock" "$own/state"
    mkdir -p "$own"
    printf '%s\n' 'version = 2' "root = '$own/root'" "state = '$own/state'" \
        'disabled_plugins = ["io.containerd.grpc.v1.cri"]' \
        "[grpc]" "address = '$DIR/containerd.sock'" > "$own/config.toml"
    spawn containerd '' /usr/bin/containerd --config "$own/config.toml"
}

ctr_at() { clean /usr/bin/ctr --address "$DIR/containerd.sock" "$@"; }

wait_for_containerd() {
    local end=$((SECONDS + 60))
    until ctr_at version > /dev/null 2>&1; do
        running containerd || fail "containerd ended while starting" "$DIR/logs/containerd.log"
        [ "$SECONDS" -lt "$end" ] ||
            fail "containerd didn't answer within 60 s" "$DIR/logs/containerd.log"
        sleep 0.3
    done
}

start_registry() { serve_registry registry; }

start_registry_auth() {
    mkdir -p "$DIR/registry-auth"
    htpasswd -Bbn reader sesame > "$DIR/registry-auth/htpasswd"
    serve_registry registry-auth "auth: {htpasswd: {realm: sample, path: '$DIR/registry-auth/htpasswd'}}"
}

# serve_registry NAME [FURTHER]
serve_registry() {
    mkdir -p "$DIR/$1/data"
    printf '%s\n' "version: 0.1" "storage: {filesystem: {rootdirectory: '$DIR/$1/data'}}" \
        "http: {addr: '127.0.0.1:$(port "$1")'}" "${2-}" > "$DIR/$1/config.yml"
    spawn "$1" '' /usr/bin/docker-registry serve "$DIR/$1/config.yml"
}

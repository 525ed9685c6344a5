# shellcheck shell=bash
# Debian's packages, unpacked below target/lab: nothing is installed, so no service is started and
# nothing under /etc changes. What the machine has already is used as it is.

# GROUP...: fetches packages with what they depend on, once. Those of a group could be installed
# beside each other; mail servers could not, so each has a group of its own.
packages_unpack() {
    local root=$PACKAGES/root stamp=$PACKAGES/unpacked group file
    mkdir -p "$PACKAGES/archives/partial" "$root"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$*" ]; then return; fi
    apt-get update -qq
    for group in "$@"; do
        # shellcheck disable=SC2086 # a group is several words
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --download-only \
            -o Dir::Cache::archives="$PACKAGES/archives" $group >"$PACKAGES/apt.log" ||
            die "apt-get: $(tail -n 5 "$PACKAGES/apt.log")"
    done
    for file in "$PACKAGES"/archives/*.deb; do
        if [ -e "$file" ]; then dpkg -x "$file" "$root"; fi
    done
    echo "$*" >"$stamp"
}

# NAME: the path of a program, from the packages or of the machine.
packages_program() {
    local folder
    for folder in "$PACKAGES"/root/usr/{sbin,bin,lib/postfix/sbin} /usr/{sbin,bin,lib/postfix/sbin}; do
        if [ -x "$folder/$1" ]; then
            echo "$folder/$1"
            return
        fi
    done
    die "there is no $1; remove $PACKAGES to fetch it again"
}

# The libraries that the machine lacks.
packages_libraries() {
    local folder list=""
    for folder in "$PACKAGES"/root/usr/lib/*-linux-gnu "$PACKAGES"/root/lib/*-linux-gnu "$PACKAGES/root/usr/lib/postfix"; do
        if [ -d "$folder" ]; then list+="${list:+:}$folder"; fi
    done
    echo "$list"
}

# NAME ARGUMENT...: runs a program of the packages in place of this shell.
packages_exec() {
    local program
    program=$(packages_program "$1")
    shift
    LD_LIBRARY_PATH=$(packages_libraries) exec "$program" "$@"
}

# The same, as a server of the lab: NAME PROGRAM ARGUMENT...
packages_start() {
    local name=$1 program
    program=$(packages_program "$2")
    shift 2
    LD_LIBRARY_PATH=$(packages_libraries) process_start "$name" "$program" "$@"
}

# Debian's Python: what else may stand first in PATH can take longer to start than it runs.
packages_python() {
    if [ -x /usr/bin/python3 ]; then echo /usr/bin/python3; else command -v python3 || die "there is no python3"; fi
}

# Where the packages' modules for it are.
packages_python_path() { echo "$PACKAGES/root/usr/lib/python3/dist-packages"; }

#!/bin/sh
# Installs a second, newer HAProxy (3.0, from Debian trixie) next to the system's own, for tests:
#
#   PGSVC_HAPROXY_3=$(scripts/haproxy3.sh /opt/haproxy-trixie) && export PGSVC_HAPROXY_3
#
# Needs root and debootstrap; uses the Debian archive of this machine's apt sources (or DEBIAN_ARCHIVE).
# The program is not run in a chroot, so that it sees the same paths and processes as the tests: its ELF header is
# changed to find its own loader and libraries in DIR. (Starting it through that loader is not enough, as a master
# that reloads executes itself again by its own path.)
# Prints the path of the program on stdout, all else on stderr. Does nothing where it is there already.
set -eu
dir=${1:?usage: haproxy3.sh DIR}
suite=${HAPROXY3_SUITE:-trixie}
program=$dir/usr/sbin/haproxy

if "$program" -v >/dev/null 2>&1; then
    echo "$program"
    exit 0
fi
if [ "$(id -u)" != 0 ]; then
    echo "haproxy3.sh: must run as root (debootstrap)" >&2
    exit 1
fi
if ! command -v debootstrap >/dev/null; then
    echo "haproxy3.sh: debootstrap is missing: apt-get install debootstrap" >&2
    exit 1
fi

# The first Debian archive (not the security one) that apt uses here.
archive=${DEBIAN_ARCHIVE:-$(apt-get indextargets --format '$(SITE) $(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
    awk '$2 ~ /\/debian\/?$/ { print $2; exit }')}
if [ -z "$archive" ]; then
    echo "haproxy3.sh: no Debian archive in the apt sources; set DEBIAN_ARCHIVE" >&2
    exit 1
fi

rm -rf "$dir"
debootstrap --variant=minbase --include=haproxy,patchelf "$suite" "$dir" "$archive" >&2
libs=/usr/lib/$(uname -m)-linux-gnu
loader=$(chroot "$dir" patchelf --print-interpreter /usr/sbin/haproxy)
# RPATH, not RUNPATH: it holds for the libraries' own libraries too.
chroot "$dir" patchelf --set-interpreter "$dir$loader" --force-rpath --set-rpath "$dir$libs" /usr/sbin/haproxy
"$program" -v >&2
echo "$program"

#!/bin/bash
# packages.sh PACKAGES REPO: what a user does with the packages, for real: apt-get install from the repository,
# upgrade over an older package with an edited configuration file, remove, purge; the same for the rpm in a scratch
# root. Needs root and a machine to spare; leaves nothing installed.
set -euo pipefail
packages=$(cd "$1" && pwd) repo=$(cd "$2" && pwd)
[ "$(id -u)" -eq 0 ] || { echo "packages.sh: must run as root" >&2; exit 1; }
dpkg -s pgsvc >/dev/null 2>&1 && { echo "packages.sh: pgsvc is installed here already" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
work=$(mktemp -d)
list=/etc/apt/sources.list.d/pgsvc-test.list
cleanup() {
    dpkg --purge pgsvc >/dev/null 2>&1 || true
    rm -rf "$work" "$list" /etc/pgsvc
}
trap cleanup EXIT
passed=0
ok() { passed=$((passed + 1)); echo "ok $passed - $1"; }
fail() { echo "not ok - $1" >&2; exit 1; }
check() { # check TEXT COMMAND...
    local text=$1
    shift
    "$@" >"$work/check.log" 2>&1 || { cat "$work/check.log" >&2; fail "$text"; }
    ok "$text"
}
absent() { [ ! -e "$1" ]; }
haproxy_files() { find /etc/haproxy -printf '%p %m %u %T@\n' 2>/dev/null | sort | sha256sum; }
quiet_apt() { apt-get -qq -o Dpkg::Use-Pty=0 -o Dir::Etc::sourceparts=- -o Dir::Etc::sourcelist="$list" "$@"; }

deb=$(ls "$packages"/*.deb) rpm=$(ls "$packages"/*.rpm)
version=$(dpkg-deb -f "$deb" Version)

# An older package: the same one with a lower version and an older default configuration.
dpkg-deb -R "$deb" "$work/older"
sed -i 's/^Version: .*/Version: 0.0.1/' "$work/older/DEBIAN/control"
sed -i '1s/.*/# An older text./' "$work/older/etc/pgsvc/pgsvc.properties"
dpkg-deb --root-owner-group -Zgzip -z1 --build "$work/older" "$work/older.deb" >/dev/null

mkdir -p /etc/haproxy/conf.d
echo '# a service file that stays' >/etc/haproxy/conf.d/pgsvc-packages-test.cfg
trap 'rm -f /etc/haproxy/conf.d/pgsvc-packages-test.cfg; cleanup' EXIT
before=$(haproxy_files)

# deb: upgrade with an edited configuration file.
dpkg -i "$work/older.deb" >/dev/null
check "the older package is there" grep -q '0.0.1' <(dpkg-query -W pgsvc)
sed -i 's/^#drift=report/drift=restore/' /etc/pgsvc/pgsvc.properties
printf 'deb [trusted=yes] file:%s/apt stable main\n' "$repo" >"$list"
quiet_apt update 2>/dev/null
quiet_apt install -y --no-install-recommends -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold pgsvc >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log" >&2; fail "apt-get upgrade"; }
check "the upgrade comes from the repository" grep -q "$version" <(dpkg-query -W pgsvc)
check "an edited configuration file is kept" grep -q '^drift=restore' /etc/pgsvc/pgsvc.properties
dpkg --purge pgsvc >/dev/null
check "purge removes the configuration" absent /etc/pgsvc/pgsvc.properties

# deb: fresh installation.
quiet_apt install -y --no-install-recommends pgsvc >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log" >&2; fail "apt-get install"; }
check "apt-get install: the program runs" grep -q "^pgsvc $version" <(/usr/bin/pgsvc --version)
check "nothing is enabled" absent /etc/systemd/system/multi-user.target.wants/pgsvc.service
if systemctl is-active --quiet pgsvc.service 2>/dev/null; then fail "the service was started"; fi
ok "nothing is started"
check "the unit is clean" bash -c '! systemd-analyze verify --man=no pgsvc.service 2>&1 | grep pgsvc'
check "the unit's exposure is at most 2.5" systemd-analyze security --offline=true --threshold=25 --no-pager \
    /usr/lib/systemd/system/pgsvc.service
# Wrong settings: the unit must end with a code after which systemd does not start it again.
code=0
/usr/bin/pgsvc watch --no-such-option >"$work/watch.log" 2>&1 || code=$?
check "a unit with wrong settings is not started again and again" \
    grep -Eq "^RestartPreventExitStatus=.*\b$code\b" /usr/lib/systemd/system/pgsvc.service
check "and says why" grep -q "no-such-option" "$work/watch.log"
check "alert rules and dashboard are there" test -s /usr/share/pgsvc/prometheus/pgsvc.rules.yml -a -s /usr/share/pgsvc/grafana/pgsvc.json
if command -v promtool >/dev/null; then
    check "the alert rules are right" promtool check rules /usr/share/pgsvc/prometheus/pgsvc.rules.yml
fi
check "files are as packed" bash -c '[ -z "$(dpkg -V pgsvc)" ]'
check "bash completion loads" bash -c '. /usr/share/bash-completion/completions/pgsvc && complete -p pgsvc >/dev/null'
if command -v zsh >/dev/null; then check "zsh completion parses" zsh -n /usr/share/zsh/vendor-completions/_pgsvc; fi
if command -v fish >/dev/null; then
    check "fish completion parses" fish -n /usr/share/fish/vendor_completions.d/pgsvc.fish
fi
if command -v groff >/dev/null; then
    check "man pages have no errors" bash -c \
        '[ -z "$(for p in $(dpkg -L pgsvc | grep "/man/.*gz"); do zcat "$p" | groff -man -Tutf8 -ww -z 2>&1; done)" ]'
fi

# The unit's capabilities: HAProxy's check reads a certificate that another user keeps to himself, and needs them for it.
if command -v haproxy >/dev/null && command -v openssl >/dev/null && command -v setpriv >/dev/null; then
    mkdir -m 700 "$work/cert"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/crt" -days 2 -subj /CN=test 2>/dev/null
    cat "$work/crt" "$work/key" >"$work/cert/server.pem"
    chmod 600 "$work/cert/server.pem"
    chown -R nobody "$work/cert"
    chmod 711 "$work"
    printf 'listen test\n  mode http\n  bind 127.0.0.1:18999 ssl crt %s\n  acl a path_reg ^/(x|y)[0-9]+$\n' \
        "$work/cert/server.pem" >"$work/haproxy.cfg"
    capabilities=$(sed -n 's/^CapabilityBoundingSet=//p' /usr/lib/systemd/system/pgsvc.service |
        tr '[:upper:]' '[:lower:]' | sed 's/cap_/,+/g; s/ //g')
    as_the_unit() { setpriv --inh-caps=-all --no-new-privs --bounding-set="-all$1" haproxy -c -f "$work/haproxy.cfg"; }
    check "HAProxy's check works with the unit's capabilities" as_the_unit "$capabilities"
    if as_the_unit "" >/dev/null 2>&1; then fail "the check of capabilities proves nothing"; fi
    ok "and fails without them"
fi
mkdir -p /var/lib/pgsvc
echo state >/var/lib/pgsvc/manifest
removal=$(apt-get -qq -y -o Dpkg::Use-Pty=0 remove pgsvc 2>&1)
check "removal says that the service files stay" grep -q "go.* on serving" <<<"$removal"
check "removal keeps the configuration" test -e /etc/pgsvc/pgsvc.properties
check "removal leaves no enabled unit" absent /etc/systemd/system/multi-user.target.wants/pgsvc.service
check "removal keeps the state" test -e /var/lib/pgsvc/manifest
dpkg --purge pgsvc >/dev/null
check "purge removes state and configuration" absent /var/lib/pgsvc
check "purge removes the configuration directory" absent /etc/pgsvc
check "HAProxy's files were never touched" test "$before" = "$(haproxy_files)"

# rpm: into a scratch root, and the binary run from there: it needs nothing else.
check "the rpm's digests hold" rpm -K --nosignature "$rpm"
check "the rpm marks its configuration" grep -q /etc/pgsvc/pgsvc.properties <(rpm -qpc "$rpm")
scratch=$work/root
mkdir -p "$scratch"
rpm --root "$scratch" --initdb
rpm --root "$scratch" -i --nodeps --noscripts "$rpm" 2>"$work/rpm.log" || { cat "$work/rpm.log" >&2; fail "rpm -i"; }
check "the rpm verifies once installed" rpm --root "$scratch" -V --nodeps --noscripts pgsvc
check "the rpm's binary runs in a root that holds nothing else" grep -q "^pgsvc $version" \
    <(chroot "$scratch" /usr/bin/pgsvc --version)
check "the rpm has alert rules and dashboard" test -s "$scratch/usr/share/pgsvc/prometheus/pgsvc.rules.yml" -a \
    -s "$scratch/usr/share/pgsvc/grafana/pgsvc.json"
sed -i 's/^#drift=report/drift=restore/' "$scratch/etc/pgsvc/pgsvc.properties"
rpm --root "$scratch" -U --force --nodeps --noscripts "$rpm" 2>"$work/rpm.log" || { cat "$work/rpm.log" >&2; fail "rpm -U"; }
check "the rpm keeps an edited configuration file" grep -q '^drift=restore' "$scratch/etc/pgsvc/pgsvc.properties"
# Now with a shell, so that the package's scripts run.
for file in /bin/sh $(ldd /bin/sh | grep -o '/[^ ]*'); do
    install -D -m 755 "$(readlink -f "$file")" "$scratch$file"
done
check "the rpm's scripts run on an upgrade" rpm --root "$scratch" -U --force --nodeps "$rpm"
mkdir -p "$scratch/var/lib/pgsvc" "$scratch/etc/haproxy/conf.d"
echo '# stays' >"$scratch/etc/haproxy/conf.d/pg-test-primary.cfg"
removal=$(rpm --root "$scratch" -e pgsvc 2>&1) || fail "rpm -e: $removal"
check "removal says that the service files stay" grep -q "go.* on serving" <<<"$removal"
check "and leaves them and the state" test -e "$scratch/etc/haproxy/conf.d/pg-test-primary.cfg" -a -d "$scratch/var/lib/pgsvc"
check "the edited configuration is kept aside" test -e "$scratch/etc/pgsvc/pgsvc.properties.rpmsave"

# dnf: from the repository. The scratch root has no shell, so a stand-in provides its name.
if command -v dnf >/dev/null && [ -d "$repo/dnf" ]; then
    mkdir -p "$work/side" "$work/dnf-root"
    printf 'Name: stand-in\nVersion: 1\nRelease: 1\nSummary: stand-in\nLicense: none\nBuildArch: noarch\nProvides: /bin/sh\n%%description\nx\n%%files\n' >"$work/s.spec"
    rpmbuild -bb --quiet --define "_topdir $work/rb" --define "_rpmdir $work/side" "$work/s.spec" >/dev/null 2>&1
    createrepo_c -q "$work/side"
    dnf -q -y --installroot="$work/dnf-root" --releasever=9 --nogpgcheck --setopt=reposdir=/nonexistent \
        --setopt=tsflags=noscripts --setopt=install_weak_deps=False --setopt=cachedir="$work/dnf-cache" \
        --repofrompath="side,file://$work/side" --repofrompath="pgsvc,file://$repo/dnf" install pgsvc >"$work/dnf.log" 2>&1 ||
        { cat "$work/dnf.log"; fail "dnf install"; }
    check "dnf install: the program runs" grep -q "^pgsvc $version" <(chroot "$work/dnf-root" /usr/bin/pgsvc --version)
else
    echo "# no dnf here: its part is skipped"
fi
echo "packages.sh: $passed passed, 0 failed"

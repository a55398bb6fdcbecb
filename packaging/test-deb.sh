#!/usr/bin/env bash
# Tests the Debian package in a root folder without .NET: installs it, runs its services as systemd does, upgrades a
# state of version 0.1.0, removes and purges it. Then boots the root in a container, if systemd-nspawn works here.
#     packaging/test-deb.sh [FOLDER_OF_PACKAGES]
# Needs root, debootstrap, python3, systemd-analyze and a Debian mirror: that of this system. Default: builds the
# package into a temporary folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repository=${here%/*}
for program in debootstrap python3 systemd-analyze; do
    command -v "$program" >/dev/null || {
        echo "SKIPPED: $program is missing, so the Debian package is not tested."
        exit 0
    }
done
[ "$(id -u)" = 0 ] || {
    echo "SKIPPED: the Debian package is tested only as root."
    exit 0
}

work=$(mktemp -d)
root=$work/root
server=""
clean_up() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" || true; }
    mountpoint -q "$root/proc" && umount "$root/proc"
    rm -rf "$work"
}
trap clean_up EXIT

packages=${1:-}
if [ -z "$packages" ]; then
    packages=$work/packages
    "$here/build.sh" --output "$packages" deb
fi
package=$(printf '%s\n' "$packages"/inputhost_*_amd64.deb | sort -V | tail -n 1)
version=$(dpkg-deb --field "$package" Version)

step() { printf '\n== %s\n' "$*"; }
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
mode() { stat -c '%a %U' "$root$1" 2>/dev/null || fail "$1 is missing"; }
records() { wc -l <"$root/var/lib/inputhost/audit/records/connectionlog.ndjson"; }

step "A root without .NET"
IFS='|' read -r suite mirror < <(apt-get indextargets --format '$(ORIGIN)|$(CODENAME)|$(REPO_URI)' \
    'Created-By: Packages' | sed -n 's/^Debian|\([a-z]*|.*\)$/\1/p' | head -n 1)
debootstrap --variant=minbase --include=systemd,systemd-sysv "$suite" "$root" "$mirror" >"$work/debootstrap.log" ||
    { tail "$work/debootstrap.log"; fail "debootstrap"; }
# Services must not start in the root.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mount -t proc proc "$root/proc"
cp "$package" "$root/inputhost.deb"
inside apt-get update -qq

step "Install an earlier version"
# The same files with a lower version.
earlier=$work/earlier
dpkg-deb --raw-extract "$package" "$earlier"
sed -i "s/^Version: .*/Version: $version~earlier/" "$earlier/DEBIAN/control"
dpkg-deb --build --root-owner-group -Znone "$earlier" "$root/earlier.deb" >/dev/null
inside apt-get install -y -qq --no-install-recommends /earlier.deb >"$work/apt.log" 2>&1 || {
    cat "$work/apt.log"
    fail "apt-get install"
}
inside sh -c 'command -v dotnet' && fail ".NET is in the root"
inside inputhost --version
[ "$(inside inputhost list | cut -d ' ' -f 1)" = redshift-audit-logs ] || fail "the plugin is not listed"
inside id inputhost
[ "$(mode /etc/inputhost/credentials)" = "700 root" ] || fail "mode of the credentials folder"
[ "$(mode /etc/inputhost/credentials/console-token)" = "600 root" ] || fail "mode of the token"
[ "$(wc -c <"$root/etc/inputhost/credentials/console-token")" = 48 ] || fail "length of the token"
token=$(cat "$root/etc/inputhost/credentials/console-token")

step "Units"
for unit in inputhost.service inputhost-read@audit.service; do
    systemd-analyze verify --root="$root" "$unit"
    systemd-analyze security --offline=true --threshold=25 --root="$root" "$unit" | tail -n 1
done

step "Upgrade over a state of version 0.1.0"
audit=$root/var/lib/inputhost/audit
stored=$repository/fixtures/stored/v0.1.0
cp -r "$stored/buckets" "$root/srv/buckets"
mkdir "$audit"
cp "$stored"/states/sweep-under-way/audit.db "$audit/state.db"
cp "$stored"/states/sweep-under-way/audit.db-wal "$audit/state.db-wal"
cp -r "$stored/states/sweep-under-way/out" "$audit/records"
python3 - "$audit/state.db" "$stored/buckets.json" "$root/srv/buckets" <<'PYTHON'
import datetime, json, os, sqlite3, sys
state, buckets, folder = sys.argv[1:]
database = sqlite3.connect(state)
database.execute("UPDATE file SET folder = '/var/lib/inputhost/audit/records'")
database.commit()
database.close()
for path, time in json.load(open(buckets))["lastModified"].items():
    seconds = datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()
    os.utime(os.path.join(folder, path), (seconds, seconds))
PYTHON
inside chown -R inputhost:inputhost /var/lib/inputhost/audit
cp "$stored/states/sweep-under-way/input.json" "$root/etc/inputhost/audit.json"
sed -i -e 's/AKIA[A-Z0-9]*/${credential:access_key}/' -e 's/wJalr[^"]*/${credential:secret_key}/' \
    "$root/etc/inputhost/audit.json"
echo '#edited' >>"$root/etc/inputhost/inputhost.env"
before=$(records)
inside dpkg --install /inputhost.deb
[ "$(records)" = "$before" ] || fail "the upgrade changed the records"
grep -q '^#edited' "$root/etc/inputhost/inputhost.env" || fail "the upgrade changed a configuration file"
[ "$(cat "$root/etc/inputhost/credentials/console-token")" = "$token" ] || fail "the upgrade changed the token"

step "Run the services as systemd does"
coproc S3 { exec chroot "$root" inputhost local-s3 /srv/buckets 2>&1; }
server=$S3_PID
read -r -t 30 line <&"${S3[0]}"
endpoint=$(grep -o 'http://[0-9.:]*' <<<"$line" | head -n 1)
run() { python3 "$here/deb/run_as_service.py" "$root" "$@"; }
run inputhost-read@.service --instance audit --credential access_key=AKIAIOSFODNN7EXAMPLE \
    --credential secret_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY --env "AWS_ENDPOINT_URL_S3=$endpoint" \
    --env FOLLOW_SECONDS=1 --lines "$audit/records/connectionlog.ndjson=168"
sort "$audit/records/connectionlog.ndjson" | cmp - <(sort "$stored/states/completed/out/connectionlog.ndjson") ||
    fail "the records are not those of the complete read"
echo "$before records of 0.1.0 continued to $(records), each once."
run inputhost.service --credential "console-token=$token"
[ -f "$root/var/lib/inputhost/console/console.db" ] || fail "the console stored nothing"

"$here/deb/boot.sh" "$root" "$endpoint"

step "Run it as a container does: as another user, with a read-only root file system"
read_only() {
    unshare --mount sh -euc 'root=$1; shift
        mount --rbind "$root" "$root"
        mount -o remount,bind,ro "$root"
        mount -t tmpfs -o uid=10001,gid=10001,mode=700 tmpfs "$root/mnt"
        exec chroot --userspec=10001:10001 --groups= "$root" env -i HOME=/mnt DOTNET_EnableDiagnostics=0 "$@"' \
        sh "$root" "$@"
}
samples=/usr/lib/inputhost/samples
read_only /usr/bin/inputhost read --config "$samples/connectionlog.json" --local-s3 "$samples/buckets" \
    --state /mnt/state.db --out /mnt/records
coproc CONSOLE { exec 2>&1; read_only INPUTHOST_TOKEN="$token" /usr/bin/inputhost serve --urls http://127.0.0.1:0 \
    --data /mnt/console; }
read -r -t 60 line <&"${CONSOLE[0]}"
python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1] + "/health").read().decode())' \
    "$(grep -o 'http://[0-9.:]*' <<<"$line" | head -n 1)"
kill -- "$(pgrep -P "$CONSOLE_PID" || echo "$CONSOLE_PID")"
wait "$CONSOLE_PID" || true

step "Remove: the data and the configuration are kept"
inside apt-get remove -y -qq inputhost >/dev/null
[ ! -e "$root/usr/bin/inputhost" ] || fail "the program was not removed"
[ "$(records)" = 168 ] || fail "the removal deleted records"
[ -f "$root/etc/inputhost/inputhost.env" ] || fail "the removal deleted the configuration"

step "Purge without an answer: the data is kept"
inside apt-get purge -y -qq inputhost
[ "$(records)" = 168 ] || fail "the purge deleted records"
inside id inputhost >/dev/null || fail "the purge deleted the user of the data"

step "Purge with the answer yes: the data is deleted"
inside dpkg --install /inputhost.deb >/dev/null
[ "$(cat "$root/etc/inputhost/credentials/console-token")" = "$token" ] || fail "the token was not kept"
echo "inputhost inputhost/purge-data boolean true" | inside debconf-set-selections
inside apt-get purge -y -qq inputhost
for path in /var/lib/inputhost /etc/inputhost /usr/lib/inputhost; do
    [ ! -e "$root$path" ] || fail "$path was not deleted"
done
! inside id inputhost 2>/dev/null || fail "the user was not deleted"
printf '\nThe Debian package %s passed.\n' "${package##*/}"

#!/usr/bin/env bash
# Boots a root folder with the installed package in a container, and starts its services with systemd:
#     packaging/deb/boot.sh ROOT S3_ENDPOINT
# If systemd-nspawn is missing or cannot boot here, this is reported, and the test is skipped.
set -euo pipefail
root=$1
endpoint=$2
printf '\n== Boot\n'
command -v systemd-nspawn >/dev/null || {
    echo "SKIPPED: systemd-nspawn is missing. Install systemd-container."
    exit 0
}

# systemd in the container needs a hierarchy of control groups. The one that is mounted here is removed at the end.
groups=""
clean_up() { [ -z "$groups" ] || { umount /sys/fs/cgroup/systemd && rmdir /sys/fs/cgroup/systemd; } || true; }
trap clean_up EXIT
if [ ! -e /sys/fs/cgroup/cgroup.controllers ] && ! mountpoint -q /sys/fs/cgroup/systemd; then
    if mkdir -p /sys/fs/cgroup/systemd && mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd; then
        groups=mounted
    fi
fi

install -d -m 700 "$root/etc/inputhost/credentials"
(
    umask 077
    echo AKIAIOSFODNN7EXAMPLE >"$root/etc/inputhost/credentials/boot.access_key"
    echo wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY >"$root/etc/inputhost/credentials/boot.secret_key"
)
printf 'AWS_ENDPOINT_URL_S3=%s\nFOLLOW_SECONDS=1\n' "$endpoint" >>"$root/etc/inputhost/inputhost.env"
cp "$root/etc/inputhost/audit.json" "$root/etc/inputhost/boot.json"
cat >"$root/etc/systemd/system/inputhost-test.service" <<'UNIT'
[Unit]
After=network.target
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
ExecStart=/bin/sh -eux /srv/inputhost-test.sh
StandardOutput=file:/srv/inputhost-test.log
StandardError=inherit
TimeoutStartSec=120
UNIT
cat >"$root/srv/inputhost-test.sh" <<'SCRIPT'
trap 'journalctl -q --no-hostname -u "inputhost*"' EXIT
services="inputhost.service inputhost-read@boot.service"
systemctl start $services
systemctl show -p Id,ActiveState,SubState,StatusText,WatchdogUSec $services
[ "$(systemctl is-active $services | sort -u)" = active ]
timeout 30 sh -c 'tail -n +1 -F "$1" 2>/dev/null | head -n 168 | wc -l' sh \
    /var/lib/inputhost/boot/records/connectionlog.ndjson
ls -ld /var/lib/inputhost /var/lib/inputhost/*
# A process that hangs is ended by the watchdog, and started again.
mkdir -p /run/systemd/system/inputhost-read@boot.service.d
printf '[Service]\nWatchdogSec=2\nRestartSec=1\n' >/run/systemd/system/inputhost-read@boot.service.d/test.conf
systemctl daemon-reload
systemctl restart inputhost-read@boot
kill -STOP "$(systemctl show -P MainPID inputhost-read@boot)"
timeout 60 sh -c 'until journalctl -q -u inputhost-read@boot | grep -q "Scheduled restart job"; do sleep 1; done'
timeout 60 sh -c 'until systemctl is-active -q inputhost-read@boot; do sleep 1; done'
systemctl show -p NRestarts,Result inputhost-read@boot
systemctl stop $services
systemctl show -p Id,ActiveState,Result,ExecMainStatus $services
# A credential without a file is empty, which the program reports.
rm /etc/inputhost/credentials/boot.access_key
! systemctl start inputhost-read@boot
journalctl -q -u inputhost-read@boot | grep 'the credential access_key, whose file in .* is empty'
touch /srv/inputhost-test.passed
SCRIPT
install -d "$root/etc/systemd/system/multi-user.target.wants"
ln -sf ../inputhost-test.service "$root/etc/systemd/system/multi-user.target.wants/"
umount "$root/proc" 2>/dev/null || true
if timeout 180 systemd-nspawn --quiet --directory="$root" --boot --register=no --keep-unit --console=pipe \
    >"$root/srv/boot.log" 2>&1 </dev/null; then
    echo "The container ended."
else
    echo "systemd-nspawn ended with exit code $?."
fi
mount -t proc proc "$root/proc"
cat "$root/srv/inputhost-test.log" 2>/dev/null || true
rm -f "$root/etc/systemd/system/multi-user.target.wants/inputhost-test.service"
if [ -e "$root/srv/inputhost-test.passed" ]; then
    echo "The services passed under systemd."
elif [ -e "$root/srv/inputhost-test.log" ]; then
    echo "FAILED: the services did not pass under systemd." >&2
    exit 1
else
    tail -n 20 "$root/srv/boot.log"
    echo "SKIPPED: systemd does not boot in a container here. Its last messages are above."
fi

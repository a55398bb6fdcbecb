#!/usr/bin/env python3
"""Runs the program of a unit in a root folder as systemd does: as the unit's user, with a notify socket, a watchdog and
credentials. Stops it with SIGTERM when it has sent all expected messages and, if a file is given, written its lines.

    run_as_service.py ROOT UNIT [--instance NAME] [--credential NAME=SECRET]... [--env NAME=VALUE]...
        [--lines FILE=COUNT]
"""
import argparse
import os
import pathlib
import shlex
import signal
import socket
import subprocess
import time

SECONDS = 60
WATCHDOG_SECONDS = 2


def settings(unit, specifiers):
    """The settings of a unit, each with its values in order."""
    found = {}
    for line in unit.read_text().replace("\\\n", " ").splitlines():
        name, is_setting, value = line.partition("=")
        if is_setting and not line.startswith("#"):
            for specifier, text in specifiers.items():
                value = value.replace(specifier, text)
            found.setdefault(name, []).append(value)
    return found


def write_credentials(root, folder, owner, credentials):
    path = root / folder[1:]
    path.mkdir(parents=True, exist_ok=True)
    for credential in credentials:
        name, _, secret = credential.partition("=")
        (path / name).write_text(secret + "\n")
        os.chown(path / name, owner[0], owner[1])
        (path / name).chmod(0o400)


def user_of(root, name):
    for line in (root / "etc/passwd").read_text().splitlines():
        fields = line.split(":")
        if fields[0] == name:
            return int(fields[2]), int(fields[3])
    raise SystemExit(f"There is no user {name} in {root}.")


def expand(word, environment):
    """$NAME as a whole word becomes zero or more words."""
    return environment.get(word[1:], "").split() if word.startswith("$") else [word]


def wait_until_done(receiver, process, lines):
    """Receives messages until all that are expected have arrived."""
    messages = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            messages += receiver.recv(4096).decode().splitlines()
        except TimeoutError:
            pass
        if process.poll() is not None:
            raise SystemExit(f"The program ended with exit code {process.returncode}. Messages: {messages}")
        if messages.count("READY=1") == 1 and messages.count("WATCHDOG=1") >= 2 and has_lines(lines):
            return messages
    process.kill()
    raise SystemExit(f"Not everything arrived within {SECONDS} seconds. Messages: {messages}")


def has_lines(lines):
    if lines is None:
        return True
    path, _, count = lines.rpartition("=")
    return os.path.exists(path) and pathlib.Path(path).read_bytes().count(b"\n") >= int(count)


def stop(receiver, process):
    """The exit code of the program after SIGTERM, and the messages that it sent until then."""
    process.send_signal(signal.SIGTERM)
    code = process.wait(20)
    messages = []
    receiver.setblocking(False)
    try:
        while True:
            messages += receiver.recv(4096).decode().splitlines()
    except BlockingIOError:
        return code, messages


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("unit")
    parser.add_argument("--instance", default="")
    parser.add_argument("--credential", action="append", default=[])
    parser.add_argument("--env", action="append", default=[])
    parser.add_argument("--lines")
    options = parser.parse_args()

    credentials = "/run/credentials/test"
    unit = settings(
        options.root / "usr/lib/systemd/system" / options.unit, {"%i": options.instance, "%d": credentials}
    )
    owner = user_of(options.root, unit["User"][-1])
    write_credentials(options.root, credentials, owner, options.credential)
    folder = options.root / "var/lib" / unit["StateDirectory"][-1]
    folder.mkdir(exist_ok=True)
    os.chown(folder, owner[0], owner[1])

    address = options.root / "run/notify"
    address.unlink(missing_ok=True)
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.bind(str(address))
    address.chmod(0o666)
    receiver.settimeout(0.2)

    environment = dict(setting.split("=", 1) for setting in unit["Environment"] + options.env)
    environment |= {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "CREDENTIALS_DIRECTORY": credentials,
        "NOTIFY_SOCKET": "/run/notify",
        "WATCHDOG_USEC": str(WATCHDOG_SECONDS * 1_000_000),
    }
    words = [part for word in shlex.split(unit["ExecStart"][-1]) for part in expand(word, environment)]
    command = ["chroot", f"--userspec={owner[0]}:{owner[1]}", "--groups=", str(options.root), *words]
    process = subprocess.Popen(command, env=environment)
    messages = wait_until_done(receiver, process, options.lines)
    code, last = stop(receiver, process)
    messages += last
    print(f"{options.unit}: exit code {code}, {messages.count('WATCHDOG=1')} watchdog messages, "
          f"{[message for message in dict.fromkeys(messages) if message != 'WATCHDOG=1']}")
    if "STOPPING=1" not in messages or code not in (0, 130):
        raise SystemExit(f"{options.unit} did not stop as a service should.")


if __name__ == "__main__":
    main()

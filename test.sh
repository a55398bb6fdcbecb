#!/bin/sh
# Passes all tests on a machine that has the .NET 10 SDK. Two tests compare with other programs: Python 3
# reads the fixtures a second time, and the AWS command line reads from local-s3. Where one of them is
# missing and this may install packages (as root on Debian or Ubuntu), it does; elsewhere those tests are
# skipped, and say so.
set -eu
cd "$(dirname "$0")"

missing=""
command -v python3 >/dev/null || missing="$missing python3"
command -v aws >/dev/null || missing="$missing awscli"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; } >/dev/null ||
        echo "Could not install$missing; the tests that need it will be skipped." >&2
fi

exec dotnet test RedshiftAuditConnector.sln --configuration Release "$@"

#!/bin/sh
# Passes all tests on a machine that has the .NET 10 SDK. Some tests take other programs: Python 3 reads the
# fixtures a second time, the AWS command line reads from local-s3, Ceph's object gateway is the S3 and STS
# server that the whole program is run against, Node builds the console's pages, and Chromium shows them. Where one of them is missing and this may install packages (as
# root on Debian or Ubuntu), it does; elsewhere those tests are skipped, and say so. In the end the speed of the
# parse path is held against plain decompression.
set -eu
cd "$(dirname "$0")"

missing=""
command -v python3 >/dev/null || missing="$missing python3"
command -v aws >/dev/null || missing="$missing awscli"
for program in ceph-mon ceph-osd radosgw; do
    command -v "$program" >/dev/null || missing="$missing $program"
done
command -v ceph >/dev/null || missing="$missing ceph-common"
command -v chromium >/dev/null || missing="$missing chromium"
command -v npm >/dev/null || missing="$missing nodejs npm"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    if [ -n "$missing" ]; then
        # shellcheck disable=SC2086
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; } >/dev/null ||
            echo "Could not install$missing; without Ceph tests fail, those that need another one are skipped." >&2
    fi
    # What can be installed is not left out: without Ceph its tests fail here.
    export REQUIRE_S3_SERVER="${REQUIRE_S3_SERVER-1}"
    # Debian 12 has a Node that is too old for the pages; there the console's tests are skipped.
    if node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || major == 20 && minor >= 19 ? 0 : 1)' 2>/dev/null; then
        export REQUIRE_BROWSER="${REQUIRE_BROWSER-1}"
    fi
fi

dotnet test RedshiftAuditConnector.sln --configuration Release "$@"

# What the pages do in a browser is tried above; this is what they decide.
[ $# -gt 0 ] || [ ! -d console/node_modules ] || (cd console && npm test --silent)

# Of everything, not of a choice: that the parse path has not become slow, by ratios within one run.
[ $# -gt 0 ] || dotnet run --configuration Release --project benchmarks -- guard

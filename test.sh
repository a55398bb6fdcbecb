#!/bin/sh
# Runs all tests. Requires the .NET 10 SDK. Some tests need other programs: Python 3 for a second implementation that
# reads the fixtures, the AWS CLI to read from local-s3, Ceph's object gateway as S3 and STS server for end-to-end
# tests, PostgreSQL, Node to build the console's pages, and Chromium to display them. As root on Debian or Ubuntu, the
# script installs missing programs. Elsewhere, the tests that need a missing program are reported as skipped. The last
# step compares the speed of the parse path with that of plain decompression.
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
# Debian's package does not add the server to the PATH.
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"

# Installs the missing programs. Runs while the code is built.
install() {
    # The tests start servers of their own, so the package of PostgreSQL must not create one.
    mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/tests.conf
    # shellcheck disable=SC2086
    { apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; } >/dev/null ||
        echo "Installing$missing failed. Tests with Ceph or PostgreSQL fail, others are skipped." >&2
}

# Node builds the console's pages, so it is installed before the build.
case "$missing" in *npm*) node_first=yes ;; *) node_first= ;; esac
installing=
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    if [ -n "$missing" ]; then
        install &
        installing=$!
        [ -z "$node_first" ] || { wait "$installing" && installing=; }
    fi
    # Ceph and PostgreSQL can be installed here, so their tests fail instead of being skipped.
    export REQUIRE_S3_SERVER="${REQUIRE_S3_SERVER-1}" REQUIRE_POSTGRES="${REQUIRE_POSTGRES-1}"
    # Node of Debian 12 is too old to build the pages; the console's tests are skipped there.
    if node -e 'const [major, minor] = process.versions.node.split(".");
        process.exit(major > 20 || major == 20 && minor >= 19 ? 0 : 1)' 2>/dev/null; then
        export REQUIRE_BROWSER="${REQUIRE_BROWSER-1}"
    fi
fi

# Only in full runs: the layout of the C# code. `dotnet csharpier format .` corrects it.
[ $# -gt 0 ] || { dotnet tool restore >/dev/null && dotnet csharpier check .; }

dotnet build RedshiftAuditConnector.sln --configuration Release
[ -z "$installing" ] || wait "$installing"

# Tests that mostly wait for processes run beside those that compute. Their output follows at the end.
run_tests() {
    result=0
    for project in $projects; do
        dotnet test "$project" --configuration Release --no-build "$@" || result=1
    done
    return $result
}
second=$(mktemp)
trap 'rm -f "$second"; kill "${beside-}" 2>/dev/null || :' EXIT
(
    projects="console-tests server-tests postgres-tests local-s3-tests conformance-tests"
    run_tests "$@"
) >"$second" 2>&1 &
beside=$!
status=0
projects="s3-input-tests host-tests"
run_tests "$@" || status=1
wait "$beside" || status=1
cat "$second"
[ $status = 0 ] || exit 1

# Unit tests of the console's pages; the browser tests ran above.
[ $# -gt 0 ] || [ ! -d console/node_modules ] || (cd console && npm test --silent)

# Only in full runs: detects a slower parse path by ratios measured within one run.
[ $# -gt 0 ] || dotnet run --configuration Release --project benchmarks -- guard

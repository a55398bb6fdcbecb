#!/usr/bin/env bash
# Builds what users install:
#     packaging/build.sh [--output DIR] [TARGET...]
# A target is a platform (linux-x64, linux-musl-x64, linux-arm64, osx-arm64, win-x64), deb or tool. Default: all.
# Writes the archives, their SBOMs and SHA256SUMS to DIR (default: artifacts). Only NuGet and npm packages are
# downloaded. Names are sorted, and times are that of the commit.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/artifacts/build
mkdir -p "$work"
# Builds at the same time would use the same intermediate files. The lock is closed for the programs that are started,
# because compiler servers continue to run.
if [ -z "${INPUTHOST_BUILD_LOCKED:-}" ] && command -v flock >/dev/null; then
    INPUTHOST_BUILD_LOCKED=1 exec flock --close "$work/lock" "$0" "$@"
fi

platforms=(linux-x64 linux-musl-x64 linux-arm64 osx-arm64 win-x64)
output=$root/artifacts
targets=()
while [ $# -gt 0 ]; do
    case "$1" in
        --output)
            output=${2:?--output takes a folder}
            shift
            ;;
        deb | tool) targets+=("$1") ;;
        *)
            if [[ " ${platforms[*]} " != *" $1 "* ]]; then
                echo "\"$1\" is not a target. Targets: ${platforms[*]} deb tool." >&2
                exit 2
            fi
            targets+=("$1")
            ;;
    esac
    shift
done
[ ${#targets[@]} -gt 0 ] || targets=("${platforms[@]}" deb tool)
mkdir -p "$output"
output=$(cd "$output" && pwd)
cd "$root"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C TZ=UTC
version=$(dotnet msbuild host/inputhost.csproj -getProperty:Version)
if commit=$(git rev-parse --verify --quiet HEAD); then
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
    [ -z "$(git status --porcelain --untracked-files=no)" ] ||
        echo "Warning: changes that are not committed are in these files, but not in their version." >&2
fi
# Without a commit, the first day that zip files can represent.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315532800}
expected=$version${commit:++$commit}
# The folder of a restored package. MSBuild and the SDK use the same variable.
packages=${NUGET_PACKAGES:-$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')}
written=()

publish() { # platform, folder
    dotnet publish host/inputhost.csproj --configuration Release --runtime "$1" --output "$2" \
        --artifacts-path "$work" --verbosity quiet -p:SelfContainedHost=true -p:ContinuousIntegrationBuild=true \
        -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false -p:RunAnalyzers=false \
        ${commit:+-p:SourceRevisionId=$commit}
    [ -f "$2/console/index.html" ] || {
        echo "The console's pages were not built. Install Node 20.19 or later." >&2
        exit 1
    }
}

# The list of hashes has the order of the file system: sorted, it is the same everywhere.
sort_hashes() { # folder of a plugin
    (cd "$1" && sha256sum --check --quiet SHA256SUMS)
    sort -k 2 -o "$1/SHA256SUMS" "$1/SHA256SUMS"
}

add_files() { # platform, folder
    cp LICENSE packaging/archive/README.md "$2"
    mkdir "$2/samples" "$2/licenses"
    cp -r fixtures/buckets fixtures/connectionlog.json fixtures/userlog.json "$2/samples"
    for name in NETCore AspNetCore; do
        local pack
        pack=$(grep -o -m 1 "Microsoft.$name.App.Runtime.$1/[0-9A-Za-z.-]*" "$2/inputhost.deps.json")
        pack=$packages/${pack,,}
        find "$pack" -maxdepth 1 \( -iname license.txt -o -iname third-party-notices.txt \) -printf '%f\n' |
            while read -r file; do
                cp "$pack/$file" "$2/licenses/$name-${file^^}"
            done
    done
    dotnet run packaging/sbom.cs -- "$2" "$expected" "$1" "$packages" "$SOURCE_DATE_EPOCH" >"$2/sbom.cdx.json"
    find "$2" -type d -exec chmod 755 {} +
    find "$2" -type f -exec chmod 644 {} +
    find "$2" -maxdepth 1 \( -name inputhost -o -name createdump \) -exec chmod 755 {} +
    find "$2" -exec touch --no-dereference --date "@$SOURCE_DATE_EPOCH" {} +
}

pack() { # folder; prints the name of the archive
    local name=${1##*/}
    if [[ $name == *-win-* ]]; then
        rm -f "$output/$name.zip"
        (cd "$(dirname "$1")" && find "$name" | sort | zip -X -q "$output/$name.zip" -@)
        echo "$name.zip"
    else
        tar --create --directory "$(dirname "$1")" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner \
            --mtime="@$SOURCE_DATE_EPOCH" "$name" | gzip -n >"$output/$name.tar.gz"
        echo "$name.tar.gz"
    fi
}

# Starts the program where its platform is this one.
start() { # platform, folder
    if [ "$1" != "$(dotnet --info | sed -n 's/^ *RID: *//p')" ]; then
        echo "$1: built, not started here"
        return
    fi
    local found
    found=$("$2/inputhost" --version)
    [ "$found" = "$expected" ] || {
        echo "$1: the program prints the version $found instead of $expected." >&2
        exit 1
    }
    echo "$1: built and started, version $found"
}

build() { # platform
    local folder=$work/stage/inputhost-$version-$1
    rm -rf "$folder"
    publish "$1" "$folder"
    for plugin in "$folder"/plugins/*/; do
        sort_hashes "$plugin"
    done
    add_files "$1" "$folder"
    written+=("$(pack "$folder")")
    cp "$folder/sbom.cdx.json" "$output/${folder##*/}.cdx.json"
    written+=("${folder##*/}.cdx.json")
    start "$1" "$folder"
}

for target in "${targets[@]}"; do
    case "$target" in
        deb)
            [[ " ${written[*]} " == *"-linux-x64.tar.gz "* ]] || build linux-x64
            written+=("$(packaging/deb/build.sh "$output/inputhost-$version-linux-x64.tar.gz" "$output")")
            echo "deb: built"
            ;;
        tool)
            dotnet pack host/inputhost.csproj --configuration Release --output "$output" --artifacts-path "$work" \
                --verbosity quiet -p:ContinuousIntegrationBuild=true -p:RunAnalyzers=false \
                ${commit:+-p:SourceRevisionId=$commit}
            written+=("inputhost.$version.nupkg")
            echo "tool: built"
            ;;
        *) build "$target" ;;
    esac
done
(cd "$output" && printf '%s\n' "${written[@]}" | sort -u | xargs sha256sum >SHA256SUMS)

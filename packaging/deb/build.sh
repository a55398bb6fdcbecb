#!/usr/bin/env bash
# Builds the Debian package from the linux-x64 archive, and prints the name of the package:
#     packaging/deb/build.sh ARCHIVE OUTPUT_FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
archive=$1
output=$2
version=${archive##*/inputhost-}
version=${version%-linux-x64.tar.gz}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022

install -d "$root/usr/lib/inputhost" "$root/usr/bin" "$root/usr/lib/systemd/system" "$root/etc/inputhost" \
    "$root/usr/share/doc/inputhost"
install -d -m 700 "$root/etc/inputhost/credentials"
tar --extract --gzip --file "$archive" --directory "$root/usr/lib/inputhost" --strip-components 1 --no-same-owner
ln -s ../lib/inputhost/inputhost "$root/usr/bin/inputhost"
mv "$root/usr/lib/inputhost/README.md" "$root/usr/share/doc/inputhost/"
mv "$root/usr/lib/inputhost/LICENSE" "$root/usr/share/doc/inputhost/copyright"
install -m 644 "$here"/systemd/*.service "$root/usr/lib/systemd/system"
install -m 644 "$here/etc/inputhost.env" "$root/etc/inputhost"
install -m 644 "$here/etc/audit.json" "$root/usr/share/doc/inputhost"

install -d "$root/DEBIAN"
install -m 644 "$here"/debian/{conffiles,templates} "$root/DEBIAN"
install -m 755 "$here"/debian/{postinst,prerm,postrm} "$root/DEBIAN"
size=$(du -sk --apparent-size --exclude DEBIAN "$root" | cut -f 1)
sed -e "s/@VERSION@/$version/" -e "s/@SIZE@/$size/" "$here/debian/control" >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)

# The times in the package are at most the time of the commit.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(stat -c %Y "$root/usr/lib/inputhost/inputhost")}
name=inputhost_${version}_amd64.deb
# xz takes ten times as long, and saves a quarter.
dpkg-deb --build --root-owner-group -Zgzip "$root" "$output/$name" >&2
echo "$name"

#!/usr/bin/env bash
# disk_image.sh FOLDER OUTPUT: the disk image of Whence for macOS, from the bundle that the folder build made.
#
# FOLDER holds Whence.app (build/), OUTPUT gets whence-VERSION-macos-ARCHITECTURE.dmg. With WHENCE_SIGN set to the name of
# an identity in the keychain the bundle is signed by it, else ad hoc: macOS then asks before the first start.
set -euo pipefail
folder=$1 output=$2
here=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$here/../../engine/whence_engine/__init__.py")
image="$output/whence-$version-macos-$(uname -m).dmg"
if [ ! -d "$folder/Whence.app" ]; then
  echo "disk_image: there is no $folder/Whence.app: python3 installers/build.py folder makes it" >&2
  exit 1
fi
scratch=$(mktemp -d "$output/.whence-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/Whence"
cp -R "$folder/Whence.app" "$scratch/Whence/"
cp "$folder/whence/LICENSE" "$folder/whence/NOTICES" "$scratch/Whence/"
ln -s /Applications "$scratch/Whence/Applications"
options=()
if [ -n "${WHENCE_SIGN:-}" ]; then options=(--options runtime --timestamp); fi
codesign --force --deep --sign "${WHENCE_SIGN:--}" ${options[@]+"${options[@]}"} "$scratch/Whence/Whence.app"
codesign --verify --deep --strict "$scratch/Whence/Whence.app"
hdiutil create -quiet -volname "Whence $version" -srcfolder "$scratch/Whence" -format UDZO "$scratch/image.dmg"
mv "$scratch/image.dmg" "$image"
echo "$image"

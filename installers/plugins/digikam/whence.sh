# Whence in digiKam's Batch Queue Manager: each copy that the queue makes gets the place that was accepted in Whence.
# Paste all of this into Custom Tools > User Shell Script. No original is touched; a photo without an accepted place,
# or that states one already, is copied as it is, and so is one that is known no closer than to its region.
whence=whence

# digiKam puts names between quotation marks where it finds INPUT and OUTPUT with a dollar sign. Inside these blocks
# the shell looks no further, so that a name may hold dollar signs, backquotes and quotation marks itself.
IFS= read -r input <<'END_OF_NAME'
$INPUT
END_OF_NAME
IFS= read -r output <<'END_OF_NAME'
$OUTPUT
END_OF_NAME
input=${input#\"} input=${input%\"}
output=${output#\"} output=${output%\"}

cp -p -- "$input" "$output" || exit 1

answer=$("$whence" locate --json -- "$input") || exit 1
accepted='.*"position": null, .*"decision": [{]"action": "accept", "lat": ([-0-9.e]+), "lon": ([-0-9.e]+)'
near='"radius_km": ([-0-9.e]+|null), "level": ("exact"|"city"|null)'
place=$(printf '%s\n' "$answer" | sed -nE "s/$accepted, $near, .*/\1,\2 \3/p")
[ -n "$place" ] || exit 0
radius=${place#* }
[ "$radius" != null ] || radius=0.05

# A library of its own, thrown away: digiKam still gives the copy another name, so there would be nothing to take back.
scratch=$(mktemp -d) || exit 1
trap 'rm -rf -- "$scratch"' EXIT
"$whence" geotag --library "$scratch/library.sqlite" --write exif --at "${place% *}" --radius "$radius" -- "$output"

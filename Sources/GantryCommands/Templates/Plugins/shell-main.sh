#!/bin/sh
# The plugin __NAME__. A request comes as one JSON object on standard input; what it says goes out as lines of JSON.
set -eu

request=$(cat)
# Prints the value of a key of "inputs"; jq, where it is installed, does this for all of JSON.
input() {
    printf '%s' "$request" | sed -n 's/.*"inputs" *: *{\([^}]*\)}.*/\1/p' |
        sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p"
}
case $request in *'}') ;; *) echo "the request is cut off" >&2; exit 1 ;; esac

folder=$(input folder)
full=$(input full)
disk=$(df -P -- "$folder")
percent=$(printf '%s\n' "$disk" | awk 'NR == 2 { sub(/%/, "", $5); print $5 }')

if [ "$percent" -ge "${full:-90}" ]; then
    printf '{"type":"finding","subject":"disk%s","severity":"warning","message":"%s is %s %% full"}\n' \
        "$folder" "$folder" "$percent"
fi
printf '{"type":"output","value":{"percent":%s}}\n' "$percent"

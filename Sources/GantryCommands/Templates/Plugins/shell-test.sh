#!/bin/sh
# ./test.sh runs the plugin as Gantry does, and says what it found wrong.
set -eu
cd "$(dirname "$0")"

call() { # folder, how many percent are too much
    jq -cn --arg folder "$1" --argjson full "$2" \
        '{protocol: 1, action: "__NAME__.check", inputs: {folder: $folder, full: $full}, secrets: {}, projects: []}' |
        ./main.sh
}
wrong() { echo "$1" >&2; exit 1; }

call / 0 | jq -es '.[0].subject == "disk"' >/dev/null || wrong "a full disk is not found"
call / 101 | jq -es 'map(.type) == ["output"]' >/dev/null || wrong "a disk with room is found"
if said=$(call '/no,such "folder' 90); then wrong "a folder that is not there succeeds"; fi
printf '%s' "$said" | jq -e '.message | contains("/no,such \"folder")' >/dev/null || wrong "its name is cut: $said"
if printf '{"protocol":1' | ./main.sh 2>/dev/null; then wrong "half a request succeeds"; fi
if PATH=/nowhere /bin/sh ./main.sh | grep -q 'jq is missing'; then :; else wrong "without jq it is silent"; fi
echo "all is well"

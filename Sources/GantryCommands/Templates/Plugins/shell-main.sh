#!/bin/sh
# The plugin __NAME__. A request comes as one line of JSON on standard input; what it says goes out as lines of JSON.
set -eu

if ! command -v jq >/dev/null; then
    echo '{"type":"failure","message":"jq is missing: apt-get install jq"}'
    exit 1
fi
# Says why the call failed, in words for people.
fail() { jq -cn --arg message "$1" '{type: "failure", message: $message}'; exit 1; }

request=$(cat)
folder=$(printf '%s' "$request" | jq -er .inputs.folder)
full=$(printf '%s' "$request" | jq -e .inputs.full)

# Paths count from the root, where gantry.yaml is.
case $folder in /*) path=$folder ;; *) path=${GANTRY_ROOT:-.}/$folder ;; esac
disk=$(df -P -- "$path" 2>&1) || fail "$disk"
percent=$(printf '%s\n' "$disk" | awk 'NR == 2 { sub(/%/, "", $5); print $5 }')

jq -cn --arg folder "$folder" --argjson full "$full" --argjson percent "$percent" '
    if $percent >= $full then {
        type: "finding", subject: ("disk/" + $folder | gsub("/+"; "/") | rtrimstr("/")), severity: "warning",
        message: "\($folder) is \($percent) % full",
        evidence: {
            rule: "a disk is less than \($full) % full", arithmetic: ["\($percent) >= \($full)"],
            inputs: [{name: "folder", value: $folder}, {name: "full", value: "\($percent) %"}]
        }
    } else empty end,
    {type: "output", value: {percent: $percent}}'

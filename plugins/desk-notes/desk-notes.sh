#!/bin/sh
# Adds a line to a file: the text of an action, or the subject of a message. A whole plugin in twenty lines.
set -eu
fail() { jq -cn --arg message "$1" '{type: "failure", message: $message}'; exit 1; }

request=$(cat)
get() { printf '%s' "$request" | jq -r "$1 // empty"; }

file=$(get .inputs.file) || fail "the request is not JSON"
case $file in /*) ;; *) file=$(get .work)/$file ;; esac

case $(get '.action // .channel'),$(get .action) in
desk-notes.note,desk-notes.note) text=$(get .inputs.text) at=$(get .run.at) ;;
desk-notes.note,) text=$(get '.delivery | "\(.recipient.person): \(.subject)"') at=$(get .delivery.created_at) ;;
*) fail "there is no action or channel of that name" ;;
esac

printf '%s  %s\n' "$at" "$text" >>"$file" || fail "$file cannot be written; grant its folder in gantry.yaml"
jq -cn --arg file "$file" '{type: "log", message: "noted in \($file)"}'

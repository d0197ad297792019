#!/bin/sh
# ./test.sh runs the plugin as Gantry does, and says what it found wrong.
set -eu
cd "$(dirname "$0")"

request() {
    printf '{"protocol":1,"action":"__NAME__.check","inputs":{"folder":"/","full":%s},"secrets":{},"work":"/tmp","projects":[]}' "$1"
}

request 0 | ./main.sh | grep -q '"type":"finding"' || { echo "a disk that is too full is not found"; exit 1; }
request 101 | ./main.sh | grep -q '"type":"finding"' && { echo "a disk with room is found"; exit 1; }
request 101 | ./main.sh | grep -q '"percent":[0-9]' || { echo "the output is missing"; exit 1; }
if printf '{"protocol":1' | ./main.sh 2>/dev/null; then echo "half a request succeeds"; exit 1; fi
echo "all is well"

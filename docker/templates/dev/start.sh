#!/bin/sh
# Writes the values that are known only at start (owner, type, path) to /tmp, then executes nginx.
# Only /tmp has to be writable.
set -eu
# Process 1 of a container ignores signals without a handler: without this a stop before nginx runs would have no effect.
trap "exit 0" TERM INT QUIT

base_path=${BASE_PATH:-}
base_path=${base_path%/}
case $base_path in
'') ;;
/*[!A-Za-z0-9/._~-]* | [!/]*)
  echo "BASE_PATH '$base_path' ist kein Pfad wie /test-dev. / is not a path like /test-dev." >&2
  exit 1
  ;;
esac

mkdir -p /tmp/welcome
printf 'set $base_path "%s";\n' "$base_path" >/tmp/welcome/base-path.conf

export BASE_PATH="$base_path" USER_SLUG="${USER_SLUG:-–}" CONTAINER_TYPE="${CONTAINER_TYPE:-dev}"
HOSTNAME=$(cat /proc/sys/kernel/hostname) awk '
  function escaped(text) {
    gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/"/, "\\&quot;", text)
    return text
  }
  {
    while (match($0, /[{][{][A-Z_]+[}][}]/)) {
      printf "%s%s", substr($0, 1, RSTART - 1), escaped(ENVIRON[substr($0, RSTART + 2, RLENGTH - 4)])
      $0 = substr($0, RSTART + RLENGTH)
    }
    print
  }
' /opt/welcome/welcome.html >/tmp/welcome/index.html

exec nginx

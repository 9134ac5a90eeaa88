#!/bin/sh
# Runs haproxy in the foreground as master and worker, as the official image does; any other command as it stands.
set -e
if [ "${1#-}" != "$1" ]; then set -- haproxy "$@"; fi
if [ "$1" = haproxy ]; then shift; set -- haproxy -W -db "$@"; fi
exec "$@"

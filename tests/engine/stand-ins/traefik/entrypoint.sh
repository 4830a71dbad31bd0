#!/bin/sh
set -e
# As the original's: options and subcommands are Traefik's.
if [ "${1#-}" != "$1" ] || traefik "$1" --help > /dev/null 2>&1; then
    set -- traefik "$@"
fi
exec "$@"

#!/bin/sh
# `setup` is the work that is done once for all copies of web, by the service `web-setup`.
# Every other command runs as it is.
set -eu

if [ "${1-}" = setup ]; then
    python manage.py migrate --noinput
    # Only the development image has it: docker/web/setup.development.sh
    [ ! -f /usr/local/bin/setup.development.sh ] || /usr/local/bin/setup.development.sh
    exit
fi

exec "$@"

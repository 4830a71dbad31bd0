#!/bin/sh
# Since 3.9 the original starts with none of its old variables.
set -eu
for old in RABBITMQ_DEFAULT_PASS_FILE RABBITMQ_DEFAULT_USER_FILE RABBITMQ_VM_MEMORY_HIGH_WATERMARK; do
    if printenv "$old" > /dev/null; then
        echo "error: $old is set but deprecated" >&2
        exit 1
    fi
done
exec "$@"

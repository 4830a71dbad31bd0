#!/bin/sh
# `go`, for a machine without a module proxy: `install` copies the program that is here, `mod
# download` has nothing to do, and what builds reads the modules that are here.
set -eu
real=/usr/local/go/bin/go
case "${1-}" in
install)
    for name; do :; done
    name=${name%@*}
    mkdir -p "${GOBIN:?}"
    cp "/stand-ins/${name##*/}" "$GOBIN/"
    exit ;;
mod)
    [ "${2-}" != download ] || exit 0 ;;
build | run | test | vet)
    if [ -f go.mod ] && grep -q '^require' go.mod; then
        command=$1
        shift
        modules=$(mktemp -d)
        cat go.mod /modules/replace > "$modules/go.mod"
        exec "$real" "$command" -modfile="$modules/go.mod" "$@"
    fi ;;
esac
exec "$real" "$@"

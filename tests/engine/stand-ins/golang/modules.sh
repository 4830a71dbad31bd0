#!/bin/sh
# Debian's sources as modules that `replace` can name: each in a folder with a go.mod of its own.
set -eu
for module in github.com/jackc/pgx/v5 github.com/jackc/pgpassfile github.com/jackc/pgservicefile github.com/jackc/puddle/v2 golang.org/x/sync golang.org/x/text; do
    mkdir -p "/modules/$module"
    cp -rL "/usr/share/gocode/src/$module/." "/modules/$module/"
    printf 'module %s\n\ngo 1.25\n' "$module" > "/modules/$module/go.mod"
    echo "replace $module => /modules/$module" >> /modules/replace
done

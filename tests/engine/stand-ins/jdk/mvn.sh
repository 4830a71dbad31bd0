#!/bin/sh
# `mvn`: Debian's, but for two goals of plugins that it has not. `spring-boot:run` starts the
# program's classes with the arguments that it is told, and anew when they have changed, for devtools.
set -eu
arguments='' run=''
for word in "$@"; do
    case $word in
    dependency:go-offline) exit 0 ;;
    spring-boot:run) run=yes ;;
    -Dspring-boot.run.jvmArguments=*) arguments=${word#*=} ;;
    esac
done
[ -n "$run" ] || exec /usr/bin/mvn "$@"

/usr/bin/mvn --batch-mode --quiet compile
trap 'kill "$program"; wait "$program" || true; exit 143' TERM INT
while true; do
    touch /tmp/started
    # shellcheck disable=SC2086
    java $arguments -cp target/classes:/usr/share/java/postgresql.jar Main &
    program=$!
    while [ -z "$(find target/classes -newer /tmp/started -name '*.class' -print -quit)" ]; do
        sleep 0.2 &
        wait $!
    done
    kill "$program"
    wait "$program" || true
done

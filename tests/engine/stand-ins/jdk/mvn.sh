#!/bin/sh
# `mvn`: Debian's, but for two goals of plugins that it has not. `spring-boot:run` starts the
# program's classes with the arguments that it is told, and anew when they have changed, for devtools.
set -eu
arguments='' run='' project=.
classes='' # what comes before the program's own
for word in "$@"; do
    case $word in
    dependency:go-offline) exit 0 ;;
    spring-boot:run) run=yes ;;
    -Dspring-boot.run.jvmArguments=*) arguments=${word#*=} ;;
    -Dspring-boot.run.directories=*) classes=$(echo "${word#*=}" | tr , ' ') ;;
    esac
    [ "${before:-}" != --projects ] || project=$word
    before=$word
done
[ -n "$run" ] || exec /usr/bin/mvn "$@"

/usr/bin/mvn --batch-mode --quiet --projects "$project" compile
classes="$classes $project/target/classes"
trap 'kill "$program"; wait "$program" || true; exit 143' TERM INT
while true; do
    touch /tmp/started
    # shellcheck disable=SC2086
    java $arguments -cp "$(echo $classes /usr/share/java/postgresql.jar | tr ' ' :)" Main &
    program=$!
    # shellcheck disable=SC2086
    while [ -z "$(find $classes -newer /tmp/started -name '*.class' -print -quit)" ]; do
        sleep 0.2 &
        wait $!
    done
    kill "$program"
    wait "$program" || true
done

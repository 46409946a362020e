#!/bin/sh
# Stands in for `docker` on a private PATH: a container is a server of this machine (fake-container.ts), a volume is a folder.
# It understands what is asked of it and nothing else. All it keeps, and what it was asked, is in the folder FAKE_DOCKER.
kept=$FAKE_DOCKER
case $1 in version | inspect) ;; *) echo "$*" >> "$kept/calls" ;; esac

alive() {
  pid=$(cat "$kept/container-$1" 2>/dev/null) || return 1
  kill -0 "$pid" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null
}
end() {
  while alive "$2"; do
    kill "-$1" "$pid" 2>/dev/null
    sleep 0.05
  done
}
for last; do :; done

case $1 in
  version) echo 27.3.1 ;;
  image) [ -e "$kept/image" ] ;;
  pull) : > "$kept/image" ;;
  run)
    while [ $# -gt 0 ]; do
      case $1 in
        --name) name=$2 ;;
        -p) port=${2#127.0.0.1:} ;;
        -v) volume=${2%%:*} ;;
      esac
      shift
    done
    "$FAKE_NODE" --import "$FAKE_LOADER" "$FAKE_CONTAINER" "${port%:3306}" "$kept/${volume:-anonymous-$name}" \
      < /dev/null > "$kept/log" 2>&1 &
    echo $! > "$kept/container-$name"
    ;;
  logs) tail -5 "$kept/log" ;;
  inspect) if alive "$last"; then echo true; else echo false; fi ;;
  stop) end TERM "$last" ;;
  kill) end KILL "$last" ;;
  rm)
    end KILL "$last"
    rm -f "$kept/container-$last"
    ;;
  volume) rm -rf "${kept:?}/$last" ;;
  *) exit 1 ;;
esac

# engine_up: makes sure that a Docker engine answers, starting one by hand where none does.
# engine_down: stops that one; an engine that was there before is left alone.

ENGINE=/var/lib/spawner-ci-engine
engine_pid=

engine_answers() { timeout 5 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

engine_up() {
  engine_answers && return 0
  mkdir -p "$ENGINE"
  # A pid file that an earlier engine left would keep this one from starting.
  rm -f "$ENGINE/pid"
  # live-restore without the userland proxy: containers and their ports outlive a crash of the engine.
  # Many small networks: the default pools end after about thirty.
  setsid dockerd --host unix:///var/run/docker.sock \
    --data-root "$ENGINE/data" --exec-root "$ENGINE/exec" --pidfile "$ENGINE/pid" \
    --live-restore --userland-proxy=false \
    --bip 10.210.255.1/24 --default-address-pool base=10.211.0.0/16,size=28 \
    >"$ENGINE/log" 2>&1 </dev/null &
  engine_pid=$!
  local deadline=$((SECONDS + 60))
  until engine_answers; do
    if ! kill -0 "$engine_pid" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
      echo 'The container engine did not start; the end of its log:' >&2
      tail -n 20 "$ENGINE/log" >&2
      return 1
    fi
    sleep 0.2
  done
}

engine_down() {
  [ -n "$engine_pid" ] || return 0
  # live-restore would leave them running without their engine
  docker ps -aq | xargs -r timeout 60 docker rm -f >/dev/null 2>&1 || true
  kill "$engine_pid" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
}

# engine_up: starts a Docker engine if none answers.
# engine_down: stops the engine that engine_up started; an engine that already ran is not touched.

ENGINE=/var/lib/spawner-ci-engine
engine_pid=

engine_answers() { timeout 5 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

engine_up() {
  engine_answers && return 0
  mkdir -p "$ENGINE"
  # A stale pid file of an earlier engine prevents the start.
  rm -f "$ENGINE/pid"
  # live-restore without the userland proxy: containers and their ports survive a crash of the engine.
  # A pool of many small networks: the default pools are exhausted after about thirty.
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
  # With live-restore containers keep running when the engine stops.
  docker ps -aq | xargs -r timeout 60 docker rm -f >/dev/null 2>&1 || true
  kill "$engine_pid" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
}

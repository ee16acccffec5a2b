#!/bin/sh
# On a manager that runs Spawner: puts a backup in the place of what is stored, and starts Spawner again.
set -eu

usage() {
  cat <<EOF
Usage: docker/swarm/restore.sh FOLDER [STACK]

Replaces accounts, classes and people's files by those of the backup in FOLDER,
such as /backup/monday, where /backup is BACKUP_FOLDER of this machine. People's
containers are made again from it. Spawner is away meanwhile.
EOF
}

case ${1-} in
  --help) usage; exit 0 ;;
  '' | -*) usage >&2; exit 2 ;;
esac

cd "$(dirname "$0")/../.."
folder=$1
stack=${2:-spawner}
service=${stack}_spawner

containers() {
  docker ps --no-trunc --format '{{.ID}}' --filter "label=com.docker.swarm.service.name=$service" "$@"
}

# SECONDS WHAT COMMAND...: until the command succeeds.
within() {
  end=$(($(date +%s) + $1))
  what=$2
  shift 2
  until "$@"; do
    [ "$(date +%s)" -lt "$end" ] || { echo "$what: not in time. docker service ps --no-trunc $service says why." >&2; exit 1; }
    sleep 0.5
  done
}

ended() {
  ! docker service ps --format '{{.CurrentState}}' "$service" | grep -qE '^(New|Pending|Assigned|Accepted|Preparing|Ready|Starting|Running)'
}

begun() {
  container=$(containers --all | grep -vxF "$before" | head -1)
  # The log of one that has not started ends at once.
  [ -n "$container" ] && [ "$(docker inspect --format '{{.State.Status}}' "$container")" != created ]
}

docker service scale --detach "$service=0" >/dev/null
within 60 'The end of Spawner' ended

before=$(containers --all; echo none)
# Once, on this machine; deploy.sh takes all of it back. By force: the engine would take the task of an earlier restore,
# with the same command, for this one.
docker service update --quiet --detach --force --replicas 1 --restart-condition none --no-healthcheck \
  --constraint-add "node.id==$(docker info --format '{{.Swarm.NodeID}}')" \
  --args "node apps/api/dist/commands/backup/main.js restore $folder --replace" "$service" >/dev/null
within 60 'The start of the restore' begun
docker logs --follow "$container"

if [ "$(docker wait "$container")" != 0 ]; then
  echo 'The backup was not restored. docker/swarm/deploy.sh starts Spawner again.' >&2
  exit 1
fi
docker/swarm/deploy.sh "$stack"

#!/bin/sh
# On a manager: starts the stack, or brings what runs to the files and settings of this folder.
set -eu

usage() {
  cat <<EOF
Usage: docker/swarm/deploy.sh [STACK]

Deploys docker-stack.yml with the settings of .env as STACK (default spawner).
With REGISTRY in .env the images come from there, else they have to be on every
machine: docker save … | ssh MACHINE docker load
EOF
}

case ${1-} in
  --help) usage; exit 0 ;;
  -*) usage >&2; exit 2 ;;
esac

cd "$(dirname "$0")/../.."
[ -f .env ] || { echo 'There is no .env: cp .env.example .env, and fill in its first block.' >&2; exit 1; }

# Docker reads .env only for compose, and keeps quotes and comments in an env_file: that one gets the names only, and takes
# the values from here. Not by the shell: a value may have spaces, or < and >.
SETTINGS=$(mktemp)
trap 'rm -f "$SETTINGS"' EXIT
while IFS= read -r line || [ -n "$line" ]; do
  case $line in
    [A-Z]*=*)
      name=${line%%=*}
      value=${line#*=}
      case $value in
        \'*\'*) value=${value#\'}; value=${value%\'*} ;;
        *)
          case $value in
            \"*\"*) value=${value#\"}; value=${value%\"*} ;;
            *) value=$(printf '%s\n' "$value" | sed 's/^[[:space:]]*#.*//; s/[[:space:]][[:space:]]*#.*//; s/[[:space:]]*$//') ;;
          esac
          # With compose it would be the name of a variable.
          case $value in *\$*) echo ".env: the value of $name has a \$: put it into '…'" >&2; exit 1 ;; esac
          ;;
      esac
      export "$name=$value"
      echo "$name" >>"$SETTINGS"
      ;;
  esac
done <.env

: "${SERVICES_HOST:=apps.${BASE_DOMAIN-}}" "${APPS_DOMAIN:=apps.${BASE_DOMAIN-}}"
: "${PUBLIC_URL:=https://${SPAWNER_SUBDOMAIN:-coder}.${BASE_DOMAIN-}:${HTTPS_PORT:-443}}"
IMAGES=${REGISTRY:+$REGISTRY/}
# On every machine that runs Spawner; mounted under another name.
SMTP_CA=/dev/null
if [ -n "${SMTP_CA_FILE-}" ]; then
  [ -f "$SMTP_CA_FILE" ] || { echo ".env: SMTP_CA_FILE: there is no file $SMTP_CA_FILE" >&2; exit 1; }
  SMTP_CA=$(realpath "$SMTP_CA_FILE")
  SMTP_CA_FILE=/run/smtp-ca.pem
fi
# One of the sample would win over the empty one in docker-stack.yml.
TRAEFIK_CERTRESOLVER=
export SERVICES_HOST APPS_DOMAIN PUBLIC_URL IMAGES SETTINGS SMTP_CA SMTP_CA_FILE TRAEFIK_CERTRESOLVER

newest() {
  docker secret ls --format '{{.Name}}' | sed -n "s/^spawner-$1-cert-\([0-9]*\)\$/\1/p" | sort -n | tail -1
}
INTERNAL=$(newest guard)
WEB=$(newest web)
[ -n "$INTERNAL" ] || { echo 'No certificates: docker/swarm/certificates.sh internal' >&2; exit 1; }
[ -n "$WEB" ] || { echo 'No certificate for visitors: docker/swarm/certificates.sh web FULLCHAIN.pem KEY.pem' >&2; exit 1; }
# A config cannot be changed either: its name changes with what is in it.
ROUTES=$(cat traefik/dynamic/spawner.yml traefik/cluster/*.yml | sha256sum | cut -c1-12)
export INTERNAL WEB ROUTES

# Managers would ask a registry for the newest digest of every image, and wait for it where there is none.
resolve=never
[ -z "${REGISTRY-}" ] || resolve=changed
docker stack deploy --prune --with-registry-auth --resolve-image "$resolve" --compose-file docker-stack.yml "${1:-spawner}"

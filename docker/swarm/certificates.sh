#!/bin/sh
# Certificates of the cluster as Docker secrets.
set -eu

folder=cluster-ca

usage() {
  cat <<EOF
Usage: docker/swarm/certificates.sh internal [--renew] [--ca FOLDER]
       docker/swarm/certificates.sh web FULLCHAIN.pem KEY.pem

internal  makes certificates for Spawner, the guards and the Traefiks, by which
          they know each other. The key of their authority stays in FOLDER
          (default $folder): keep it with the backups, off the cluster.
          Does nothing where there are some, unless --renew.
web       stores what visitors' browsers see, for all Traefiks. Also to replace
          one that ends soon.

deploy.sh uses the newest of each.
EOF
}

# Secrets cannot be changed, so each version has a number.
newest() {
  docker secret ls --format '{{.Name}}' | sed -n "s/^spawner-$1-cert-\([0-9]*\)\$/\1/p" | sort -n | tail -1
}

store() {
  docker secret create "$1" "$2" >/dev/null
}

ec() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "$@" 2>/dev/null
}

# NAME USAGE: a certificate of the authority, and its secrets.
issue() {
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=%s\n' "$1" "$2" >"$work/extensions"
  ec -subj "/CN=$1" -keyout "$work/key.pem" -out "$work/request"
  openssl x509 -req -in "$work/request" -extfile "$work/extensions" -days 3650 -sha256 \
    -CA "$folder/ca.pem" -CAkey "$folder/ca-key.pem" -CAcreateserial -CAserial "$work/serial" \
    -out "$work/cert.pem" 2>/dev/null
  store "spawner-$1-cert-$version" "$work/cert.pem"
  store "spawner-$1-key-$version" "$work/key.pem"
}

internal() {
  last=$(newest guard)
  if [ -n "$last" ] && [ -z "$renew" ]; then
    echo "internal certificates: version $last is there"
    return
  fi
  version=$((${last:-0} + 1))
  if [ ! -f "$folder/ca-key.pem" ]; then
    mkdir -p "$folder"
    ec -x509 -subj '/CN=Spawner cluster' -days 7300 -keyout "$folder/ca-key.pem" -out "$folder/ca.pem"
  fi
  # Last comes the guard's: its number says that the version is complete.
  docker secret inspect "spawner-ca-$version" >/dev/null 2>&1 || store "spawner-ca-$version" "$folder/ca.pem"
  for left in spawner traefik guard; do
    docker secret rm "spawner-$left-cert-$version" "spawner-$left-key-$version" >/dev/null 2>&1 || true
  done
  issue spawner clientAuth
  issue traefik serverAuth
  issue guard serverAuth
  echo "internal certificates: version $version made, authority in $folder"
}

web() {
  openssl x509 -in "$1" -noout -checkend 0 >/dev/null || { echo "$1 is no certificate that is valid now" >&2; exit 1; }
  [ "$(openssl x509 -in "$1" -noout -pubkey)" = "$(openssl pkey -in "$2" -pubout)" ] ||
    { echo "$2 is not the key of $1" >&2; exit 1; }
  last=$(newest web)
  version=$((${last:-0} + 1))
  docker secret rm "spawner-web-key-$version" >/dev/null 2>&1 || true
  store "spawner-web-key-$version" "$2"
  store "spawner-web-cert-$version" "$1"
  echo "certificate for visitors: version $version stored"
}

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case ${1-} in
  internal)
    shift
    renew=
    while [ $# -gt 0 ]; do
      case $1 in
        --renew) renew=yes; shift ;;
        --ca) folder=$2; shift 2 ;;
        *) usage >&2; exit 2 ;;
      esac
    done
    internal
    ;;
  web) [ $# -eq 3 ] || { usage >&2; exit 2; }; web "$2" "$3" ;;
  --help) usage ;;
  *) usage >&2; exit 2 ;;
esac

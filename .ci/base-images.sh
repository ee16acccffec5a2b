#!/usr/bin/env bash
# base-images.sh nginx:1.29 node:24-bookworm-slim …: provides these images on the engine and makes npm work in the node images.
# Pulls them if a registry can be reached. Otherwise builds substitutes from Debian's and npm's packages under the same names,
# so that the Dockerfiles run unchanged.
set -euo pipefail
export DOCKER_BUILDKIT=0
DEBIAN=spawner-ci/debian:bookworm
CERTIFICATES=/etc/ssl/certs/ca-certificates.crt
WORK=$(mktemp -d /var/tmp/spawner-base-images.XXXXXX)
trap 'rm -rf "$WORK"' EXIT
pulls=unknown

has() { docker image inspect "$1" >/dev/null 2>&1; }

# After one failure no more pulls are tried: each would wait for the timeout.
pull() {
  [ "$pulls" != no ] || return 1
  timeout 45 docker pull -q "$1" >/dev/null 2>&1 || { pulls=no; return 1; }
}

# build TAG: the Dockerfile comes on standard input, the context is $WORK/context
build() {
  mkdir -p "$WORK/context"
  cat >"$WORK/context/Dockerfile"
  timeout 600 docker build -q -t "$1" "$WORK/context" >/dev/null
  rm -rf "$WORK/context"
}

debian() {
  has "$DEBIAN" && return 0
  local mirror
  mirror=$(apt-get indextargets --format '$(SITE)|$(CODENAME)' 'Identifier: Packages' | awk -F'|' '$2 == "bookworm" { print $1; exit }')
  [ -n "$mirror" ] || { echo 'No Debian 12 mirror in the sources of apt.' >&2; return 1; }
  timeout 600 debootstrap --variant=minbase --include=ca-certificates bookworm "$WORK/debian" "$mirror" >"$WORK/log" || { tail -n 20 "$WORK/log" >&2; return 1; }
  rm -rf "$WORK"/debian/var/cache/apt/archives/*.deb "$WORK"/debian/var/lib/apt/lists/*
  cp "$CERTIFICATES" "$WORK/debian$CERTIFICATES"
  tar -C "$WORK/debian" -c . | docker import -c 'CMD ["bash"]' - "$DEBIAN" >/dev/null
  rm -rf "$WORK/debian"
}

node() {
  local major=${1#node:}
  major=${major%%[.-]*}
  mkdir -p "$WORK/context" "$WORK/pack"
  (cd "$WORK/pack" && timeout 300 npm pack --silent "node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')@$major" >/dev/null && tar -xzf ./*.tgz)
  cp "$WORK/pack/package/bin/node" "$WORK/context/node"
  cp -rL "$(npm root -g)/npm" "$WORK/context/npm"
  build "$1" <<DOCKERFILE
FROM $DEBIAN
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends libatomic1 libstdc++6 && rm -rf /var/lib/apt/lists/* \
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
 && useradd -u 1000 -U -m -s /bin/bash node && node --version && npm --version
CMD ["node"]
DOCKERFILE
}

nginx() {
  build "$1" <<DOCKERFILE
FROM $DEBIAN
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nginx-light gettext-base && rm -rf /var/lib/apt/lists/* \
 && rm -f /etc/nginx/sites-enabled/* && mkdir -p /usr/share/nginx/html && useradd -r -u 101 -U nginx \
 && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
DOCKERFILE
}

# Debian's Python. As in the public image, pip installs into the system.
python() {
  build "$1" <<DOCKERFILE
FROM $DEBIAN
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-pip && rm -rf /var/lib/apt/lists/* \
 && ln -s python3 /usr/bin/python && rm -f /usr/lib/python3*/EXTERNALLY-MANAGED && python --version && pip --version
ENV PIP_CERT=$CERTIFICATES
CMD ["python3"]
DOCKERFILE
}

# Debian's Apache and PHP. As in the public image, pages are in /var/www/html.
php() {
  build "$1" <<DOCKERFILE
FROM $DEBIAN
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends apache2 libapache2-mod-php && rm -rf /var/lib/apt/lists/* /var/www/html/*
WORKDIR /var/www/html
EXPOSE 80
STOPSIGNAL SIGWINCH
CMD ["apache2ctl", "-D", "FOREGROUND"]
DOCKERFILE
}

# Debian's PostgreSQL with the settings of the public image that docker-stack.yml and docker-compose.yml use.
postgres() {
  mkdir -p "$WORK/context"
  cat >"$WORK/context/docker-entrypoint.sh" <<'SCRIPT'
#!/bin/bash
set -euo pipefail
export PGDATA=${PGDATA:-/var/lib/postgresql/data}
PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
if [ "$(id -u)" = 0 ]; then
  install -d -o postgres -m 700 "$PGDATA"
  install -d -o postgres /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb -U "$POSTGRES_USER" --encoding=UTF8 --locale=C.UTF-8 --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") --auth-host=scram-sha-256 --auth-local=trust >/dev/null
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -w -o "-c listen_addresses=''" start >/dev/null
  createdb -U "$POSTGRES_USER" "${POSTGRES_DB:-$POSTGRES_USER}"
  pg_ctl -w -m fast stop >/dev/null
fi
exec postgres -c listen_addresses='*' "${@:2}"
SCRIPT
  chmod +x "$WORK/context/docker-entrypoint.sh"
  build "$1" <<DOCKERFILE
FROM $DEBIAN
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/*/main \
 && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/
COPY docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]
STOPSIGNAL SIGINT
CMD ["postgres"]
DOCKERFILE
}

# The program that TRAEFIK_BIN names, as an image.
traefik() {
  mkdir -p "$WORK/context"
  cp "$TRAEFIK_BIN" "$WORK/context/traefik"
  build "$1" <<DOCKERFILE
FROM $DEBIAN
COPY traefik /usr/local/bin/traefik
ENTRYPOINT ["/usr/local/bin/traefik"]
DOCKERFILE
}

# Behind a TLS-inspecting proxy npm fails in the image, because only the machine trusts the proxy: copy the machine's
# certificates and registry setting into the image.
trust() {
  timeout 60 docker run --rm "$1" npm ping --fetch-retries=0 --fetch-timeout=15000 >/dev/null 2>&1 && return 0
  mkdir -p "$WORK/context"
  cp "$CERTIFICATES" "$WORK/context/"
  build "$1" <<DOCKERFILE
FROM $1
COPY ca-certificates.crt $CERTIFICATES
ENV NODE_EXTRA_CA_CERTS=$CERTIFICATES npm_config_registry=$(npm config get registry)
DOCKERFILE
}

for image in "$@"; do
  began=$SECONDS
  how='already there'
  if ! has "$image"; then
    if pull "$image"; then how=pulled
    elif [[ $image = traefik:* && -z ${TRAEFIK_BIN:-} ]]; then how='not here, and TRAEFIK_BIN names no program'
    else
      debian
      case $image in
        node:*) node "$image" ;;
        nginx:*) nginx "$image" ;;
        python:*) python "$image" ;;
        php:*) php "$image" ;;
        postgres:*) postgres "$image" ;;
        traefik:*) traefik "$image" ;;
        *) echo "$image cannot be pulled, and there is no stand-in for it." >&2; exit 1 ;;
      esac
      how='stand-in'
    fi
  fi
  case $image in node:*) trust "$image" ;; esac
  printf '── %s: %s (%d s)\n' "$image" "$how" $((SECONDS - began))
done

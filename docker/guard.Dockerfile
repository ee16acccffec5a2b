# The guard between Spawner or Traefik and the engine's socket. Build context: the repository's root.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /src
COPY package.json pnpm-workspace.yaml pnpm-lock.yaml tsconfig.base.json ./
COPY apps/guard/package.json apps/guard/
COPY libs/engine/package.json libs/engine/
RUN npm install --global --silent pnpm@12.21.0 && pnpm install --frozen-lockfile --filter '@spawner/guard...'
COPY libs/engine libs/engine
COPY apps/guard apps/guard
RUN pnpm --filter @spawner/engine --filter @spawner/guard build \
 && pnpm --filter @spawner/guard deploy --legacy --prod --no-optional /out

FROM ${BASE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /out/node_modules node_modules
COPY --from=build /out/package.json ./
COPY --from=build /out/dist dist
# Images are built from these folders, never from what a caller sends.
COPY docker/templates docker/templates
COPY docker/gallery docker/gallery
# No program here needs a shell or a package manager, and an attacker must not find one. The base image's entrypoint is a
# shell script, so it is removed too.
ENTRYPOINT []
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/np[mx] /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
    /usr/local/bin/docker-entrypoint.sh /usr/bin/apt* /usr/bin/dpkg* /usr/lib/apt /usr/bin/perl* \
    /bin/bash /bin/rbash /bin/dash /bin/sh
# The engine's socket belongs to root. The compose file drops all capabilities, so this root cannot bypass file permissions.
USER root
EXPOSE 2375
HEALTHCHECK --interval=5s --timeout=10s --start-period=60s --retries=6 CMD ["node", "dist/health.js"]
# docs/decisions/0031-a-small-young-generation.md
CMD ["node", "--max-semi-space-size=1", "dist/main.js"]

# API and SPA in one image. Build context: the repository's root.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /src
COPY package.json pnpm-workspace.yaml pnpm-lock.yaml tsconfig.base.json ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY libs/contracts/package.json libs/contracts/
COPY libs/embedded-postgres/package.json libs/embedded-postgres/
COPY libs/engine/package.json libs/engine/
RUN npm install --global --silent pnpm@12.21.0 \
 && pnpm install --frozen-lockfile --filter '@spawner/api...' --filter '@spawner/web...'
COPY libs libs
COPY apps/api apps/api
COPY apps/web apps/web
RUN pnpm --filter '@spawner/api^...' --filter @spawner/api --filter @spawner/web build \
 && pnpm --filter @spawner/api deploy --legacy --prod --no-optional /out

FROM ${BASE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=build /out/node_modules apps/api/node_modules
COPY --from=build /out/package.json apps/api/
COPY --from=build /out/dist apps/api/dist
COPY --from=build /src/apps/web/dist apps/web/dist
COPY docker/templates docker/templates
COPY docker/gallery docker/gallery
# A new volume gets this folder's owner.
RUN mkdir -p /var/lib/spawner/files && chown node:node /var/lib/spawner/files
# No program here needs a shell or a package manager, and an attacker must not find one. The base image's entrypoint is a
# shell script, so it is removed too.
ENTRYPOINT []
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/np[mx] /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
    /usr/local/bin/docker-entrypoint.sh /usr/bin/apt* /usr/bin/dpkg* /usr/lib/apt /usr/bin/perl* \
    /bin/bash /bin/rbash /bin/dash /bin/sh
USER node
EXPOSE 5000
# A migration may take minutes, and Swarm ends what is not healthy after that time.
HEALTHCHECK --interval=5s --timeout=10s --start-period=10m --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:5000/api/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# docs/decisions/0031-a-small-young-generation.md
CMD ["node", "--max-semi-space-size=2", "apps/api/dist/main.js"]

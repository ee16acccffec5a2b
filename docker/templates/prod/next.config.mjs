// Set here and not in the build's shell, so that no build sends telemetry.
process.env.NEXT_TELEMETRY_DISABLED = '1';

// The path is known only when a container starts: start.mjs replaces this placeholder.
const basePath = '/__NEXT_PREFIX__';

/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  basePath,
  // Spawner redirects to the address with the slash, so that relative links work; both redirects would be a loop.
  skipTrailingSlashRedirect: true,
  env: { NEXT_PUBLIC_BASE_PATH: basePath },
  // The optimizer needs sharp, a native library as large as Next.js itself.
  images: { unoptimized: true },
  outputFileTracingExcludes: {
    '**': ['node_modules/sharp/**', 'node_modules/@img/**', 'node_modules/semver/**', 'node_modules/detect-libc/**'],
  },
  // Without these Next.js takes a folder further up with a lockfile for the project's root.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  poweredByHeader: false,
  // A container starts because a user waits for one page; preloading the others would delay it.
  experimental: { preloadEntriesOnStart: false },
};

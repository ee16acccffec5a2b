// Here rather than in the shell that builds, so that no way of building reports anything to anybody.
process.env.NEXT_TELEMETRY_DISABLED = '1';

// The path is known only when a container starts: start.mjs puts it in the placeholder's place.
const basePath = '/__NEXT_PREFIX__';

/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  basePath,
  env: { NEXT_PUBLIC_BASE_PATH: basePath },
  // The optimizer needs sharp, a native library as large as Next.js itself.
  images: { unoptimized: true },
  outputFileTracingExcludes: {
    '**': ['node_modules/sharp/**', 'node_modules/@img/**', 'node_modules/semver/**', 'node_modules/detect-libc/**'],
  },
  // Without these a lockfile further up the tree would be taken for the project's root.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  poweredByHeader: false,
  // A container starts because somebody waits for one page.
  experimental: { preloadEntriesOnStart: false },
};

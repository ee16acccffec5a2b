/** For the packages that run against the product from outside. Jest runs CommonJS, as for the API. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  // Not in the temporary folder, which ends with the run.
  cacheDirectory: `${__dirname}/node_modules/.cache/jest`,
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
    // Its sources: those that were built may be older.
    '^@spawner/kit/(.*)$': `${__dirname}/apps/tests/kit/src/$1.ts`,
  },
  globalSetup: '<rootDir>/setup.mjs',
  testTimeout: 60_000,
};

const { jsc } = JSON.parse(require('node:fs').readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** Jest runs CommonJS: its own ESM mode cannot load the CommonJS libraries that require ESM Nest. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  cacheDirectory: '<rootDir>/../../node_modules/.cache/jest',
  transform: {
    '/node_modules/.+\\.m?js$': '<rootDir>/jest.dependencies.cjs',
    '\\.[jt]s$': ['@swc/jest', { jsc, swcrc: false, module: { type: 'commonjs' }, sourceMaps: 'inline' }],
  },
  transformIgnorePatterns: [],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  globalSetup: '<rootDir>/test/setup.mjs',
  globalTeardown: '<rootDir>/test/teardown.mjs',
  testTimeout: 30_000,
  // Jest leaves one processor to itself, which of two is half.
  maxWorkers: Math.max(2, require('node:os').availableParallelism() - 1),
};

/** Jest runs CommonJS, as for the API, whose runtime is tested through the guard. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.spec.ts'],
  cacheDirectory: '<rootDir>/../../node_modules/.cache/jest',
  transform: {
    '/node_modules/.+\\.m?js$': '<rootDir>/../api/jest.dependencies.cjs',
    '\\.[jt]s$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  globalSetup: '<rootDir>/tests/setup.mjs',
  testTimeout: 60_000,
};

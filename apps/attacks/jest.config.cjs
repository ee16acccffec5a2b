/** Jest runs CommonJS, as for the API. Chromium, mail and the product's own start are those of the browser stories. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/cases'],
  testMatch: ['**/*.spec.ts'],
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
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  globalSetup: '<rootDir>/setup.mjs',
  globalTeardown: '<rootDir>/teardown.mjs',
  testTimeout: 120_000,
};

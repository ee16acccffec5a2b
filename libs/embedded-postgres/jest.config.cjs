const { jsc } = JSON.parse(require('node:fs').readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** Jest runs CommonJS, as for the API. */
module.exports = {
  testEnvironment: 'node',
  cacheDirectory: '<rootDir>/../../node_modules/.cache/jest',
  roots: ['<rootDir>/src'],
  testMatch: ['**/*.spec.ts'],
  transform: { '\\.ts$': ['@swc/jest', { jsc, swcrc: false, module: { type: 'commonjs' }, sourceMaps: 'inline' }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  testTimeout: 30_000,
};

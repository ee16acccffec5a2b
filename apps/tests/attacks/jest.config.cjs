module.exports = {
  ...require('../../../jest.base.cjs'),
  roots: ['<rootDir>/cases'],
  globalTeardown: '<rootDir>/teardown.mjs',
  testTimeout: 120_000,
};

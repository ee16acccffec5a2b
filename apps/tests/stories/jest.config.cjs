/** What takes minutes, images of the gallery and machines of a cluster, runs with the whole tables only. */
const roots =
  process.env.SPAWNER_TEST_WHOLE === 'true'
    ? ['<rootDir>/cases', '<rootDir>/gallery', '<rootDir>/cluster']
    : ['<rootDir>/cases'];

module.exports = { ...require('../../../jest.base.cjs'), roots };

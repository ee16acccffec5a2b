/** The gallery's images take minutes to build, so its stories run with the whole tables only. */
const roots =
  process.env.SPAWNER_TEST_WHOLE === 'true' ? ['<rootDir>/cases', '<rootDir>/gallery'] : ['<rootDir>/cases'];

module.exports = { ...require('../../../jest.base.cjs'), roots };

const { readdirSync } = require('node:fs');
const alone = require('./jest.config.cjs');

/**
 * For the whole suite. Loading Nest and TypeORM costs each spec file about a second of processor time, so the files
 * of a folder that has a file in test/together share one load. `npx jest FILE` runs any of them alone.
 */
const folders = readdirSync(`${__dirname}/test/together`).map((name) => name.replace(/\.ts$/, ''));
/** A short run leaves it to the tests of the driver to use all of the kit's nodes. */
const nightly = process.env.SPAWNER_TEST_WHOLE === 'true' ? [] : ['<rootDir>/test/runtime/swarm-nodes.spec.ts'];

module.exports = {
  ...alone,
  testMatch: [...alone.testMatch, '<rootDir>/test/together/*.ts'],
  testSequencer: './jest.longest-first.cjs',
  testPathIgnorePatterns: ['/node_modules/', `<rootDir>/test/(${folders.join('|')})/`, ...nightly],
};

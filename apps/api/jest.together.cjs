const { readdirSync } = require('node:fs');
const alone = require('./jest.config.cjs');

/**
 * For the whole suite. Loading Nest and TypeORM costs each spec file about a second of processor time, so the files
 * of a folder that has a file in test/together share one load. `npx jest FILE` runs any of them alone.
 */
const folders = readdirSync(`${__dirname}/test/together`).map((name) => name.replace(/\.ts$/, ''));
module.exports = {
  ...alone,
  testMatch: [...alone.testMatch, '<rootDir>/test/together/*.ts'],
  testPathIgnorePatterns: ['/node_modules/', `<rootDir>/test/(${folders.join('|')})/`],
};

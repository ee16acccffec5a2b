const Sequencer = require('@jest/test-sequencer').default;

/** Without the times of an earlier run Jest begins with the largest files, and those in test/together are the smallest. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const isFolder = ({ path }) => Number(path.includes('/test/together/'));
    return super.sort(tests).sort((a, b) => isFolder(b) - isFolder(a));
  }
};

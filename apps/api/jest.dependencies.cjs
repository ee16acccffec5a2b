const { createTransformer } = require('@swc/jest');

const toCommonJs = createTransformer({ swcrc: false, module: { type: 'commonjs' } });
const MODULE_SYNTAX = /^(import|export)\b|\bimport\(/m;

/** Jest runs CommonJS, and some dependencies are ES modules only. The others, most of them, are taken as they are. */
module.exports = {
  ...toCommonJs,
  process: (source, path, options) =>
    MODULE_SYNTAX.test(source) ? toCommonJs.process(source, path, options) : { code: source },
};

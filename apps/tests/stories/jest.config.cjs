module.exports = { ...require('../../../jest.base.cjs'), roots: ['<rootDir>/cases'] };

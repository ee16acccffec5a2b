import { noMoreThan } from './measure.mjs';

const LIMIT = 200;

/** Resident memory of the API process after all benches that used it. */
export const memoryBench = async ({ product }) => [
  noMoreThan(LIMIT, {
    name: 'memory of the process at rest, after all that',
    ...{ value: await product.memoryAtRest(), unit: 'MB' },
  }),
];

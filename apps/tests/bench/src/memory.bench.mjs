import { noMoreThan } from './measure.mjs';

const LIMIT = 200;

/** Resident memory of the API process after all benches that used it. */
export const memoryBench = ({ product }) => [
  noMoreThan(LIMIT, { name: 'memory of the process after all that', value: product.memory(), unit: 'MB' }),
];

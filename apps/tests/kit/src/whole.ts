/** A whole run (`npm run test:nightly`) has every row of the tables; a short one has one row of each kind. */
export const isWhole = (): boolean => process.env['SPAWNER_TEST_WHOLE'] === 'true';

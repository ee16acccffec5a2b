/** A whole run (`npm run test:nightly`) has every row of the tables; others have one for each kind of fault or attack. */
export const isWhole = (): boolean => process.env['SPAWNER_TEST_WHOLE'] === 'true';

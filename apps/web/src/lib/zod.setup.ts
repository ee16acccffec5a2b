import { config } from 'zod';

// Must run before any schema is created: each one tests whether `new Function` is allowed, and our
// Content-Security-Policy reports that test as a violation.
config({ jitless: true });

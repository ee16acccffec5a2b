import { config } from 'zod';

// First import of the page: each schema asks as it is made whether it may compile itself with `new Function`, and under
// our Content-Security-Policy even asking is reported as a violation.
config({ jitless: true });

import { installation } from './installation.mjs';
import { fillSchool } from './school.mjs';
import { work } from './work.mjs';

const demo = await installation();
const ending = new AbortController();
let failed = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort());
demo.ended.then(() => ending.abort());
try {
  await demo.ready(ending.signal);
  console.log('\nMaking a school …');
  const school = await fillSchool(demo);
  console.log(`
The demo runs: class ${school.className} has a lesson, and ${school.pupils.length} people have started their containers.

  Teacher's page  ${school.teacherLink}
                  (log in, confirm that it was you, and open Klassen → ${school.className})
  Mails           ${demo.url}/outbox

Ctrl-C ends it. The next start makes it anew.
`);
  await work(school, ending.signal);
} catch (error) {
  if (!ending.signal.aborted) {
    failed = true;
    console.error(`The demo ends: ${error instanceof Error ? error.message : String(error)}`);
  }
}
await demo.end();
process.exitCode = failed ? 1 : 0;

// Prints the module `virtual:contract`, or with the argument `admin` the module `virtual:contract/admin`: what the page
// needs of the contract at run time, as plain data. With the schemas themselves, zod would be a quarter of the first
// load. Endpoints that need a role are in the second module, which only the pages for that role load.
import { endpoints, ErrorCode, Problem } from '@spawner/contracts';
import { z } from 'zod';

/** The shape alone: what another version of the server would change, not how a text is written. */
const KEPT = new Set(['type', 'enum', 'const', 'anyOf', 'items', 'properties']);
/** How a text, a number or a name is written. */
const DROPPED = new Set([
  'format',
  'pattern',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'propertyNames',
  'additionalProperties',
]);

const shapeOf = (schema) =>
  z.toJSONSchema(schema, {
    // Refuses transforms: nothing would perform them in the page.
    io: 'output',
    // An empty one: with the names of the schemas there would be references.
    metadata: z.registry(),
    override: ({ zodSchema, jsonSchema }) => {
      // A page that is open meets a newer server, which has more of them.
      if (zodSchema === ErrorCode) delete jsonSchema.enum;
      // Most fields are always there: the others are fewer to name.
      const { properties = {}, required = [], ...rest } = jsonSchema;
      const optional = Object.keys(properties).filter((name) => !required.includes(name));
      delete jsonSchema.required;
      for (const key of Object.keys(rest)) {
        if (DROPPED.has(key)) delete jsonSchema[key];
        // Dropped unseen, such as `oneOf`, it would let every answer pass.
        else if (!KEPT.has(key)) throw new Error(`lib/shape.ts does not check ${key}`);
      }
      if (optional.length > 0) jsonSchema.optional = optional;
    },
  });

const forRoles = process.argv[2] === 'admin';
const plain = Object.entries(endpoints)
  .filter(([, { role }]) => (role !== undefined) === forRoles)
  .map(([name, { method, path, media, answer, download }]) => [
    name,
    { method, path, media, answer: download ? {} : shapeOf(answer) },
  ]);
const text = (value) => JSON.stringify(value, (key, member) => (key === '$schema' ? undefined : member));
console.log(`export const endpoints = ${text(Object.fromEntries(plain))};`);
if (!forRoles) console.log(`export const problem = ${text(shapeOf(Problem))};`);

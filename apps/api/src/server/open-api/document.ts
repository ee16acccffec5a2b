import type { OpenAPIObject } from '@nestjs/swagger';
import { type Endpoint, endpoints, type ErrorCode } from '@spawner/contracts';
import { AppError } from '../../errors/app-error.js';
import { problemOf, statusOf } from '../../errors/problem.js';
import { anywhere, errorsOfShape } from './errors-of.js';
import type { EndpointName, Operation, Operations } from './operation.js';
import { accountOperations } from './operations/account.js';
import { adminContainerOperations } from './operations/admin-containers.js';
import { administrationOperations } from './operations/administration.js';
import { auditOperations } from './operations/audit.js';
import { classLiveOperations } from './operations/class-live.js';
import { classOperations } from './operations/classes.js';
import { containerOperations } from './operations/containers.js';
import { jobOperations } from './operations/jobs.js';
import { joinOperations } from './operations/join.js';
import { lessonOperations } from './operations/lessons.js';
import { limitOperations } from './operations/limits.js';
import { loginOperations } from './operations/login.js';
import { loginCardOperations } from './operations/login-cards.js';
import { machineOperations } from './operations/machines.js';
import { materialOperations } from './operations/material.js';
import { peopleOperations } from './operations/people.js';
import { registrationOperations } from './operations/registration.js';
import { settingsOperations } from './operations/settings.js';
import { sharingOperations } from './operations/sharing.js';
import { systemOperations } from './operations/system.js';
import { visitOperations } from './operations/visits.js';

interface Tag {
  readonly name: string;
  readonly description: string;
  readonly operations: Partial<Operations<EndpointName>>;
}

/** In the order of the explorer. */
const tags: readonly Tag[] = [
  { name: 'Login', description: 'Magic links, tokens and browser sessions.', operations: loginOperations },
  {
    name: 'Containers',
    description: 'The own containers: list, launch, stop, files, log, changes.',
    operations: containerOperations,
  },
  { name: 'Sharing', description: 'Other people in one’s own services.', operations: sharingOperations },
  { name: 'Account', description: 'The own account, sessions and API tokens.', operations: accountOperations },
  {
    name: 'Visits',
    description: 'Admins and teachers in the services of others, announced.',
    operations: visitOperations,
  },
  {
    name: 'Administration',
    description: 'For admins only.',
    operations: { ...administrationOperations, ...adminContainerOperations },
  },
  {
    name: 'People',
    description: 'For admins: who has an account, and what they may do.',
    operations: peopleOperations,
  },
  {
    name: 'Classes',
    description: 'For teachers: their classes and who is in them.',
    operations: { ...classOperations, ...materialOperations },
  },
  {
    name: 'Ways into a class',
    description: 'Login cards for accounts without a mail address, and codes for joining a class.',
    operations: { ...loginCardOperations, ...joinOperations },
  },
  {
    name: 'Lessons',
    description: 'For teachers: how members do, lessons, the containers of a class, messages and calls for help.',
    operations: { ...classLiveOperations, ...lessonOperations },
  },
  {
    name: 'Registration',
    description: 'Who may register: mail rules, approval, invitations.',
    operations: registrationOperations,
  },
  {
    name: 'Limits',
    description: 'What people may have at a time, and how full the server is.',
    operations: limitOperations,
  },
  { name: 'Machines', description: 'The machines of a cluster. For admins only.', operations: machineOperations },
  { name: 'Audit', description: 'Who did what. For admins only.', operations: auditOperations },
  { name: 'Jobs', description: 'Work on many things, in the background.', operations: jobOperations },
  { name: 'Settings', description: 'What admins may change while Spawner runs.', operations: settingsOperations },
  { name: 'System', description: 'Health and version of the installation.', operations: systemOperations },
];

/** Complete: an endpoint without a description does not compile. */
const operations: Operations<EndpointName> = {
  ...loginOperations,
  ...containerOperations,
  ...sharingOperations,
  ...accountOperations,
  ...visitOperations,
  ...administrationOperations,
  ...adminContainerOperations,
  ...peopleOperations,
  ...classOperations,
  ...materialOperations,
  ...classLiveOperations,
  ...loginCardOperations,
  ...joinOperations,
  ...lessonOperations,
  ...registrationOperations,
  ...limitOperations,
  ...machineOperations,
  ...auditOperations,
  ...jobOperations,
  ...settingsOperations,
  ...systemOperations,
};

/** All error codes that an endpoint may answer. */
export function errorsOf(name: EndpointName, needsLogin: boolean): ReadonlySet<ErrorCode> {
  const { errors = [] } = operations[name] as Operation<EndpointName>;
  return new Set([...errorsOfShape(endpoints[name], needsLogin), ...errors]);
}

/** Adds summary, description, tag, examples and errors to what the framework derived from the handlers. */
export function describe(document: OpenAPIObject): OpenAPIObject {
  // The explorer shows operations in the order of the document's paths.
  const paths: OpenAPIObject['paths'] = {};
  for (const name of Object.keys(operations) as EndpointName[]) {
    const endpoint: Endpoint = endpoints[name];
    const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase() as 'get'];
    // An outbox exists only without a mail server.
    if (!operation) continue;
    const { summary, description, answer, body } = operations[name] as Operation<EndpointName> & { body?: unknown };
    paths[endpoint.path] = document.paths[endpoint.path] ?? {};
    operation.operationId = name;
    operation.tags = tags.filter(({ operations }) => name in operations).map(({ name }) => name);
    operation.summary = summary;
    operation.description = endpoint.scope
      ? `${description}\n\nScope of an API token: \`${endpoint.scope}\`.`
      : description;
    for (const parameter of operation.parameters ?? []) {
      if ('name' in parameter && parameter.in === 'path') Object.assign(parameter, pathParameter(parameter));
    }
    example(operation.requestBody, body);
    example(operation.responses[endpoint.status ?? 200], answer);
    Object.assign(operation.responses, errorResponses(errorsOf(name, operation.security !== undefined)));
  }
  return { ...document, tags: tags.map(({ name, description }) => ({ name, description })), paths };
}

function pathParameter({ name, schema = {} }: { readonly name: string; readonly schema?: object }): object {
  if (name === 'type') return { description: 'The template, as in the list.', example: 'dev' };
  const isNumber = 'type' in schema && schema.type === 'integer';
  return { description: 'As in the list.', example: isNumber ? 7 : '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10' };
}

function example(part: unknown, value: unknown): void {
  const { content = {} } = (part ?? {}) as { content?: Record<string, { example?: unknown }> };
  if (value !== undefined) for (const media of Object.values(content)) media.example = value;
}

function errorResponses(codes: ReadonlySet<ErrorCode>): Record<string, object> {
  const statuses = new Set([...codes].map((code) => statusOf[code]));
  return {
    ...Object.fromEntries(
      [...statuses].map((status) => [status, problemResponse([...codes].filter((code) => statusOf[code] === status))]),
    ),
    default: problemResponse(anywhere),
  };
}

function problemResponse(codes: readonly ErrorCode[]): object {
  const problems = codes.map((code) => problemOf(new AppError(code, exampleFacts), 'en', REQUEST_ID));
  return {
    description: problems.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(problems.map((problem) => [problem.code, { value: problem }])),
      },
    },
  };
}

const REQUEST_ID = '0d2f7c1a-94b1-4a51-8a3c-5a2b8a7e6f10';

/** For the `{places}` of the texts. */
const exampleFacts = {
  image: 'user-service-template:latest',
  type: 'notes',
  types: 'dev, prod',
  lines: 'GUARD_MAX_MEMORY=1g',
  path: '/healthz',
  answer: '503',
  output: 'no database',
  name: 'user-ann-dev-7',
  reason: 'no such network',
  variable: 'REGISTRATION',
  exitCode: 1,
  port: 8080,
  memory: 512,
  seconds: 60,
  minutes: 12,
  machine: 'server-b',
  megabytes: 25,
  most: 20,
  hint: 'Only addresses of school.example. ',
  entries: 5000,
  entry: '../notes.txt',
  used: 96,
  limit: 64,
  because: '“Left the school.” ',
};

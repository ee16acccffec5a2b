import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { describe } from './document.js';

const INTRODUCTION = `Containers for every person, on demand.

**Log in.** \`POST /api/auth/login\` mails a magic link. \`POST /api/auth/verify\` exchanges the part of the link behind \`#\` for a
Bearer token: press **Authorize** and paste it. For a program that runs for longer, create a personal API token.

**Errors** are RFC 9457 problem details (\`application/problem+json\`). Their \`code\` is stable; \`title\` and \`detail\` are texts for
people, German or English by \`Accept-Language\`. The response \`default\` names the codes that every operation may answer.`;

function openApiDocument(app: NestFastifyApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Spawner')
    .setDescription(INTRODUCTION)
    .setVersion(version)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'The `access_token` of POST /api/auth/verify, or a personal API token (`spawner_pat_…`).',
    })
    .build();
  return describe(SwaggerModule.createDocument(app, config));
}

/** The explorer on /api/docs, the document on /api/docs-json. */
export function serveOpenApi(app: NestFastifyApplication, version: string): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app, version), {
    jsonDocumentUrl: 'api/docs-json',
    // Otherwise the page sends this installation's address to a validator on the internet.
    swaggerOptions: { validatorUrl: null, persistAuthorization: false, filter: true, deepLinking: true },
  });
}

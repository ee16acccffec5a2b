import type { BrowserContext } from 'playwright-core';

/** Collects violations of the Content-Security-Policy and requests to other hosts. */
export async function watchPolicy(visitor: BrowserContext, origin: string): Promise<readonly string[]> {
  const offences: string[] = [];
  await visitor.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sourceFile, sample }) => {
      console.error(`Content-Security-Policy: ${effectiveDirective} ${sourceFile} ${sample}`);
    });
  });
  visitor.on('console', (message) => {
    if (/content.security.policy|permissions.policy/i.test(message.text())) offences.push(message.text());
  });
  visitor.on('request', (request) => {
    const { protocol, origin: host } = new URL(request.url());
    if (protocol.startsWith('http') && host !== origin) offences.push(`a request to ${request.url()}`);
  });
  return offences;
}

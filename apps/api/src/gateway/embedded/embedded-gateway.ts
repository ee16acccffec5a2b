import { AppError } from '../../common/app-error.js';
import type { Instance } from '../../runtime/container-runtime.js';
import { Gateway, type OpenOptions, pathOf, type ServiceRoute } from '../gateway.js';
import { ask, askUntil, isUnavailable } from '../probe.js';
import type { EmbeddedProxy } from './embedded-proxy.js';

const segmentOf = (route: ServiceRoute): string => pathOf(route).slice(1);

/** The gateway inside this process, used wherever there is no Traefik. */
export class EmbeddedGateway extends Gateway {
  constructor(private readonly proxy: EmbeddedProxy) {
    super();
  }

  labels(): Readonly<Record<string, string>> {
    return {};
  }

  async open(route: ServiceRoute, instance: Instance, { onPhase, seconds, signal }: OpenOptions): Promise<void> {
    if (!instance.address) throw new AppError('runtime_failed', { reason: `${instance.name} has no address` });
    const { host, port } = instance.address;
    const deadline = AbortSignal.timeout(seconds * 1000);
    onPhase('ready');
    try {
      const url = new URL(`http://${host}:${String(port)}/`);
      await askUntil(
        { url, signal: AbortSignal.any([signal, deadline]) },
        (answer) => answer !== null && !isUnavailable(answer.status),
      );
    } catch (error) {
      throw error === deadline.reason ? new AppError('not_listening', { port, seconds }) : error;
    }
    this.admit(route, instance);
  }

  async answers(route: ServiceRoute): Promise<boolean> {
    const address = this.proxy.addressOf(segmentOf(route));
    if (!address) return false;
    const url = new URL(`http://${address.host}:${String(address.port)}/`);
    return (await ask({ url, signal: AbortSignal.timeout(1000) }, 1000)) !== null;
  }

  admit(route: ServiceRoute, instance: Instance): void {
    if (instance.address) this.proxy.serve(segmentOf(route), instance.address);
  }

  close(route: ServiceRoute): void {
    this.proxy.drop(segmentOf(route));
  }
}

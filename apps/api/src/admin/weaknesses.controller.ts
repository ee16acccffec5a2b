import { Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { endpoints, type Weaknesses } from '@spawner/contracts';
import { DashboardOrigin } from '../http/dashboard-origin.js';
import { Serves } from '../http/serves.decorator.js';
import { Mailer } from '../mail/mailer.js';
import { HostProbe } from '../runtime/host-probe.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

type Weakness = Weaknesses['weaknesses'][number];

/** What an operator should change, for the admins: they may never see the terminal. */
@ApiTags('admin')
@ApiBearerAuth()
@Controller()
export class WeaknessesController {
  constructor(
    private readonly host: HostProbe,
    private readonly catalogue: TemplateCatalogue,
    private readonly mailer: Mailer,
  ) {}

  @Serves(endpoints.weaknesses)
  async list(@DashboardOrigin() dashboard: string): Promise<Weaknesses> {
    const found = (await this.host.findings(this.catalogue.all())).flatMap(
      ({ weakness, result, fix = [] }): Weakness[] =>
        weakness && (result === 'missing' || result === 'hint')
          ? [{ name: weakness, level: result, fix: [...fix] }]
          : [],
    );
    return { weaknesses: [...found, ...this.onNetwork(new URL(dashboard))] };
  }

  /** Nobody else reads the traffic of this machine with itself. */
  private onNetwork({ protocol, hostname }: URL): Weakness[] {
    if (hostname === 'localhost' || hostname.endsWith('.localhost') || /^(127\.|\[::1\]$)/.test(hostname)) return [];
    return [
      ...(protocol === 'http:'
        ? [
            {
              name: 'plain_http',
              level: 'missing',
              fix: ['PUBLIC_URL=https://… and a proxy with TLS, or docker compose with BASE_DOMAIN'],
            } as const,
          ]
        : []),
      ...(this.mailer.kind === 'outbox'
        ? [{ name: 'open_outbox', level: 'missing', fix: ['SMTP_HOST=…'] } as const]
        : []),
    ].map(({ fix, ...weakness }) => ({ ...weakness, fix: [...fix] }));
  }
}

import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SettingValues } from '@spawner/contracts';
import {
  type Consents,
  DEFAULT_PIDS,
  GALLERY,
  givenVariables,
  proxyVariables,
  templateVariables,
} from '@spawner/engine';
import { caFileProblem } from './ca-file.js';
import { clusterProblems } from './cluster.js';
import { Environment } from './environment.js';
import { fixedSettings } from './fixed-settings.js';
import { productionProblems } from './production.js';
import { senderDomain } from './sender.js';
import { SettingsError } from './settings.error.js';

const IMPLICIT_TLS_PORT = 465;

/** The environment, read once and checked, in the terms of the product. */
export class Settings {
  private constructor(
    private readonly env: Environment,
    private readonly root: string,
    /** Images by template type that replace the templates' own. */
    readonly templateImages: Readonly<Record<string, string>>,
    /** Base images by template type that replace those of the Dockerfiles. */
    readonly templateBases: Readonly<Record<string, string>>,
    /** Build arguments for images, from `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
    readonly proxies: Readonly<Record<string, string>>,
    /** Settings of the console that the environment decides. */
    readonly fixedSettings: Readonly<Partial<SettingValues>>,
  ) {}

  /**
   * @param variables the process environment; an empty value counts as absent
   * @param root the checkout; relative folders start there
   * @throws SettingsError with every variable that is missing, wrong or a sample
   */
  static from(variables: Readonly<Record<string, string | undefined>>, root: string): Settings {
    const given = givenVariables(variables);
    const parsed = Environment.safeParse(given);
    const problems = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
    const fixed = fixedSettings(given);
    problems.push(...productionProblems(given), ...clusterProblems(given), ...fixed.problems);
    const caProblem = given['SMTP_CA_FILE'] && caFileProblem(resolve(root, given['SMTP_CA_FILE']));
    if (caProblem) problems.push(caProblem);
    if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
    const { images, bases } = templateVariables(given);
    return new Settings(parsed.data, root, images, bases, proxyVariables(given), fixed.values);
  }

  get production() {
    return this.env.NODE_ENV === 'production';
  }

  get logLevel() {
    return this.env.LOG_LEVEL;
  }

  get folders() {
    const at = (path: string) => resolve(this.root, path);
    return {
      root: this.root,
      data: at(this.env.DATA_DIR),
      /** What teachers hand out and collect. */
      files: at(this.env.FILES_DIR ?? join(this.env.DATA_DIR, 'files')),
      web: at('apps/web/dist'),
      templates: at(this.env.TEMPLATES_DIR),
      gallery: at(GALLERY),
    };
  }

  get http() {
    return {
      host: this.env.HOST ?? null,
      port: this.env.PORT,
      trustedProxies: this.env.TRUSTED_PROXIES ?? 0,
      requestsPerMinute: this.env.REQUEST_LIMIT,
    };
  }

  /** Origin that people type into the browser, without a trailing slash. */
  get publicUrl(): string {
    if (this.env.PUBLIC_URL) return new URL(this.env.PUBLIC_URL).origin;
    if (!this.env.BASE_DOMAIN) return `http://localhost:${String(this.env.PORT)}`;
    return `${this.env.TRAEFIK_CERTRESOLVER ? 'https' : 'http'}://${this.env.SPAWNER_SUBDOMAIN}.${this.env.BASE_DOMAIN}`;
  }

  /** Whether every link carries `publicUrl`; else a visitor's links carry the address that the visitor came by. */
  get hasPublicUrl(): boolean {
    return Boolean(this.env.PUBLIC_URL ?? this.env.BASE_DOMAIN) || this.env.TRAEFIK_ENABLED;
  }

  get addresses() {
    const { ROUTING: routing, BASE_DOMAIN: domain } = this.env;
    const beside = domain ? `apps.${domain}` : `apps.localhost:${String(this.env.PORT)}`;
    const below = domain ? `apps.${domain}` : `localhost:${String(this.env.PORT)}`;
    const servicesHost = routing === 'host' ? (this.env.SERVICES_HOST ?? beside) : (this.env.APPS_DOMAIN ?? below);
    return { routing, publicUrl: this.publicUrl, servicesHost };
  }

  get secure(): boolean {
    return this.publicUrl.startsWith('https:');
  }

  get databaseUrl(): string | null {
    const { DATABASE_URL: address, DATABASE_PASSWORD: password } = this.env;
    if (!address || !password) return address ?? null;
    const url = new URL(address);
    url.password = encodeURIComponent(password);
    return url.href;
  }

  get auth() {
    return {
      jwtSecret: this.env.JWT_SECRET_KEY ?? null,
      accessTokenSeconds: this.env.JWT_ACCESS_TOKEN_EXPIRES,
      magicLinkSeconds: this.env.MAGIC_LINK_TOKEN_EXPIRY,
      magicLinksPerHour: this.env.MAGIC_LINK_RATE_LIMIT,
    };
  }

  /** Who may become the first admin: these addresses, or who has the setup code, or who registers first. */
  get firstAdmin(): { readonly emails: readonly string[]; readonly by: 'email' | 'setup_code' | 'first' } {
    const emails = this.env.ADMIN_EMAIL;
    return { emails, by: emails.length > 0 ? 'email' : this.production ? 'setup_code' : 'first' };
  }

  get auditRetentionDays() {
    return this.env.AUDIT_RETENTION_DAYS;
  }

  get mail() {
    const { SMTP_HOST: host, SMTP_PORT: port, SMTP_USER: user, SMTP_PASSWORD: password, SMTP_CA_FILE: ca } = this.env;
    const from = this.env.SMTP_FROM ?? 'Spawner <noreply@localhost>';
    const noServer = this.env.OUTBOX ? 'OUTBOX is true' : host ? null : 'SMTP_HOST is not set';
    if (!host || noServer) return { from, smtp: null, noServer };
    const security = this.smtpSecurity;
    const caFile = ca ? resolve(this.root, ca) : null;
    return { from, smtp: { host, port, user, password, security, caFile, helloName: this.helloName(from) }, noServer };
  }

  private get smtpSecurity(): 'tls' | 'starttls' | 'none' {
    const { SMTP_SECURITY: security, SMTP_USE_TLS: useTls, SMTP_PORT: port } = this.env;
    if (security !== 'auto') return security;
    if (!useTls) return 'none';
    return port === IMPLICIT_TLS_PORT ? 'tls' : 'starttls';
  }

  /** Relays refuse clients that greet with an address or without a domain, as a container would by its own name. */
  private helloName(from: string): string {
    const { hostname } = new URL(this.publicUrl);
    const hasDomain = hostname.includes('.') && isIP(hostname) === 0;
    return this.env.SMTP_HELO_NAME ?? (hasDomain ? hostname : senderDomain(from));
  }

  get runtime() {
    return this.env.RUNTIME;
  }

  /** Whether it may run in production where containers reach each other. */
  get allowsReachableNeighbours() {
    return this.env.ALLOW_REACHABLE_NEIGHBOURS;
  }

  get docker() {
    return {
      host: this.env.DOCKER_HOST ?? null,
      config: this.env.DOCKER_CONFIG ?? join(homedir(), '.docker'),
      network: this.env.TRAEFIK_NETWORK,
      subnet: this.env.DOCKER_SUBNET ?? null,
    };
  }

  get swarm() {
    return {
      nodes: this.env.SWARM_NODES ?? [],
      tlsFolder: this.env.SWARM_TLS_DIR ? resolve(this.root, this.env.SWARM_TLS_DIR) : null,
      /** Null keeps each volume on the node where it was made. */
      volumeDriver: this.env.VOLUME_DRIVER ? { name: this.env.VOLUME_DRIVER, options: this.env.VOLUME_OPTIONS } : null,
    };
  }

  get launch() {
    return {
      concurrency: this.env.LAUNCH_CONCURRENCY,
      readySeconds: this.env.LAUNCH_READY_TIMEOUT,
      imageSeconds: this.env.IMAGE_TIMEOUT,
      prepareImages: this.env.PREPARE_IMAGES,
      headStart: this.env.HEAD_START,
    };
  }

  /** Seconds without use after which a container is paused, stopped, removed; null is never. */
  get idle() {
    const { CONTAINER_IDLE_TIMEOUT: pause, CONTAINER_STALE_TIMEOUT: remove } = this.env;
    const stop = this.env.CONTAINER_STOP_TIMEOUT ?? 2 * pause;
    return { pause: pause || null, stop: stop || null, remove: remove || null };
  }

  /** Seconds before a container without a row counts as an orphan. */
  get orphanGraceSeconds() {
    return this.env.ORPHAN_GRACE_TIMEOUT;
  }

  /** Of every container whose template has none of its own. */
  get limits() {
    const {
      DEFAULT_MEMORY_LIMIT: memoryBytes,
      DEFAULT_CPU_QUOTA: cpuQuota,
      DEFAULT_LAYER_LIMIT: layerBytes,
    } = this.env;
    return { memoryBytes, cpuQuota, processes: DEFAULT_PIDS, shmBytes: null, layerBytes };
  }

  /** What the operator lets templates have beyond that. */
  get consents(): Consents {
    return this.env;
  }

  /** Undefined is every template of the folder. */
  get templateTypes() {
    return this.env.TEMPLATES;
  }

  get traefikEnabled() {
    return this.env.TRAEFIK_ENABLED;
  }

  get frontDoor() {
    return {
      dashboard: this.publicUrl,
      network: this.env.TRAEFIK_NETWORK,
      entryPoint: this.env.TRAEFIK_ENTRYPOINT,
      certResolver: this.env.TRAEFIK_CERTRESOLVER ?? null,
      /** Where Traefik sends its forward-auth requests. */
      authAddress: this.env.GATEWAY_ADDRESS ?? `http://127.0.0.1:${String(this.env.PORT)}`,
      /** Null on one machine. */
      relay: this.env.TRAEFIK_RELAY_PORT
        ? { port: this.env.TRAEFIK_RELAY_PORT, folder: resolve(this.root, this.env.SWARM_TLS_DIR ?? '') }
        : null,
      url: this.env.TRAEFIK_ADDRESS ? this.traefikUrl(this.env.TRAEFIK_ADDRESS) : this.publicUrl,
    };
  }

  private traefikUrl(address: string): string {
    return this.env.TRAEFIK_CERTRESOLVER
      ? `https://${address}:${String(this.env.TRAEFIK_HTTPS_PORT)}`
      : `http://${address}:${String(this.env.TRAEFIK_HTTP_PORT)}`;
  }
}

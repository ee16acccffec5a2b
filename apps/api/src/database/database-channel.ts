import { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { reconnect } from '../background/reconnect.js';
import { AppError } from '../errors/app-error.js';
import { type DatabaseAddress, TIMEOUTS } from './data-source.js';

type Listener = (payload: string) => void;

/**
 * One connection of this process alone, beside the pool: for what belongs to a connection, which is notifications and
 * advisory locks. The server takes the locks back in the moment the process or the connection ends. Comes back by itself.
 */
export class DatabaseChannel {
  /** Goes with what is said, to tell one's own words from those of other processes. */
  readonly id = crypto.randomUUID();
  private readonly logger = new Logger(DatabaseChannel.name);
  private client: Client | null = null;
  private line: Socket | null = null;
  private readonly listeners = new Map<string, Listener>();
  private readonly onConnect = new Set<() => void>();
  private readonly closed = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** The driver wants one query at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly address: DatabaseAddress) {}

  /** Resolves once it is connected for the first time. */
  async open(): Promise<void> {
    this.running = reconnect((connected) => this.connect(connected), this.closed.signal);
    await new Promise<void>((resolve) => {
      const stop = this.whenConnected(() => {
        stop();
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.closed.abort();
    this.line?.destroy();
    await this.running;
  }

  /**
   * Calls back now and after every new connection: whatever was said, or locked, in between is lost.
   * @returns what ends it
   */
  whenConnected(callback: () => void): () => void {
    this.onConnect.add(callback);
    if (this.client) callback();
    return () => this.onConnect.delete(callback);
  }

  /** One listener for each channel. @param name a plain identifier */
  listen(name: string, listener: Listener): void {
    this.listeners.set(name, listener);
    // Without a connection the next one asks for it.
    if (this.client) this.query(`LISTEN ${name}`).catch(() => undefined);
  }

  /** Reaches every process that listens, this one too. Lost where there is no connection. */
  notify(name: string, payload: string): void {
    this.query('SELECT pg_notify($1, $2)', [name, payload]).catch(() => undefined);
  }

  /**
   * Answered in the order they were asked.
   * @throws AppError `database_unavailable`, at once where there is no connection
   */
  query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const answer = this.last.then(() => this.ask<Row>(sql, values));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async ask<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    if (!this.client) throw new AppError('database_unavailable');
    try {
      return (await this.client.query(sql, values)).rows as Row[];
    } catch (error) {
      // Whatever it was, this connection cannot be relied on any more; the locks are taken anew on the next one.
      this.line?.destroy();
      throw new AppError('database_unavailable', {}, { cause: error });
    }
  }

  /** Resolves when the connection has ended. */
  private async connect(connected: () => void): Promise<void> {
    // Of our own, so that it can be cut: a polite end waits for the answer of a server that may be frozen.
    const line = new Socket();
    this.line = line;
    const client = new Client({
      ...('url' in this.address ? { connectionString: this.address.url } : this.address),
      ...TIMEOUTS,
      stream: () => line,
      keepAlive: true,
      application_name: 'spawner-channel',
    });
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload }) => {
      this.hear(channel, payload ?? '');
    });
    const ended = new Promise<void>((resolve) => line.once('close', () => resolve()));
    try {
      await client.connect();
      for (const name of this.listeners.keys()) await client.query(`LISTEN ${name}`);
      if (this.closed.signal.aborted) return;
      this.client = client;
      connected();
      for (const callback of this.onConnect) callback();
      await ended;
    } finally {
      this.client = null;
      line.destroy();
    }
  }

  /** A process of another version may say what this one cannot read; thrown from here it would end the process. */
  private hear(name: string, payload: string): void {
    try {
      this.listeners.get(name)?.(payload);
    } catch (error) {
      this.logger.warn({ err: error, name, payload }, 'A notification could not be understood.');
    }
  }
}

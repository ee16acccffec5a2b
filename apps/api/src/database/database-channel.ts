import { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { reconnect } from '../background/reconnect.js';
import { AppError } from '../errors/app-error.js';
import { type DatabaseAddress, TIMEOUTS } from './data-source.js';

type Listener = (payload: string) => void;

/**
 * One connection beside the pool, for notifications and advisory locks, which belong to a connection. The server releases
 * the locks when the process or the connection ends. Reconnects by itself.
 */
export class DatabaseChannel {
  /** Sent along with messages, so that a process recognises its own. */
  readonly id = crypto.randomUUID();
  private readonly logger = new Logger(DatabaseChannel.name);
  private client: Client | null = null;
  private socket: Socket | null = null;
  private readonly listeners = new Map<string, Listener>();
  private readonly onConnect = new Set<() => void>();
  private readonly closed = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** The driver accepts one query at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly address: DatabaseAddress) {}

  /** Resolves when it is connected for the first time. */
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
    this.socket?.destroy();
    await this.running;
  }

  /**
   * Calls back now and after every new connection: notifications and locks of the meantime are lost.
   * @returns a function that ends it
   */
  whenConnected(callback: () => void): () => void {
    this.onConnect.add(callback);
    if (this.client) callback();
    return () => this.onConnect.delete(callback);
  }

  /** One listener for each channel. @param name a plain identifier */
  listen(name: string, listener: Listener): void {
    this.listeners.set(name, listener);
    // Without a connection, the next one listens.
    if (this.client) this.query(`LISTEN ${name}`).catch(() => undefined);
  }

  /** Reaches every process that listens, including this one. Lost while there is no connection. One statement. */
  notify(name: string, ...payloads: readonly string[]): void {
    if (payloads.length === 0) return;
    const sql = 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload';
    this.query(sql, [name, payloads]).catch(() => undefined);
  }

  /**
   * One after the other, in the order of the calls.
   * @throws AppError `database_unavailable`, at once where there is no connection
   */
  query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const answer = this.last.then(() => this.run<Row>(sql, values));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async run<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    if (!this.client) throw new AppError('database_unavailable');
    try {
      return (await this.client.query(sql, values)).rows as Row[];
    } catch (error) {
      // After any error this connection is not relied on; the locks are taken again on the next one.
      this.socket?.destroy();
      throw new AppError('database_unavailable', {}, { cause: error });
    }
  }

  /** Resolves when the connection has ended. */
  private async connect(connected: () => void): Promise<void> {
    // Its own socket, so that it can be destroyed: a regular end waits for the answer of a server that may be frozen.
    const socket = new Socket();
    this.socket = socket;
    const client = new Client({
      ...('url' in this.address ? { connectionString: this.address.url } : this.address),
      ...TIMEOUTS,
      stream: () => socket,
      keepAlive: true,
      application_name: 'spawner-channel',
    });
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload }) => {
      this.dispatch(channel, payload ?? '');
    });
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
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
      socket.destroy();
    }
  }

  /** Another version may send what this one cannot parse; an error thrown from here would end the process. */
  private dispatch(name: string, payload: string): void {
    try {
      this.listeners.get(name)?.(payload);
    } catch (error) {
      this.logger.warn({ err: error, name, payload }, 'A notification could not be understood.');
    }
  }
}

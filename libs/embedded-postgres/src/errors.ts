/** Base of everything that can keep the embedded PostgreSQL from serving: `code` names it, the fields carry the facts. */
export abstract class EmbeddedPostgresError extends Error {
  abstract readonly code: string;
  override readonly name = this.constructor.name;
}

/** No server binaries run on this machine; DATABASE_URL has to name another server. */
export class EmbeddedPostgresUnavailable extends EmbeddedPostgresError {
  readonly code = 'embedded_postgres_unavailable';
  constructor(
    readonly platform: string,
    readonly reason: string,
  ) {
    super(`No embedded PostgreSQL for ${platform} (${reason}). Set DATABASE_URL to a PostgreSQL server.`);
  }
}

export class DataFolderUnusable extends EmbeddedPostgresError {
  readonly code = 'data_folder_unusable';
  constructor(
    readonly folder: string,
    readonly reason: string,
  ) {
    super(`The data folder ${folder} cannot be read and written (${reason}). Correct its permissions or set DATA_DIR.`);
  }
}

export class DataFolderInUse extends EmbeddedPostgresError {
  readonly code = 'data_folder_in_use';
  constructor(readonly folder: string) {
    super(`Another Spawner is using the data folder ${folder}. Stop it or set another DATA_DIR.`);
  }
}

export class DataFolderVersionMismatch extends EmbeddedPostgresError {
  readonly code = 'data_folder_version_mismatch';
  constructor(
    readonly folder: string,
    readonly found: string,
    readonly expected: string,
  ) {
    super(
      `The data in ${folder} was made by PostgreSQL ${found}; this version needs ${expected}. Set another DATA_DIR.`,
    );
  }
}

export class DiskFull extends EmbeddedPostgresError {
  readonly code = 'disk_full';
  constructor(
    readonly folder: string,
    readonly freeBytes: number,
  ) {
    super(
      `The disk that holds ${folder} has too little room (${Math.round(freeBytes / 2 ** 20)} MiB). Free some or set DATA_DIR.`,
    );
  }
}

export class EmbeddedPostgresFailed extends EmbeddedPostgresError {
  readonly code = 'embedded_postgres_failed';
  constructor(
    readonly phase: 'initialise' | 'start' | 'stop',
    readonly output: string,
  ) {
    super(`The embedded PostgreSQL could not ${phase}:\n${output}`);
  }
}

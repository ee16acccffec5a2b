/** What setup.mjs found and prepared. Looked up late: without an engine there is no run, and nothing asks. */
const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: setup.mjs has not prepared this run`);
  return value;
};

export const run = {
  /** Everything of this run lives below it, and the janitor removes it. */
  get folder(): string {
    return given('FAULTS_RUN');
  },
  /** In the name of every container, network and image of this run. */
  get id(): string {
    return given('FAULTS_ID');
  },
  get images(): string {
    return given('FAULTS_IMAGES');
  },
  /** By which the janitor knows the processes of this run. */
  get mark(): Readonly<Record<string, string>> {
    return { SPAWNER_FAULTS: given('FAULTS_RUN') };
  },
  /** PostgreSQL's own program. */
  get databaseServer(): string {
    return given('FAULTS_POSTGRES');
  },
  get databaseAccount(): { readonly uid?: number; readonly gid?: number } {
    const [uid, gid] = [process.env['FAULTS_DB_UID'], process.env['FAULTS_DB_GID']];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : {};
  },
} as const;

/** The environment is unusable. Has every problem that was found, each beginning with the name of its variable. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Settings are missing or wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

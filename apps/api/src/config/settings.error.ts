/** The environment cannot be run with. Carries every problem found, each beginning with the variable's name. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Settings are missing or wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

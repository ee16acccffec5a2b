import { settingKeys, settings, type SettingValues } from '@spawner/contracts';

export interface FixedSettings {
  readonly values: Partial<SettingValues>;
  readonly problems: readonly string[];
}

/** Settings of the console that the environment decides. */
export function fixedSettings(variables: Readonly<Record<string, string>>): FixedSettings {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const key of settingKeys) {
    const { schema, variable } = settings[key];
    const text = variables[variable];
    if (text === undefined) continue;
    // The text itself, or a number, a yes or no as JSON.
    const asText = schema.safeParse(text);
    const { data, error } = asText.success ? asText : schema.safeParse(fromJson(text));
    if (error) problems.push(`${variable}: ${error.issues.map(({ message }) => message).join(', ')}`);
    else values[key] = data;
  }
  return { values, problems };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

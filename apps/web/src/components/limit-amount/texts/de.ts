export const de = {
  used: '{{used}} von {{value}}',
  cores: '{{count}} Kerne',
} as const;

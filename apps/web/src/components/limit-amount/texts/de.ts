export const de = {
  used: '{{used}} von {{value}}',
  gib: '{{count}} GiB',
  cores: '{{count}} Kerne',
} as const;

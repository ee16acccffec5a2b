/**
 * Not by `import`: that evaluates every export of the module, and from Node 22 on three of them load the HTTP client behind
 * `fetch`, 5 MB of memory that no guard needs.
 */
export const http = process.getBuiltinModule('node:http');

/** Loaded only where it is used: most guards have no TLS. */
export const loadHttps = () => process.getBuiltinModule('node:https');

export { chooseAccount } from './account.js';
export { findBinaries } from './binaries.js';
export { runCommand } from './command.js';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
export { DataFolderInUse } from './errors.js';
export { findEmbeddedPostgres } from './find-embedded-postgres.js';

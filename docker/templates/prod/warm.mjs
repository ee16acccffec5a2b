// Runs once while the image is built: one start and one request fill NODE_COMPILE_CACHE.
await import('./start.mjs');
const response = await fetch('http://127.0.0.1:8080/');
await response.text();
process.exit(response.ok ? 0 : 1);

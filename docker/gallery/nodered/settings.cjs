// The prefix is the root of the editor and of the flows' own addresses, so both make links that contain it.
const root = process.env.BASE_PATH || '/';

module.exports = {
  uiHost: '0.0.0.0',
  uiPort: 8080,
  httpAdminRoot: root,
  httpNodeRoot: root,
  userDir: '/data',
  flowFile: 'flows.json',
  // A key would lie beside the file that it encrypts, and a copy of the file alone could not be read.
  credentialSecret: false,
  // No login of its own: the gateway lets only the owner in.
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, projects: { enabled: false } },
  diagnostics: { enabled: false },
};

import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { createQueryClient } from './app/query-client.js';
import { meQuery } from './features/auth/me.query.js';
import { startI18n } from './i18n/i18n.js';
import { infoQuery } from './lib/info.query.js';
import { followTheme } from './lib/theme.js';

followTheme();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const queryClient = createQueryClient();
const render = () =>
  createRoot(root).render(
    <StrictMode>
      <App queryClient={queryClient} />
    </StrictMode>,
  );
// In German where the other language cannot be loaded.
void startI18n().then(render, render);
// While that loads: nearly every page waits for both, and shows a failure itself.
queryClient.query(meQuery).catch(() => undefined);
queryClient.query(infoQuery).catch(() => undefined);

import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { BrowserRouter } from 'react-router';
import { onLanguageChange } from '../i18n/i18n.js';
import { AppRoutes } from './routes.js';

export function App({ queryClient }: { queryClient: QueryClient }) {
  // The API's texts come in the language of the request.
  useEffect(() => onLanguageChange(() => void queryClient.invalidateQueries()), [queryClient]);

  return (
    <QueryClientProvider client={queryClient}>
      <BrowserRouter>
        <AppRoutes />
      </BrowserRouter>
    </QueryClientProvider>
  );
}

import { classPages, pages } from '@spawner/contracts/values';
import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { AuthLayout } from './layouts/auth.layout.js';
import { RootLayout } from './layouts/root.layout.js';
import { SignedInLayout } from './layouts/signed-in.layout.js';
import { CrashPage } from './pages/crash.page.js';
import { HomePage } from './pages/home.page.js';
import { LoginPage } from './pages/login.page.js';
import { NotFoundPage } from './pages/not-found.page.js';
import { RegisterPage } from './pages/register.page.js';

const AccountPage = lazy(async () => ({ default: (await import('./pages/account.page.js')).AccountPage }));
const ApprovalPage = lazy(async () => ({ default: (await import('./pages/approval.page.js')).ApprovalPage }));
const ClassPage = lazy(async () => ({ default: (await import('./pages/class/class.page.js')).ClassPage }));
const ClassesPage = lazy(async () => ({ default: (await import('./pages/classes.page.js')).ClassesPage }));
// The first load carries the pages to log in; every other page is a part of its own.
const Console = lazy(async () => ({ default: (await import('./pages/admin/console.js')).Console }));
const ConfirmPage = lazy(async () => ({ default: (await import('./pages/confirm.page.js')).ConfirmPage }));
const DashboardPage = lazy(loadDashboard);
const InvitePage = lazy(async () => ({ default: (await import('./pages/invite.page.js')).InvitePage }));
const CardPage = lazy(async () => ({ default: (await import('./pages/card.page.js')).CardPage }));
const JoinPage = lazy(async () => ({ default: (await import('./pages/join.page.js')).JoinPage }));
const TypedCodePage = lazy(async () => ({ default: (await import('./pages/typed-code.page.js')).TypedCodePage }));
const MailSentPage = lazy(async () => ({ default: (await import('./pages/mail-sent.page.js')).MailSentPage }));
const OutboxPage = lazy(async () => ({ default: (await import('./pages/outbox.page.js')).OutboxPage }));
const VisitPage = lazy(async () => ({ default: (await import('./pages/visit.page.js')).VisitPage }));

async function loadDashboard() {
  return { default: (await import('./pages/dashboard.page.js')).DashboardPage };
}
// Where it is opened first, it loads beside the session. Its failure is shown by `lazy`.
if (window.location.pathname === pages.dashboard) loadDashboard().catch(() => undefined);

/** Declarative on purpose: the data router would add 16 KB to the first load, and TanStack Query loads our data. */
export const AppRoutes = () => (
  <Routes>
    <Route element={<RootLayout crashPage={(error) => <CrashPage error={error} />} />}>
      <Route path={pages.home} element={<HomePage />} />
      <Route element={<AuthLayout />}>
        <Route path={pages.login} element={<LoginPage />} />
        <Route path={pages.register} element={<RegisterPage />} />
        <Route path={pages.mailSent} element={<MailSentPage />} />
        <Route path={pages.confirm} element={<ConfirmPage />} />
        <Route path={pages.invite} element={<InvitePage />} />
        <Route path={pages.card} element={<CardPage />} />
        <Route path={pages.typedCode} element={<TypedCodePage />} />
        <Route path={pages.join} element={<JoinPage />} />
      </Route>
      <Route element={<SignedInLayout approvalPage={<ApprovalPage />} />}>
        <Route path={pages.dashboard} element={<DashboardPage />} />
        <Route path={pages.account} element={<AccountPage />} />
        <Route path={pages.visit} element={<VisitPage />} />
      </Route>
      <Route path={`${pages.console}/*`} element={<Console />} />
      <Route path={pages.classes} element={<ClassesPage />} />
      <Route path={`${classPages.live}/*`} element={<ClassPage />} />
      <Route path={pages.outbox} element={<OutboxPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Route>
  </Routes>
);

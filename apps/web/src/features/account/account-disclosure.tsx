import type { User } from '@spawner/contracts';
import { pages } from '@spawner/contracts/values';
import { ChevronDown, LogOut, UserCog } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Badge } from '../../components/ui/badge.js';
import { disclosureItemLook } from '../../components/ui/disclosure.js';
import { Popup } from '../../components/ui/popup.js';
import { useTranslation } from '../../i18n/i18n.js';
import { nameOf } from '../../lib/name-of.js';
import { LanguageSwitch } from './language-switch.js';
import { ThemeSwitch } from './theme-switch.js';

interface AccountDisclosureProps {
  user: User;
  onLogout: () => void;
  /** Further items above the log-out. */
  children?: ReactNode;
}

/**
 * Account, language, appearance and log-out, shown by a button. See Disclosure. Name and log-out of an account of a class
 * stand beside it already.
 */
export function AccountDisclosure({ user, onLogout, children }: AccountDisclosureProps) {
  const { t } = useTranslation();
  const name = nameOf(user);
  return (
    <Popup
      className="w-80 max-w-[calc(100vw-2rem)]"
      button={(props) => (
        <button
          type="button"
          className="focus-ring flex h-11 min-w-0 items-center gap-2.5 rounded-full border bg-card py-1 pr-3 pl-1 text-sm shadow-xs transition-colors hover:bg-muted"
          {...props}
        >
          <span
            aria-hidden
            className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-sm font-semibold text-accent-foreground uppercase"
          >
            {name.charAt(0)}
          </span>
          <span className="sr-only">{t('account.of', { name })}</span>
          {!user.class_account && (
            <span aria-hidden className="hidden max-w-64 truncate sm:block">
              {name}
            </span>
          )}
          <ChevronDown className="size-4 shrink-0 text-muted-foreground" aria-hidden />
        </button>
      )}
    >
      <div className="grid gap-1 px-2.5 py-2">
        {user.display_name !== null && <p className="text-sm font-medium wrap-anywhere">{user.display_name}</p>}
        <p className="text-sm font-medium wrap-anywhere">{user.email}</p>
        <div className="flex items-center justify-between gap-3 text-xs text-muted-foreground">
          <p className="wrap-anywhere">
            {t('account.slug')}: <span className="font-mono">{user.slug}</span>
          </p>
          {user.is_admin && <Badge tone="accent">{t('account.admin')}</Badge>}
        </div>
      </div>
      {/* In one line, or on a phone the menu would end on a card's button to copy its address. */}
      <div className="-mx-1.5 my-1.5 flex justify-between gap-3 border-y px-4 py-3">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <Link to={pages.account} className={disclosureItemLook}>
        <UserCog aria-hidden />
        {t('account.manage')}
      </Link>
      {children}
      {!user.class_account && (
        <button type="button" data-closes className={disclosureItemLook} onClick={onLogout}>
          <LogOut aria-hidden />
          {t('account.logout')}
        </button>
      )}
    </Popup>
  );
}

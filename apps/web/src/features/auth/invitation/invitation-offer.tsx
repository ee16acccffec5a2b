import type { InvitationOffer as Offer } from '@spawner/contracts';
import { useTranslation } from '../../../i18n/i18n.js';
import { useInvitationTexts } from './texts/use-invitation-texts.js';

/** For whom an invitation is, as what, and until when. */
export function InvitationOffer({ offer: { email, role, classes, expires_at: until } }: { offer: Offer }) {
  const text = useInvitationTexts();
  const { language } = useTranslation();
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(until));
  const rows = [
    [text('for'), email],
    // Without a mention, everybody expects to be one.
    ...(role === 'user' ? [] : [[text('role'), text(`roles.${role}`)]]),
    ...(classes.length === 0 ? [] : [[text('classes'), classes.join(', ')]]),
    [text('expires'), date],
  ];
  return (
    <dl className="grid gap-3 rounded-xl border bg-card p-4 text-sm shadow-card">
      {rows.map(([label, value]) => (
        <div key={label} className="grid grid-cols-[6rem_1fr] gap-3">
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

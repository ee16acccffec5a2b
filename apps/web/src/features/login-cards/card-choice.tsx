import type { LoginCard } from '@spawner/contracts';
import { Ban, IdCard } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { Card } from '../../components/ui/card.js';
import { Checkbox } from '../../components/ui/checkbox.js';
import { ConfirmDialog } from '../../components/ui/confirm-dialog.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useTranslation } from '../../i18n/i18n.js';
import { relativeTime } from '../../lib/relative-time.js';
import { useNow } from '../../lib/use-now.js';
import { useLoginCardTexts } from './texts/use-login-card-texts.js';

interface CardChoiceProps {
  cards: readonly LoginCard[];
  /** Whose card is wanted; null: the cards that are missing. */
  wanted: number | null;
  isWorking: boolean;
  onMake: (userIds: number[]) => void;
  /** Of a card that was lost. */
  onRevoke: (userId: number) => void;
}

/** Those without a card are chosen at first: a card that is in use is renewed only on purpose. */
export function CardChoice({ cards, wanted, isWorking, onMake, onRevoke }: CardChoiceProps) {
  const text = useLoginCardTexts();
  const [chosen, setChosen] = useState(
    () => new Set(cards.filter((card) => isWanted(card, wanted)).map((card) => card.user_id)),
  );
  const [asks, setAsks] = useState(false);
  const [lost, setLost] = useState<LoginCard | null>(null);
  const ids = cards.map((card) => card.user_id).filter((id) => chosen.has(id));
  const renewed = cards.filter((card) => chosen.has(card.user_id) && card.created_at !== null).length;
  const make = () => onMake(ids);
  const toggle = (id: number) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });

  return (
    <div className="grid gap-4">
      <Card>
        <fieldset>
          <legend className="sr-only">{text('choose')}</legend>
          <label className="flex min-h-12 cursor-pointer items-center gap-3 border-b px-4 text-sm font-medium">
            <Checkbox
              checked={ids.length === cards.length}
              mixed={ids.length > 0 && ids.length < cards.length}
              onChange={({ target }) => setChosen(new Set(target.checked ? cards.map((card) => card.user_id) : []))}
            />
            {text('all')}
          </label>
          <ul className="grid sm:grid-cols-2">
            {cards.map((card) => (
              <li key={card.user_id} className="flex items-center pr-2 hover:bg-muted/60">
                <label className="flex min-h-12 min-w-0 flex-1 cursor-pointer items-center gap-3 px-4 py-1.5">
                  <Checkbox checked={chosen.has(card.user_id)} onChange={() => toggle(card.user_id)} />
                  <span className="grid min-w-0">
                    <span className="truncate">{card.name}</span>
                    <span className="text-xs text-muted-foreground">
                      <CardState card={card} />
                    </span>
                  </span>
                </label>
                {card.created_at !== null && (
                  <Button
                    variant="ghost"
                    size="icon"
                    title={text('revoke')}
                    aria-label={text('revokeOf', { name: card.name })}
                    onClick={() => setLost(card)}
                  >
                    <Ban aria-hidden />
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </fieldset>
      </Card>
      <Button
        size="large"
        className="justify-self-start"
        onClick={() => (renewed > 0 ? setAsks(true) : make())}
        disabled={ids.length === 0}
        aria-disabled={isWorking}
      >
        {isWorking ? <Spinner /> : <IdCard aria-hidden />}
        {ids.length === 0 ? text('makeNone') : ids.length === 1 ? text('makeOne') : text('make', { count: ids.length })}
      </Button>
      {lost && (
        <ConfirmDialog
          title={text('revokeTitle', { name: lost.name })}
          text={text('revokeText')}
          confirm={text('revoke')}
          cancel={text('cancel')}
          onConfirm={() => onRevoke(lost.user_id)}
          onClose={() => setLost(null)}
        />
      )}
      {asks && (
        <ConfirmDialog
          title={text('renewTitle')}
          text={renewed === 1 ? text('renewOneText') : text('renewText', { count: renewed })}
          confirm={text('renew')}
          cancel={text('cancel')}
          onConfirm={make}
          onClose={() => setAsks(false)}
        />
      )}
    </div>
  );
}

function CardState({ card: { created_at: createdAt, last_used_at: usedAt } }: { card: LoginCard }) {
  const text = useLoginCardTexts();
  const { language } = useTranslation();
  const now = useNow(60_000);
  if (createdAt === null) return text('noCard');
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(createdAt));
  const used = usedAt === null ? text('unused') : text('used', { when: relativeTime(usedAt, now, language) });
  return `${text('cardSince', { date })}, ${used}`;
}

const isWanted = ({ user_id: id, created_at: at }: LoginCard, wanted: number | null): boolean =>
  wanted === null ? at === null : id === wanted;

import type { Person, Role } from '@spawner/contracts';
import { Ban, LogOut, Trash2, Undo2, UserCheck, UserCog, UserMinus, UserPlus, UserX } from 'lucide-react';
import { useState } from 'react';
import { BulkQuestion } from '../../../components/table/bulk-question.js';
import { LastSeen } from '../../../components/table/last-seen.js';
import { SelectionBar } from '../../../components/table/selection-bar.js';
import type { Selection } from '../../../components/table/use-selection.js';
import { Button } from '../../../components/ui/button.js';
import { Select } from '../../../components/ui/select.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { nameOf } from '../../../lib/name-of.js';
import { BlockFields, blockOf, usualBlock } from './block-fields.js';
import { DaysField, USUAL_DAYS } from './days-field.js';
import {
  type BulkBody,
  filterOf,
  peopleFilters,
  useBulkPeople,
  useClassChoices,
  usePeopleSelection,
} from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

type Act = BulkBody['act'];

interface PeopleBulkProps {
  selection: Selection<Person>;
  /** The page that is shown, of the whole list. */
  page: readonly Person[];
  total: number;
  filter: Parameters<typeof filterOf>[0];
  ownId: number | undefined;
}

const roles = peopleFilters.role.filter((role) => role !== '');

/** What can be done with the chosen people, and the question before it. */
export function PeopleBulk({ selection, page, total, filter, ownId }: PeopleBulkProps) {
  const text = usePeopleTexts();
  const { language } = useTranslation();
  const [act, ask] = useState<Act | null>(null);
  const [block, setBlock] = useState(usualBlock);
  const [days, setDays] = useState(USUAL_DAYS);
  const [role, setRole] = useState<Role>('user');
  const { data: classes = [] } = useClassChoices();
  const [chosenClass, setChosenClass] = useState(filter.class ?? '');
  const classId = chosenClass || String(classes[0]?.id ?? '');
  const bulk = useBulkPeople();
  const all = usePeopleSelection(filter, selection.all && act !== null);

  const acts =
    filter.group === 'waiting'
      ? (['approve', 'refuse'] as const)
      : classes.length > 0
        ? [...offered, ...ofClasses]
        : offered;
  const chosen = selection.all ? page : selection.rows;
  const reasonAgainst = ({ id, blocked, class_account: ofClass, classes: theirs }: Person): string | null => {
    if (act !== null && isOfClasses(act)) {
      if (ofClass) return text('bulk.classAccount');
      const isIn = theirs.some((each) => String(each.id) === classId);
      if (isIn !== (act === 'remove_from_class')) return text(isIn ? 'bulk.inClass' : 'bulk.notInClass');
      return null;
    }
    if (id === ownId && act !== 'logout') return text('bulk.yourself');
    if (act === 'block' && blocked) return text('bulk.already');
    if (act === 'unblock' && !blocked) return text('bulk.notBlocked');
    return null;
  };
  const able = chosen.filter((person) => reasonAgainst(person) === null);
  const unable = chosen.filter((person) => reasonAgainst(person) !== null);
  // Of all that match only the page is known here: the server leaves out the others, and the job says so.
  const count = selection.all ? (all.data?.total ?? 0) : able.length;

  const who =
    count === 1 && !all.isLoading
      ? text('bulk.one')
      : text('bulk.many', { count: all.isLoading ? '…' : count.toLocaleString(language) });

  const close = () => {
    ask(null);
    bulk.reset();
  };
  const start = () => {
    if (act === null) return;
    const who: BulkBody['who'] | undefined = selection.all
      ? all.data && { filter: filterOf(filter), expected: all.data.total, fingerprint: all.data.fingerprint }
      : { ids: able.map(({ id }) => id) };
    if (!who) return;
    const done = { onSuccess: () => (selection.clear(), close()) };
    if (act === 'block') bulk.mutate({ act, who, with: blockOf(block) }, done);
    else if (act === 'delete') bulk.mutate({ act, who, with: { after_days: Number(days) } }, done);
    else if (isOfClasses(act)) bulk.mutate({ act, who, with: { class_id: Number(classId) } }, done);
    else if (act === 'role') bulk.mutate({ act, who, with: { role } }, done);
    else bulk.mutate({ act, who }, done);
  };

  return (
    <>
      <SelectionBar selection={selection} total={total} offersAll>
        {acts.map((name) => {
          const Icon = icons[name];
          return (
            <Button key={name} variant="outline" size="compact" onClick={() => ask(name)}>
              <Icon aria-hidden />
              {text(name === 'role' ? 'changeRole' : name)}
            </Button>
          );
        })}
      </SelectionBar>
      {act && (
        <BulkQuestion
          key={act}
          title={text(`bulk.${act}Title`, { who })}
          consequence={<Consequence act={act} />}
          who={able.map((person) => ({
            key: String(person.id),
            name: nameOf(person),
            note: <LastSeen at={person.last_seen_at} />,
          }))}
          leftOut={unable.map((person) => ({
            key: String(person.id),
            name: nameOf(person),
            note: reasonAgainst(person),
          }))}
          total={count}
          grave={act === 'delete'}
          confirm={text(act === 'role' ? 'changeRole' : act)}
          busy={bulk.isPending || all.isLoading}
          error={bulk.error ?? all.error}
          onConfirm={start}
          onClose={close}
        >
          {act === 'block' && <BlockFields value={block} onChange={setBlock} />}
          {act === 'delete' && (
            <>
              <p className="text-muted-foreground">{text('bulk.deleteWith')}</p>
              <DaysField value={days} onChange={setDays} />
            </>
          )}
          {isOfClasses(act) && (
            <label className="grid gap-2 font-medium">
              {text('class')}
              <Select className="font-normal" value={classId} onChange={({ target }) => setChosenClass(target.value)}>
                {classes.map(({ id, name }) => (
                  <option key={id} value={String(id)}>
                    {name}
                  </option>
                ))}
              </Select>
            </label>
          )}
          {act === 'role' && (
            <label className="grid gap-2 font-medium">
              {text('bulk.newRole')}
              <Select className="font-normal" value={role} onChange={({ target }) => setRole(target.value as Role)}>
                {roles.map((value) => (
                  <option key={value} value={value}>
                    {text(`roles.${value}`)}
                  </option>
                ))}
              </Select>
            </label>
          )}
        </BulkQuestion>
      )}
    </>
  );
}

const offered = ['block', 'unblock', 'role', 'logout', 'delete'] as const;
const ofClasses = ['add_to_class', 'remove_from_class'] as const;
const isOfClasses = (act: Act): act is (typeof ofClasses)[number] => act.endsWith('_class');
const icons = {
  block: Ban,
  unblock: Undo2,
  role: UserCog,
  logout: LogOut,
  delete: Trash2,
  approve: UserCheck,
  refuse: UserX,
  add_to_class: UserPlus,
  remove_from_class: UserMinus,
} as const;

function Consequence({ act }: { act: Act }) {
  const text = usePeopleTexts();
  if (act === 'block') return text('blockText');
  if (act === 'logout') return text('logoutText');
  return text(`bulk.${act}Text`);
}

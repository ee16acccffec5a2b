import { Section } from '../../components/section.js';
import { ListStates } from '../../components/table/list-states.js';
import { Pager } from '../../components/table/pager.js';
import { useAddress } from '../../components/table/use-address.js';
import { useVisitTexts } from './texts/use-visit-texts.js';
import { VisitTable } from './visit-table.js';
import { CLASS_PAGE_SIZE, useClassVisits } from './visits.query.js';

/** Which containers of members the teachers of a class have opened. */
export function ClassVisits({ classId }: { classId: number }) {
  const text = useVisitTexts();
  const address = useAddress({});
  const query = useClassVisits(classId, address.cursor);
  return (
    <Section title={text('title')} text={text('classText')}>
      <ListStates
        query={query}
        isEmpty={({ items }) => items.length === 0}
        narrowed={address.cursor !== ''}
        searched=""
        onReset={address.reset}
        empty={<p className="text-sm text-muted-foreground">{text('empty')}</p>}
      >
        {({ items, total, next_cursor: next }) => (
          <>
            <VisitTable visits={items} stale={query.isPlaceholderData} />
            {(next !== null || address.cursor !== '') && (
              <Pager page={address} rows={items.length} size={CLASS_PAGE_SIZE} total={total} next={next} />
            )}
          </>
        )}
      </ListStates>
    </Section>
  );
}

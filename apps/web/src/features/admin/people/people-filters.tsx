import type { PeopleCounts } from '@spawner/contracts';
import { clsx } from 'clsx';
import { Download } from 'lucide-react';
import { FilterSelect } from '../../../components/table/filter-select.js';
import { SearchBox } from '../../../components/table/search-box.js';
import { useTableTexts } from '../../../components/table/texts/use-table-texts.js';
import { Tiles } from '../../../components/table/tiles.js';
import type { ListAddress } from '../../../components/table/use-address.js';
import { buttonLook } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { peopleExportAddress, peopleFilters, useClassChoices } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

interface PeopleFiltersProps {
  list: ListAddress<typeof peopleFilters>;
  counts: PeopleCounts | undefined;
}

export function PeopleFilters({ list: { values, chosen, set }, counts }: PeopleFiltersProps) {
  const text = usePeopleTexts();
  const table = useTableTexts();
  const { language } = useTranslation();
  const { data: classes = [] } = useClassChoices();
  return (
    <div className="grid gap-4">
      <Tiles
        label={text('tiles')}
        language={language}
        value={values.group}
        onChange={(group) => set({ group })}
        tiles={peopleFilters.group.map((value) => ({
          value,
          label: text(`groups.${value || 'all'}`),
          count: counts?.[value || 'all'],
        }))}
      />
      <div className="flex flex-wrap items-end gap-3">
        <SearchBox label={text('search')} value={values.q} onSearch={(q) => set({ q }, { replace: true })} />
        <FilterSelect
          label={text('role')}
          value={values.role}
          onChange={(role) => set({ role })}
          options={peopleFilters.role.map((value) => ({
            value,
            label: value === '' ? table('all') : text(`roles.${value}`),
          }))}
        />
        <FilterSelect
          label={text('seenBefore')}
          value={values.unseen}
          onChange={(unseen) => set({ unseen })}
          options={peopleFilters.unseen.map((value) => ({ value, label: text(`seenChoices.${value || 'any'}`) }))}
        />
        {(classes.length > 0 || values.class !== '') && (
          <FilterSelect
            label={text('class')}
            value={values.class}
            onChange={(classId) => set({ class: classId })}
            options={[
              { value: '', label: table('all') },
              ...classes.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
        )}
        <a
          href={peopleExportAddress(chosen)}
          download
          className={clsx(buttonLook({ variant: 'outline' }), 'max-sm:w-full md:ml-auto')}
        >
          <Download aria-hidden />
          {text('export')}
        </a>
      </div>
    </div>
  );
}

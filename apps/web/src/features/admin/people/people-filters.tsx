import type { PeopleCounts } from '@spawner/contracts';
import { clsx } from 'clsx';
import { Download } from 'lucide-react';
import { buttonLook } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { FilterSelect } from '../table/filter-select.js';
import { SearchBox } from '../table/search-box.js';
import { Tiles } from '../table/tiles.js';
import type { ListAddress } from '../table/use-address.js';
import { useConsoleTexts } from '../texts/use-console-texts.js';
import { peopleExportAddress, peopleFilters } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

interface PeopleFiltersProps {
  list: ListAddress<typeof peopleFilters>;
  counts: PeopleCounts | undefined;
}

export function PeopleFilters({ list: { values, chosen, set }, counts }: PeopleFiltersProps) {
  const text = usePeopleTexts();
  const common = useConsoleTexts();
  const { language } = useTranslation();
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
            label: value === '' ? common('table.all') : text(`roles.${value}`),
          }))}
        />
        <FilterSelect
          label={text('seenBefore')}
          value={values.unseen}
          onChange={(unseen) => set({ unseen })}
          options={peopleFilters.unseen.map((value) => ({ value, label: text(`seenChoices.${value || 'any'}`) }))}
        />
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

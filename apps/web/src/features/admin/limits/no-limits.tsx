import type { NewLimitRule } from '@spawner/contracts';
import { Gauge } from 'lucide-react';
import { Notice } from '../../../components/notice.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { usePutRules } from './limits.query.js';
import { useLimitRuleTexts } from './texts/use-limit-rule-texts.js';

const suggestion: readonly NewLimitRule[] = [
  { scope: 'everyone', kind: 'running', value: 2, version: null },
  { scope: 'everyone', kind: 'storage', value: 2 * 1024 ** 3, version: null },
];

/** In place of an empty matrix. */
export function NoLimits({ onOwn }: { onOwn: () => void }) {
  const text = useLimitRuleTexts();
  const put = usePutRules();
  return (
    <Notice icon={Gauge} title={text('empty.title')} text={text('empty.text')}>
      {put.isError && <ProblemAlert error={put.error} />}
      <Button onClick={() => !put.isPending && put.mutate(suggestion)} aria-disabled={put.isPending}>
        {put.isPending && <Spinner />}
        {text('empty.suggest')}
      </Button>
      <Button variant="outline" onClick={onOwn}>
        {text('empty.own')}
      </Button>
    </Notice>
  );
}

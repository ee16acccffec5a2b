import type { Finding } from '../../runtime/finding.js';

const MARK = { holds: '  ok  ', missing: ' FAIL ', hint: ' hint ', unknown: '   ?  ' } as const;

export function printed({ result, about, says, fix = [] }: Finding): string {
  return [`${MARK[result]} ${about}: ${says}`, ...fix.map((line) => `           ${line}`)].join('\n');
}

export function summaryOf(findings: readonly Finding[]): string {
  const count = (result: Finding['result']) => String(findings.filter((finding) => finding.result === result).length);
  return `${count('holds')} hold, ${count('missing')} missing, ${count('hint')} hints, ${count('unknown')} not checked`;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@spawner/kit/run';

const BLOCK = /^```sh\n(.*?)^```/gms;

/** What docs/cluster.md tells an operator to type. Remembers what was typed: what is left at the end has no test. */
export class ClusterPage {
  private readonly text = readFileSync(join(ROOT, 'docs/cluster.md'), 'utf8');
  private readonly untyped = new Set(blocksIn(this.text).flatMap(linesOf));

  /** The shell blocks of a section, or of one step of it (**2. Every engine.**). */
  blocks(section: string, step?: string): string[] {
    const part = between(this.text, `\n## ${section}\n`, '\n## ');
    return blocksIn(step ? between(part, `\n**${step}`, '\n**') : part);
  }

  /** The only shell block there. */
  block(section: string, step?: string): string {
    const [block, ...others] = this.blocks(section, step);
    if (block === undefined || others.length > 0) throw new Error(`docs/cluster.md, ${section}: not one shell block`);
    return block;
  }

  /** Text between backticks on the page, which has to be there as it is. */
  quoted(text: string): string {
    if (!this.text.includes(`\`${text}\``)) throw new Error(`docs/cluster.md does not say \`${text}\``);
    return text;
  }

  /** The file that the page gives for /etc/docker/daemon.json. */
  get engineSettings(): string {
    return between(this.text, '```json\n', '```');
  }

  typed(block: string): void {
    for (const line of linesOf(block)) this.untyped.delete(line);
  }

  /** Lines of its shell blocks that were not typed. */
  get left(): readonly string[] {
    return [...this.untyped];
  }
}

const blocksIn = (text: string): string[] => [...text.matchAll(BLOCK)].map(([, block = '']) => block);

export const linesOf = (block: string): string[] => block.split('\n').filter(Boolean);

function between(text: string, start: string, end: string): string {
  const [, after] = text.split(start, 2);
  if (after === undefined) throw new Error(`docs/cluster.md has no ${start.trim()}`);
  return after.split(end, 1)[0] ?? '';
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { packages, root } from './workspace.mjs';

const SOURCE = /(?<!\.d)\.(ts|tsx|mjs|js)$/;
const NOT_PRODUCT = /\.(spec|test)\.tsx?$/;

/**
 * Folders that import each other in a circle cannot be understood, moved or tested one without the other. Looks into
 * every folder of every package: its entries (folders and files) must have an order, type-only imports included.
 * @returns {Promise<{ ok: boolean, output: string, seconds: number }>} the circles, each with the imports that close it
 */
export async function folderCycles() {
  const began = performance.now();
  // Not at the top: a fresh clone loads this file before its packages are installed.
  const { default: ts } = await import('typescript');
  const importsIn = (text) => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const cycles = packages().flatMap(({ folder }) => cyclesBelow(folder, importsIn));
  return { ok: cycles.length === 0, output: cycles.join('\n'), seconds: (performance.now() - began) / 1000 };
}

function cyclesBelow(folder, importsIn) {
  const imports = [...sourcesIn(folder)].flatMap((file) =>
    importsIn(readFileSync(file, 'utf8'))
      .filter((name) => name.startsWith('.'))
      .map((name) => join(dirname(file), name).replace(/\.js$/, '.ts'))
      .filter((target) => !relative(folder, target).startsWith('..'))
      .map((target) => [file, target]),
  );
  const levels = new Map();
  for (const [from, to] of imports) {
    const [a, b] = [relative(folder, from).split(sep), relative(folder, to).split(sep)];
    let depth = 0;
    while (a[depth] === b[depth] && depth < a.length - 1 && depth < b.length - 1) depth += 1;
    if (a[depth] === b[depth]) continue;
    const level = a.slice(0, depth).join('/');
    if (!levels.has(level)) levels.set(level, new Map());
    const graph = levels.get(level);
    if (!graph.has(a[depth])) graph.set(a[depth], new Map());
    const arrows = graph.get(a[depth]);
    arrows.set(b[depth], [...(arrows.get(b[depth]) ?? []), `${relative(root, from)} → ${relative(root, to)}`]);
  }
  return [...levels].flatMap(([level, graph]) =>
    stronglyConnected(graph)
      .filter((group) => group.length > 1)
      .map((group) => describe(join(relative(root, folder), level), group, graph)),
  );
}

function describe(level, group, graph) {
  const ties = group.flatMap((from) =>
    group.flatMap((to) => {
      const arrows = graph.get(from)?.get(to) ?? [];
      return arrows.length ? [`    ${from} → ${to} (${arrows.length}), such as ${arrows[0]}`] : [];
    }),
  );
  return `${level}: ${[...group].sort().join(', ')}\n${ties.join('\n')}`;
}

function* sourcesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (['node_modules', 'dist', 'coverage'].includes(entry.name)) continue;
    if (entry.isDirectory()) yield* sourcesIn(path);
    else if (SOURCE.test(entry.name) && !NOT_PRODUCT.test(entry.name)) yield path;
  }
}

/** Tarjan's algorithm: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972). */
function stronglyConnected(graph) {
  const order = new Map();
  const low = new Map();
  const stack = [];
  const groups = [];
  const visit = (node) => {
    order.set(node, order.size);
    low.set(node, order.get(node));
    stack.push(node);
    for (const next of graph.get(node)?.keys() ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)));
    }
    if (low.get(node) !== order.get(node)) return;
    groups.push(stack.splice(stack.indexOf(node)));
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return groups;
}

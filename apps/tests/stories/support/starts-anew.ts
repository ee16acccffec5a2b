import { inspectContainer } from '@spawner/kit/docker';
import { until } from '@spawner/kit/until';

const SECONDS = 30;

/** Runs the act and waits until the container, or a new one with its name, was started. */
export async function startsAnew(container: string, act: () => Promise<void>): Promise<void> {
  const before = await startOf(container);
  await act();
  await until(`${container} was started anew`, SECONDS, async () => ![before, null].includes(await startOf(container)));
}

/** Null while no container has the name. */
async function startOf(container: string): Promise<string | null> {
  const found = await inspectContainer(container).catch(() => null);
  return found?.State.Status === 'running' ? found.State.StartedAt : null;
}

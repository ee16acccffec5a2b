import { inspectContainer } from '@spawner/kit/docker';
import { until } from '@spawner/kit/until';

const SECONDS = 30;

/** Returns once the container, or another one of its name, was started after the act. */
export async function startsAnew(container: string, act: () => Promise<void>): Promise<void> {
  const before = await startOf(container);
  await act();
  await until(`${container} was started anew`, SECONDS, async () => ![before, null].includes(await startOf(container)));
}

/** Null between one container and the next. */
async function startOf(container: string): Promise<string | null> {
  const found = await inspectContainer(container).catch(() => null);
  return found?.State.Status === 'running' ? found.State.StartedAt : null;
}

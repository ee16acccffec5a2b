// Loaded into the product before its own code; collects garbage and reports what is left, on request.
import { EventEmitter } from 'node:events';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

process.on('message', () => {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({
    heap: (heapUsed + external) / 1024 ** 2,
    rss: rss / 1024 ** 2,
    emitters: queryObjects(EventEmitter),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
  });
});
// The channel must not keep the process alive.
process.channel.unref();

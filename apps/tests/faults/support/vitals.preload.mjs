// Loaded into the product before its own code; reports its resources on request.
process.on('message', () => {
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  process.send({ listeners, resources, rss: process.memoryUsage.rss() });
});
// The channel must not keep the process alive.
process.channel.unref();

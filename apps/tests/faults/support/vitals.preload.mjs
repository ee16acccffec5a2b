// Loaded into the product before its own code, without a change to it: tells, when asked, what it holds on to.
process.on('message', () => {
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  process.send({ listeners, resources, rss: process.memoryUsage.rss() });
});
// Being ready to answer is no reason to stay alive.
process.channel.unref();

import http from 'node:http';

/** Has the live page of a class open, as a teacher's browser does. */
export class ClassEvents {
  #waiting = new Set();
  #request;

  /** Resolves when the whole class has arrived. */
  static async open(product, person, classId) {
    const events = new ClassEvents();
    const begun = events.next(({ name }) => name === 'live');
    events.#request = http.get(
      {
        ...{ host: '127.0.0.1', port: product.port, path: `/api/class/${classId}/events`, agent: false },
        headers: { authorization: `Bearer ${person.token}` },
      },
      (response) => {
        let rest = '';
        response.setEncoding('utf8').on('data', (text) => {
          const parts = `${rest}${text}`.split('\n\n');
          rest = parts.pop();
          for (const part of parts) events.#take(part);
        });
      },
    );
    // Its end is ours.
    events.#request.on('error', () => undefined);
    await begun;
    return events;
  }

  /** The time of arrival of the next event that fits. */
  next(fits) {
    return new Promise((resolve) => this.#waiting.add({ fits, resolve }));
  }

  close() {
    this.#request.destroy();
  }

  #take(part) {
    const [, name, data] = /^event: (\w+)\ndata: ?(.*)$/.exec(part) ?? [];
    if (!name) return;
    const at = Date.now();
    const event = { name, data: data ? JSON.parse(data) : null };
    for (const each of this.#waiting) {
      if (!each.fits(event)) continue;
      this.#waiting.delete(each);
      each.resolve(at);
    }
  }
}

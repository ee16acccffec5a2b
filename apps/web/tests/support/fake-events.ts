import { type ContainerDetail, eventNames } from '@spawner/contracts';

/** A browser's `EventSource` whose server is the test. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly CLOSED = 2;
  /** Every stream since the fake was installed, the newest last. */
  static all: FakeEventSource[] = [];
  static onConnect: (source: FakeEventSource) => void = () => undefined;
  readyState = FakeEventSource.CONNECTING;

  constructor(readonly url: string) {
    super();
    FakeEventSource.all.push(this);
    FakeEventSource.onConnect(this);
  }

  static get open(): FakeEventSource[] {
    return FakeEventSource.all.filter(({ readyState }) => readyState !== FakeEventSource.CLOSED);
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }

  tell(detail: ContainerDetail): void {
    this.send(JSON.stringify(detail));
  }

  send(data: string, event: string = eventNames.container): void {
    if (this.readyState === FakeEventSource.CLOSED) return;
    this.dispatchEvent(new MessageEvent(event, { data }));
  }

  ping(): void {
    this.dispatchEvent(new MessageEvent(eventNames.ping));
  }

  /** The connection is lost: a browser would connect again by itself. */
  breakOff(): void {
    this.dispatchEvent(new Event('error'));
  }

  /** Another status than 200: a browser gives up. */
  refuse(): void {
    this.readyState = FakeEventSource.CLOSED;
    this.dispatchEvent(new Event('error'));
  }
}

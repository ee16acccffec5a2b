/**
 * Runs in the page before its scripts: removes what Safari 15.4, Firefox 115 or Chrome 109 lacks, so that this browser
 * fails where the oldest of them would. Syntax and CSS are the build's part (`build.target` in vite.config.ts).
 */
export function withoutNewerFeatures(): void {
  const missing: readonly (readonly [owner: object | undefined, names: readonly string[]])[] = [
    [AbortSignal, ['any', 'timeout']],
    [Promise, ['withResolvers', 'try']],
    [Array, ['fromAsync']],
    [Array.prototype, ['toSorted', 'toReversed', 'toSpliced', 'with']],
    [Object, ['groupBy']],
    [Map, ['groupBy']],
    [String.prototype, ['isWellFormed', 'toWellFormed']],
    [ArrayBuffer.prototype, ['transfer', 'resize']],
    [Object.getPrototypeOf(Uint8Array.prototype) as object, ['toSorted', 'toReversed', 'with']],
    [Uint8Array, ['fromBase64', 'fromHex']],
    [Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf']],
    [
      Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object,
      ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find'],
    ],
    [URL, ['canParse', 'parse']],
    [Intl, ['Segmenter', 'DurationFormat']],
    [ReadableStream, ['from']],
    [ReadableStream.prototype, ['values']],
    [Document.prototype, ['startViewTransition']],
    [HTMLElement.prototype, ['inert', 'popover', 'showPopover', 'hidePopover', 'togglePopover']],
    [Element.prototype, ['checkVisibility']],
    [DataTransferItem.prototype, ['getAsFileSystemHandle']],
    [window, ['Iterator', 'requestIdleCallback', 'navigation', 'scheduler', 'CompressionStream', 'CloseWatcher']],
  ];
  for (const [owner, names] of missing) for (const name of names) if (owner) Reflect.deleteProperty(owner, name);
  Reflect.deleteProperty(ReadableStream.prototype, Symbol.asyncIterator);

  const attributes: ReadonlySet<string> = new Set(['popover', 'popovertarget', 'commandfor', 'inert']);
  const { setAttribute } = Element.prototype;
  Element.prototype.setAttribute = function (name, value) {
    if (!attributes.has(name.toLowerCase())) setAttribute.call(this, name, value);
  };
}

/** Copies a text; on plain HTTP, where there is no clipboard API, with a selection. */
export async function copyText(text: string): Promise<boolean> {
  // Clipboard: secure contexts only.
  const clipboard = (navigator as Partial<Pick<Navigator, 'clipboard'>>).clipboard;
  if (clipboard) {
    return clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'sr-only';
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way to copy on plain HTTP
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}

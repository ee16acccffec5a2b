/** Moves the focus to the first invalid field of a form, which reads out the field and its message. */
export function focusFirstError(form: HTMLElement): void {
  const field = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  // After Enter the field has the focus already, and a screen reader would not read it again.
  field?.blur();
  field?.focus();
}

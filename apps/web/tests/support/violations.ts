import axe from 'axe-core';

/** Rules that need layout and colours, which happy-dom does not compute; the browser story checks them. */
const NEEDS_A_BROWSER = ['color-contrast', 'target-size'];

/** What axe finds in the page, one line for each rule and element. */
export async function violations(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    resultTypes: ['violations'],
    rules: {
      ...Object.fromEntries(NEEDS_A_BROWSER.map((rule) => [rule, { enabled: false }])),
      // Off by default: users of voice control say the text they see.
      'label-content-name-mismatch': { enabled: true },
    },
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

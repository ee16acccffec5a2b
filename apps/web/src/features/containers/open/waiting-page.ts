export interface WaitingPage {
  title: string;
  text: string;
}

/**
 * Fills the empty tab of a service that is still starting. Built node by node from our own style sheet: the tab inherits
 * our Content-Security-Policy, so inline scripts and styles would not run.
 */
export function writeWaitingPage(page: Document, { title, text }: WaitingPage): { say(text: string): void } {
  const { lang, className } = document.documentElement;
  page.documentElement.lang = lang;
  page.documentElement.className = className;
  page.title = title;
  const shared = document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], style');
  page.head.append(...Array.from(shared, (node) => page.importNode(node, true)));

  const heading = element(page, 'h1', 'text-xl font-semibold tracking-tight wrap-anywhere', title);
  const progress = element(page, 'p', 'min-h-6 text-primary font-medium');
  progress.setAttribute('role', 'status');
  const track = element(page, 'div', 'h-1.5 w-48 overflow-hidden rounded-full bg-muted');
  track.append(element(page, 'div', 'h-full w-2/5 animate-sweep rounded-full bg-primary'));
  const main = element(page, 'main', 'grid min-h-dvh content-center justify-items-center gap-4 p-6 text-center');
  main.append(track, heading, progress, element(page, 'p', 'max-w-sm text-sm text-muted-foreground', text));
  page.body.replaceChildren(main);

  return {
    say: (line) => {
      progress.textContent = line;
    },
  };
}

function element(page: Document, tag: string, className: string, text = ''): HTMLElement {
  const node = page.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

/** Void elements of HTML that the page uses. */
const voids = new Set(['meta', 'link', 'img', 'br', 'hr', 'input']);

/** Walks the tags; throws where one is closed that is not open. */
export function checkNesting(markup: string): void {
  const open: string[] = [];
  for (const [, slash, name, rest] of markup.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>/g)) {
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}>`);
    } else if (!voids.has(name!) && !rest!.endsWith('/')) open.push(name!);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`);
}

/** The words of a page. */
export const textOf = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

/** The second-level headings of a page. */
export const headings = (html: string): string[] =>
  [...html.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map((match) => match[1]!);

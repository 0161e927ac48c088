import { failAt, type Place, quote } from '../reading/fail-at.js';

/**
 * Parses a Python list of strings, as `repr` writes it: `['a', "it's"]`. Some public label files are made of these.
 *
 * @throws InputError for anything else
 */
export function parsePythonList(text: string, place: Place): string[] {
  const content = text.trim();
  const fail = (): never => failAt(place, 'syntax', `Expected a Python list of strings, got ${quote(text)}.`);
  if (!content.startsWith('[') || !content.endsWith(']')) fail();
  const items: string[] = [];
  const item = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(,|$)/y;
  const inner = content.slice(1, -1);
  while (item.lastIndex < inner.trimEnd().length) {
    const match = item.exec(inner) ?? fail();
    items.push(
      (match[1] ?? match[2]!).replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    );
    // `$` can only match at the end, so a missing comma between two strings does not get this far.
  }
  return items;
}

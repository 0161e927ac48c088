import { failAt, type Place, quote } from '../reading/fail-at.js';

/**
 * Parses a Python list of strings, as `repr` writes it: `['a', "it's"]`. Some public label files are made of these.
 *
 * @throws InputError for anything else
 */
export function parsePythonList(text: string, place: Place): string[] {
  const content = text.trim();
  const fail = (): never => failAt(place, 'syntax', `Expected a Python list of strings, got ${quote(text)}.`);
  if (content.length < 2 || !content.startsWith('[') || !content.endsWith(']')) fail();
  const end = content.length - 1;
  const items: string[] = [];
  const skipBlanks = (at: number): number => {
    let next = at;
    while (next < end && content[next]! <= ' ') next++;
    return next;
  };
  let at = skipBlanks(1);
  while (at < end) {
    const mark = content[at]!;
    if (mark !== "'" && mark !== '"') fail();
    // A loop and not a pattern, whose backtracking would not survive a very long string.
    let item = '';
    let from = ++at;
    for (; at < end && content[at] !== mark; at++) {
      if (content[at] !== '\\') continue;
      item += content.slice(from, at);
      from = ++at;
      if (content[at] !== 'n') continue;
      item += '\n';
      from = at + 1;
    }
    if (at >= end) fail();
    items.push(item + content.slice(from, at));
    at = skipBlanks(at + 1);
    if (at < end && content[at] !== ',') fail();
    if (at < end) at = skipBlanks(at + 1);
  }
  return items;
}

import { failAt, type Place } from '../reading/fail-at.js';

/** A word (quoted or not) or one of the marks `,`, `{`, `}` of an ARFF line. */
export interface ArffToken {
  readonly kind: 'word' | ',' | '{' | '}';
  /** The word, without its quotes and escapes. */
  readonly text: string;
  readonly quoted: boolean;
}

const comma: ArffToken = { kind: ',', text: ',', quoted: false };
const open: ArffToken = { kind: '{', text: '{', quoted: false };
const close: ArffToken = { kind: '}', text: '}', quoted: false };

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  a: '\x07',
  v: '\v',
};

/**
 * Cuts one ARFF line into tokens, by Weka's rules: blanks and commas part words, `'…'` and `"…"` hold anything with
 * backslash escapes, `%` outside quotes starts a comment. Outside quotes a backslash only escapes a character that
 * would end the word (some Mulan files have names such as `it\'s`); elsewhere it is an ordinary character.
 *
 * @throws InputError when a quote is not closed
 */
export function tokenizeArff(line: string, place: Place): ArffToken[] {
  const tokens: ArffToken[] = [];
  let at = 0;
  while (at < line.length) {
    const character = line[at]!;
    if (character === '%') break;
    if (character <= ' ' || character === '\u00a0') at++;
    else if (character === ',') at = tokens.push(comma) && at + 1;
    else if (character === '{') at = tokens.push(open) && at + 1;
    else if (character === '}') at = tokens.push(close) && at + 1;
    else if (character === "'" || character === '"') {
      const { text, end } = quotedWord(line, at, place);
      tokens.push({ kind: 'word', text, quoted: true });
      at = end;
    } else {
      const { text, end } = plainWord(line, at);
      tokens.push({ kind: 'word', text, quoted: false });
      at = end;
    }
  }
  return tokens;
}

function endsWord(character: string): boolean {
  return character <= ' ' || ',{}\'"%\u00a0'.includes(character);
}

function plainWord(line: string, start: number): { text: string; end: number } {
  let end = start;
  let escaped = '';
  let from = start;
  while (end < line.length && !endsWord(line[end]!)) {
    if (line[end] === '\\' && end + 1 < line.length && (endsWord(line[end + 1]!) || line[end + 1] === '\\')) {
      escaped += line.slice(from, end) + line[end + 1]!;
      end += 2;
      from = end;
    } else end++;
  }
  return { text: escaped + line.slice(from, end), end };
}

function quotedWord(line: string, start: number, place: Place): { text: string; end: number } {
  const mark = line[start]!;
  let text = '';
  let from = start + 1;
  for (let at = from; at < line.length; at++) {
    if (line[at] === mark) return { text: text + line.slice(from, at), end: at + 1 };
    if (line[at] !== '\\' || at + 1 === line.length) continue;
    text += line.slice(from, at);
    const octal = /^[0-3]?[0-7]{1,2}/.exec(line.slice(at + 1, at + 4))?.[0];
    if (octal === undefined) {
      const next = line[at + 1]!;
      text += escapes[next] ?? next;
      at++;
    } else {
      text += String.fromCharCode(Number.parseInt(octal, 8));
      at += octal.length;
    }
    from = at + 1;
  }
  return failAt(place, 'syntax', `A quote (${mark}) is opened but not closed on this line.`);
}

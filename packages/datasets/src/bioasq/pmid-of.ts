const key = Buffer.from('"pmid"');
const openBrace = 0x7b;
const quote = 0x22;

/** A PMID has at most 8 digits (the National Library of Medicine's own limit). */
const mostDigits = 8;

/**
 * The PMID of an article that is not parsed: most articles of a file are not wanted, and this is all that is read of
 * them. It is exact where it answers. Where a second object or a second `"pmid"` makes it possible that another PMID is
 * meant, it does not answer, and the article has to be parsed.
 *
 * @param article the bytes of one JSON object
 * @returns undefined when only parsing can tell
 */
export function pmidOf(article: Buffer): number | undefined {
  const found = article.indexOf(key);
  if (found < 0 || article.indexOf(key, found + 1) >= 0 || article.indexOf(openBrace, 1) >= 0)
    return undefined;
  // A quote inside a text has a backslash before it; a value, unlike a name, has no colon behind it.
  let at = skipBlanks(article, found + key.length);
  if (article[found - 1] === 0x5c || article[at] !== 0x3a) return undefined;
  at = skipBlanks(article, at + 1);
  const isText = article[at] === quote;
  if (isText) at++;
  const start = at;
  let pmid = 0;
  for (; isDigit(article[at]); at++) pmid = 10 * pmid + article[at]! - 0x30;
  if (at === start || at - start > mostDigits || pmid === 0) return undefined;
  if (isText && article[at++] !== quote) return undefined;
  const end = article[skipBlanks(article, at)];
  return end === 0x2c || end === 0x7d ? pmid : undefined;
}

/** A PMID as a text or a number has it; undefined where it is none. */
export function parsePmid(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\s*\d{1,8}\s*$/.test(text)) return undefined;
  return Number(text) === 0 ? undefined : Number(text);
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  return at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';

/** A noun synset of WordNet: a set of words with one meaning. */
export interface NounSynset {
  /** Its byte offset in `data.noun`, 8 digits: its key throughout WordNet's files. */
  readonly offset: string;
  /** Its words, as written, underscores for blanks; the first is the most usual. */
  readonly words: readonly string[];
  /** Offsets of its hypernyms: what it is a kind of (pointer `@`), or an instance of (pointer `@i`). */
  readonly hypernyms: readonly string[];
  /** What it means, and examples of its use in quotes, as in the file. */
  readonly gloss: string;
}

/**
 * Parses one line of WordNet's `data.noun` (format: the manual page wndb(5WN)).
 *
 * @returns undefined for a line of the licence, which starts with a blank
 * @throws InputError when the line is not a synset
 */
export function parseNounSynset(text: string, place: LinePlace): NounSynset | undefined {
  if (text.startsWith('  ') || text === '') return undefined;
  const bar = text.indexOf(' | ');
  const fail = (): never => failAt(place, 'syntax', `Expected a noun synset of WordNet, got ${quote(text)}.`);
  const fields = text.slice(0, Math.max(bar, 0)).split(' ');
  if (!/^\d{8}$/.test(fields[0]!) || fields[2] !== 'n') fail();
  const numWords = Number.parseInt(fields[3] ?? '', 16);
  const pointersAt = 4 + 2 * numWords;
  const numPointers = Number(fields[pointersAt] ?? Number.NaN);
  if (!(numWords >= 1) || fields.length !== pointersAt + 1 + 4 * numPointers) fail();
  const hypernyms: string[] = [];
  for (let at = pointersAt + 1; at < fields.length; at += 4) {
    if (fields[at] === '@' || fields[at] === '@i') hypernyms.push(ownCopy(fields[at + 1]!));
  }
  return {
    offset: ownCopy(fields[0]!),
    words: Array.from({ length: numWords }, (_, i) => ownCopy(fields[4 + 2 * i]!)),
    hypernyms,
    gloss: ownCopy(text.slice(bar + 3).trim()),
  };
}

/**
 * Parses one line of WordNet's `index.noun`.
 *
 * @returns a word in lower case and the offsets of its synsets, most frequent sense first; undefined for the licence
 * @throws InputError when the line is not an index entry
 */
export function parseNounIndexEntry(
  text: string,
  place: LinePlace,
): { readonly word: string; readonly offsets: readonly string[] } | undefined {
  if (text.startsWith('  ') || text === '') return undefined;
  const fields = text.trimEnd().split(' ');
  const numSynsets = Number(fields[2]);
  const numPointers = Number(fields[3]);
  if (fields[1] !== 'n' || !(numSynsets >= 1) || fields.length !== 6 + numPointers + numSynsets) {
    failAt(place, 'syntax', `Expected an entry of WordNet's noun index, got ${quote(text)}.`);
  }
  return { word: fields[0]!, offsets: fields.slice(-numSynsets) };
}

/**
 * The definition in a gloss, without the examples of use, which stand in quotes behind a semicolon. (The examples
 * nearly always contain the word itself.)
 */
export function definitionOf(gloss: string): string {
  return gloss.split(/;\s*"/, 1)[0]!.trim();
}

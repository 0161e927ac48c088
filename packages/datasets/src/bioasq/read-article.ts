import { failAt, type Place } from '../reading/fail-at.js';
import { parseJsonElement } from '../reading/parse-json-element.js';
import type { JsonElement } from '../reading/split-json-array.js';
import { parsePmid } from './pmid-of.js';

/** An article of `allMeSH_20xx.json`. */
export interface Article {
  /** Undefined where it has none. */
  readonly pmid: number | undefined;
  /** Title and abstract with a blank between them; empty where it has neither. */
  readonly text: string;
  /** Names of MeSH headings, as they stand in the file. */
  readonly labels: readonly string[];
  /** Whether its bytes were UTF-8; if not, they were read as Latin-1. */
  readonly isUtf8: boolean;
}

/**
 * Parses one article. Title, abstract and headings may be null or left out.
 *
 * @throws InputError when it is no JSON object, or a member is of another kind
 */
export function readArticle(element: JsonElement, file: string): Article {
  const { value, isUtf8 } = parseJsonElement(element, { file });
  const place = { file, line: element.line };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return failAt(place, 'mixed-kinds', 'Expected an article, which is a JSON object.');
  }
  const members = value as Readonly<Record<string, unknown>>;
  const parts = ['title', 'abstractText'].map((name) => textOf(members[name], name, place));
  const labels = members.meshMajor ?? [];
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string')) {
    failAt(place, 'mixed-kinds', 'Expected meshMajor to be a list of names.');
  }
  return {
    pmid: parsePmid(members.pmid),
    text: parts.filter((part) => part !== '').join(' '),
    labels: labels.map((label: string) => label.trim()).filter((label) => label !== ''),
    isUtf8,
  };
}

function textOf(value: unknown, name: string, place: Place): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return failAt(place, 'mixed-kinds', `Expected ${name} to be a text.`);
  return value.trim();
}

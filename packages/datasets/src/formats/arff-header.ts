import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import { type ArffToken, tokenizeArff } from './arff-tokens.js';

/** One declared attribute of an ARFF file. */
export interface ArffAttribute {
  readonly name: string;
  /** `string` stands for dates as well: both are only read as text. */
  readonly type: 'numeric' | 'nominal' | 'string';
  /** The values of a nominal attribute, in the order declared; empty for other types. */
  readonly values: readonly string[];
  /** The 1-based line of the declaration. */
  readonly line: number;
}

/** What stands before `@data` in an ARFF file. */
export interface ArffHeader {
  readonly relation: string;
  readonly attributes: readonly ArffAttribute[];
  /**
   * The n of MEKA's `-C n` in the relation's name: the first n attributes are labels, or, where it is negative, the
   * last −n.
   */
  readonly mekaLabels?: number | undefined;
}

/** Collects the header of an ARFF file line by line. */
export interface ArffHeaderParser {
  /** Takes one line; true once `@data` has been read. */
  line(text: string, line: number): boolean;
  /** The header; call it only after `line` has given true. */
  header(): ArffHeader;
}

/** Starts reading an ARFF header; its methods throw InputError with file and line for whatever is wrong. */
export function arffHeaderParser(file: string | undefined): ArffHeaderParser {
  let relation: string | undefined;
  const attributes: ArffAttribute[] = [];
  const lineOf = new Map<string, number>();

  return {
    line(text, line) {
      const place = { file, line };
      const tokens = tokenizeArff(text, place);
      if (tokens.length === 0) return false;
      const keyword = tokens[0]!.quoted ? '' : tokens[0]!.text.toLowerCase();
      if (keyword === '@relation') {
        if (relation !== undefined) failAt(place, 'syntax', 'There is a second @relation.');
        relation = ownCopy(
          tokens
            .slice(1)
            .map((token) => token.text)
            .join(' '),
        );
      } else if (keyword === '@attribute') {
        const attribute = parseAttribute(tokens, place);
        const earlier = lineOf.get(attribute.name);
        if (earlier !== undefined) {
          failAt(
            place,
            'duplicate-name',
            `The attribute ${quote(attribute.name)} is already declared on line ${earlier}.`,
          );
        }
        lineOf.set(attribute.name, line);
        attributes.push(attribute);
      } else if (keyword === '@data') {
        if (relation === undefined) failAt(place, 'syntax', 'Expected @relation before @data.');
        if (attributes.length === 0)
          failAt(place, 'syntax', 'Expected at least one @attribute before @data.');
        return true;
      } else {
        failAt(place, 'syntax', `Expected @relation, @attribute or @data, got ${quote(tokens[0]!.text)}.`);
      }
      return false;
    },
    header() {
      const option = /(?:^|[\s:])-C\s+(-?\d{1,9})(?=\s|$)/.exec(relation!)?.[1];
      return {
        relation: relation!,
        attributes,
        mekaLabels: option === undefined ? undefined : Number(option),
      };
    },
  };
}

function parseAttribute(tokens: readonly ArffToken[], place: LinePlace): ArffAttribute {
  const [, name, type] = tokens;
  if (name?.kind !== 'word' || type === undefined) {
    failAt(place, 'syntax', 'Expected "@attribute name type".');
  }
  const shared = { name: ownCopy(name.text), line: place.line };
  if (type.kind === '{')
    return { ...shared, type: 'nominal', values: parseValues(tokens.slice(3), name.text, place) };
  const word = type.text.toLowerCase();
  if (['numeric', 'real', 'integer'].includes(word)) return { ...shared, type: 'numeric', values: [] };
  if (['string', 'date'].includes(word)) return { ...shared, type: 'string', values: [] };
  return failAt(
    place,
    word === 'relational' ? 'unsupported' : 'syntax',
    `Expected numeric, real, integer, string, date or {values} as the type of ${quote(name.text)}, got ${quote(type.text)}.`,
  );
}

function parseValues(tokens: readonly ArffToken[], name: string, place: LinePlace): string[] {
  const values = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind === '}' && i === tokens.length - 1 && values.size > 0) return [...values];
    // Values are parted by commas; Weka also takes blanks.
    if (token.kind === ',' && values.size > 0 && tokens[i + 1]?.kind === 'word') continue;
    if (token.kind !== 'word') break;
    if (values.has(token.text)) {
      failAt(
        place,
        'duplicate-name',
        `The attribute ${quote(name)} declares the value ${quote(token.text)} twice.`,
      );
    }
    values.add(ownCopy(token.text));
  }
  return failAt(place, 'syntax', `Expected {value,value,…} as the type of ${quote(name)}.`);
}

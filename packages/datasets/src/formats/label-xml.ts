import { SaxesParser } from 'saxes';
import { failAt, quote } from '../reading/fail-at.js';

/** The labels that a Mulan label file names. */
export interface LabelXml {
  /** In document order. */
  readonly names: readonly string[];
  /** The position of each label's parent in `names`, −1 for a label at the top. */
  readonly parents: readonly number[];
  /** The 1-based line of each label. */
  readonly lines: readonly number[];
}

/**
 * Parses Mulan's label file: `<labels><label name="…">…</label>…</labels>`, where a label inside another is its child.
 *
 * @param text the content of a file
 * @param options.file the name of the file, for messages
 * @throws InputError with the line of whatever is not well formed, of a label without a name, or named twice
 */
export function parseLabelXml(text: string, options: { readonly file?: string | undefined } = {}): LabelXml {
  if (typeof text !== 'string') throw new TypeError(`parseLabelXml: expected a text, got ${typeof text}`);
  const { file } = options;
  const names: string[] = [];
  const parents: number[] = [];
  const lines: number[] = [];
  const numberOf = new Map<string, number>();
  /** Position of each open label, −1 for the root element. */
  const path: number[] = [];
  // Without namespaces: resolving them takes time quadratic in the depth of the labels.
  const parser = new SaxesParser();
  const place = () => ({ file, line: parser.line });

  parser.on('error', (error) => {
    // The parser puts its own "line:column: " in front.
    const message = error.message.replace(/^\d+:\d+:\s*/, '').replace(/\.?$/, '.');
    failAt(place(), 'syntax', `Not well-formed XML: ${message}`, undefined, error);
  });
  parser.on('opentag', (tag) => {
    if (path.length === 0) {
      if (localName(tag.name) !== 'labels')
        failAt(place(), 'syntax', `Expected <labels>, got <${tag.name.slice(0, 40)}>.`);
      path.push(-1);
      return;
    }
    if (localName(tag.name) !== 'label')
      failAt(place(), 'syntax', `Expected <label>, got <${tag.name.slice(0, 40)}>.`);
    const name = tag.attributes.name;
    if (name === undefined || name === '') failAt(place(), 'syntax', 'Expected <label name="…">.');
    if (numberOf.has(name)) failAt(place(), 'duplicate-label', `The label ${quote(name)} is named twice.`);
    numberOf.set(name, names.length);
    parents.push(path.at(-1)!);
    path.push(names.length);
    names.push(name);
    lines.push(parser.line);
  });
  parser.on('closetag', () => {
    path.pop();
  });
  parser.write(text).close();
  if (names.length === 0) failAt({ file, line: parser.line }, 'empty-file', 'The file names no labels.');
  return { names, parents, lines };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

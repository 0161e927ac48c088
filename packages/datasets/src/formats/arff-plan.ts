import type { FileSchema } from '../loading/raw-example.js';
import { parseFeatureValue } from '../parsing/parse-number.js';
import { failAt, type LinePlace, type Place, quote } from '../reading/fail-at.js';
import type { ArffAttribute, ArffHeader } from './arff-header.js';
import type { LabelXml } from './label-xml.js';

/** Which attributes of an ARFF file are labels, and what to do with the others. */
export interface ArffColumns {
  /**
   * The label attributes: their names, or the first or last few. Left out: those of the label XML, or of MEKA's
   * `-C n` in the relation's name. Labels are numbered in the order of the attributes.
   */
  readonly labels?: readonly string[] | { readonly first: number } | { readonly last: number } | undefined;
  /** An attribute whose value names the example. */
  readonly idAttribute?: string | undefined;
  /** A string attribute whose text is the input; every other attribute that is not a label must then be ignored. */
  readonly textAttribute?: string | undefined;
  readonly ignoreAttributes?: readonly string[] | undefined;
  /**
   * `auto`, the default: dense inputs where the first example is a dense row and some feature is more than 0 or 1,
   * bags otherwise.
   */
  readonly inputs?: 'auto' | 'bag' | 'dense' | undefined;
  /** What a missing feature value `?` means; `error` when left out. A missing label is always an error. */
  readonly missing?: 'error' | 'zero' | undefined;
}

/** What one attribute's value contributes to an example. */
type Role =
  | { readonly kind: 'label'; readonly label: number; readonly nominal: boolean }
  | { readonly kind: 'numeric'; readonly column: number }
  | { readonly kind: 'binary'; readonly column: number }
  | { readonly kind: 'one-hot'; readonly columns: ReadonlyMap<string, number> }
  | { readonly kind: 'id' | 'text' | 'ignored' };

/** How the rows of an ARFF file become examples. */
export interface ArffPlan {
  readonly schema: FileSchema & {
    readonly inputs: 'sparse' | 'dense' | 'text';
    readonly numFeatures: number;
    readonly numLabels: number;
  };
  readonly attributes: readonly ArffAttribute[];
  readonly roles: readonly Role[];
  /** Attributes that contribute something where a sparse row leaves them out (ARFF: their first value). */
  readonly defaults: readonly number[];
  readonly missing: 'error' | 'zero';
}

/**
 * Decides what every attribute is for.
 *
 * @param labelXml the label file with its name, where there is one
 * @param firstRowSparse whether the first example is written as a sparse row
 * @throws InputError when labels are not declared anywhere, are not attributes, or are not 0/1
 */
export function planArff(
  header: ArffHeader,
  columns: ArffColumns,
  labelXml: { readonly xml: LabelXml; readonly file: string | undefined } | undefined,
  firstRowSparse: boolean,
  file: string | undefined,
): ArffPlan {
  const { attributes } = header;
  const numberOf = new Map(attributes.map(({ name }, index) => [name, index]));
  const find = (name: string, what: string, place: Place = { file }): number =>
    numberOf.get(name) ??
    failAt(place, 'unknown-name', `The file has no attribute ${quote(name)} (${what}).`);

  const { labelAttributes, parentOf } =
    columns.labels === undefined && labelXml !== undefined
      ? labelsFromXml(labelXml.xml, labelXml.file, find)
      : { labelAttributes: declaredLabels(header, columns.labels, find, file), parentOf: undefined };
  if (labelAttributes.size === 0) failAt({ file }, 'missing-labels', 'No attribute is a label.');
  const special = new Map<number, 'id' | 'text' | 'ignored'>();
  for (const name of columns.ignoreAttributes ?? []) special.set(find(name, 'ignoreAttributes'), 'ignored');
  if (columns.idAttribute !== undefined) special.set(find(columns.idAttribute, 'idAttribute'), 'id');
  if (columns.textAttribute !== undefined) special.set(find(columns.textAttribute, 'textAttribute'), 'text');

  const labelNames: string[] = [];
  const labelNumberOf = new Map<number, number>();
  const featureNames: string[] = [];
  const roles = attributes.map((attribute, index): Role => {
    const place = { file, line: attribute.line };
    if (labelAttributes.has(index)) {
      checkLabelAttribute(attribute, place);
      labelNumberOf.set(index, labelNames.length);
      labelNames.push(attribute.name);
      return { kind: 'label', label: labelNames.length - 1, nominal: attribute.type === 'nominal' };
    }
    const role = special.get(index);
    if (role !== undefined) return { kind: role };
    if (attribute.type === 'string') {
      failAt(
        place,
        'unsupported',
        `The attribute ${quote(attribute.name)} is text and cannot be a feature.`,
        'Name it in ignoreAttributes, idAttribute or textAttribute.',
      );
    }
    if (columns.textAttribute !== undefined) {
      failAt(
        place,
        'unsupported',
        `Where the input is a text, ${quote(attribute.name)} cannot be a feature as well.`,
        'Name it in ignoreAttributes.',
      );
    }
    if (attribute.type === 'numeric' || isBinary(attribute)) {
      featureNames.push(attribute.name);
      return { kind: attribute.type === 'numeric' ? 'numeric' : 'binary', column: featureNames.length - 1 };
    }
    const first = featureNames.length;
    featureNames.push(...attribute.values.map((value) => `${attribute.name}=${value}`));
    return { kind: 'one-hot', columns: new Map(attribute.values.map((value, i) => [value, first + i])) };
  });

  const binary = roles.every((role) => role.kind !== 'numeric');
  const { inputs = 'auto' } = columns;
  const dense = inputs === 'dense' || (inputs === 'auto' && !binary && !firstRowSparse);
  const kind = columns.textAttribute !== undefined ? 'text' : dense ? 'dense' : 'sparse';
  const schema = {
    inputs: kind,
    numLabels: labelNames.length,
    labelNames,
    numFeatures: featureNames.length,
    featureNames,
    binary: binary && kind === 'sparse',
  } as const;
  const hierarchical = parentOf !== undefined && [...parentOf.values()].some((parent) => parent >= 0);
  return {
    schema: hierarchical
      ? {
          ...schema,
          labelParents: [...labelNumberOf.keys()].map(
            (index) => labelNumberOf.get(parentOf.get(index)!) ?? -1,
          ),
        }
      : schema,
    attributes,
    roles,
    defaults: [...roles.keys()].filter((index) => contributesByDefault(roles[index]!, attributes[index]!)),
    missing: columns.missing ?? 'error',
  };
}

function labelsFromXml(
  xml: LabelXml,
  file: string | undefined,
  find: (name: string, what: string, place: Place) => number,
): { labelAttributes: Set<number>; parentOf: Map<number, number> } {
  const indices = xml.names.map((name, i) => {
    const place = { file, line: xml.lines[i]! };
    // Some Mulan files write a name in the XML with the backslashes that only ARFF needs.
    const plain = name.replace(/\\(.)/g, '$1');
    try {
      return find(name, 'a label', place);
    } catch (error) {
      if (plain === name) throw error;
      return find(plain, 'a label', place);
    }
  });
  const labelAttributes = new Set(indices);
  if (labelAttributes.size !== indices.length) {
    const again = indices.findIndex((index, i) => indices.indexOf(index) !== i);
    failAt(
      { file, line: xml.lines[again]! },
      'duplicate-label',
      `The label ${quote(xml.names[again]!)} is named twice.`,
    );
  }
  const parents = xml.parents.map((parent) => (parent < 0 ? -1 : indices[parent]!));
  return { labelAttributes, parentOf: new Map(indices.map((index, i) => [index, parents[i]!])) };
}

function declaredLabels(
  header: ArffHeader,
  labels: ArffColumns['labels'],
  find: (name: string, what: string) => number,
  file: string | undefined,
): Set<number> {
  const { attributes, mekaLabels } = header;
  if (labels !== undefined && !('first' in labels) && !('last' in labels)) {
    return new Set(labels.map((name) => find(name, 'a label')));
  }
  const count =
    labels === undefined
      ? mekaLabels
      : 'first' in labels
        ? labels.first
        : 'last' in labels
          ? -labels.last
          : 0;
  if (count === undefined) {
    failAt(
      { file },
      'missing-labels',
      'Nothing says which attributes are labels.',
      'Give the label XML (labelsXml), or labels.',
    );
  }
  if (!Number.isInteger(count) || count === 0 || Math.abs(count) > attributes.length) {
    failAt(
      { file },
      'wrong-count',
      `Expected between 1 and ${attributes.length} label attributes, got ${Math.abs(count)}.`,
    );
  }
  const first = count > 0 ? 0 : attributes.length + count;
  return new Set(Array.from({ length: Math.abs(count) }, (_, i) => first + i));
}

function isBinary({ type, values }: ArffAttribute): boolean {
  return type === 'nominal' && values.length <= 2 && values.every((value) => value === '0' || value === '1');
}

function checkLabelAttribute(attribute: ArffAttribute, place: LinePlace): void {
  if (attribute.type === 'numeric' || isBinary(attribute)) return;
  failAt(place, 'unsupported', `The label ${quote(attribute.name)} must have the values {0,1}.`);
}

function contributesByDefault(role: Role, attribute: ArffAttribute): boolean {
  if (role.kind === 'one-hot') return true;
  return (role.kind === 'label' || role.kind === 'binary') && attribute.values[0] === '1';
}

/** Collects what the values of one row contribute to its example. */
export interface ArffRow {
  readonly labels: number[];
  readonly indices: number[];
  readonly values: number[];
  id: string | undefined;
  text: string;
}

/**
 * Adds the value of attribute `index` to a row.
 *
 * @param missing whether the value is an unquoted `?`
 * @throws InputError when the value is not one that the attribute can have
 */
export function addArffValue(
  plan: ArffPlan,
  row: ArffRow,
  index: number,
  value: string,
  missing: boolean,
  place: LinePlace,
): void {
  const role = plan.roles[index]!;
  if (role.kind === 'ignored') return;
  const { name } = plan.attributes[index]!;
  if (missing) {
    if (role.kind === 'label' || plan.missing === 'error') {
      failAt(
        place,
        'missing-value',
        `The value of ${quote(name)} is missing (?).`,
        role.kind === 'label' ? undefined : "To take missing values as zero, set missing: 'zero'.",
      );
    }
    return;
  }
  switch (role.kind) {
    case 'id':
      row.id = value;
      return;
    case 'text':
      row.text = value;
      return;
    case 'label':
      if (value === '1' || (!role.nominal && isOne(value))) row.labels.push(role.label);
      else if (value !== '0' && (role.nominal || Number(value) !== 0 || value === '')) {
        failAt(
          place,
          'bad-number',
          `Expected 0 or 1 as the value of the label ${quote(name)}, got ${quote(value)}.`,
        );
      }
      return;
    case 'numeric': {
      const number = parseFeatureValue(value, place, `the value of ${quote(name)}`);
      if (number !== 0) row.values[row.indices.push(role.column) - 1] = number;
      return;
    }
    case 'binary':
      if (!plan.attributes[index]!.values.includes(value)) failNotDeclared(value, name, place);
      if (value === '1') row.values[row.indices.push(role.column) - 1] = 1;
      return;
    case 'one-hot':
      row.values[row.indices.push(role.columns.get(value) ?? failNotDeclared(value, name, place)) - 1] = 1;
  }
}

function isOne(value: string): boolean {
  return Number(value) === 1;
}

function failNotDeclared(value: string, name: string, place: LinePlace): never {
  return failAt(place, 'bad-number', `${quote(value)} is not among the declared values of ${quote(name)}.`);
}

import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { SplitName } from '../dataset.js';
import type { DuplicateLabels } from '../formats/check-labels.js';
import { openParquet } from '../parquet/parquet-file.js';
import { checkExpectation, type Expectation, meetsExpectation } from '../prepared/check-expectation.js';
import { openPreparation, type Preparation } from '../prepared/open-preparation.js';
import type { PrepareRequest } from '../prepared/prepare-request.js';
import { splitNames } from '../prepared/prepared-files.js';
import type { PreparedRecord, PreparedSource } from '../prepared/prepared-record.js';
import { verifyChecksums } from '../prepared/verify-checksums.js';
import { failAt, type Place, quote } from '../reading/fail-at.js';
import { readWholeText } from '../reading/read-whole-text.js';
import { denseSplits } from './dense-splits.js';
import { findShards, type HubShards } from './find-shards.js';
import {
  configurationsOf,
  frontMatter,
  type HubConfiguration,
  type HubInfo,
  infoOfFrontMatter,
  infoOfJson,
  infoOfMetadata,
} from './hub-info.js';
import { type LabelColumns, labelNamesOf } from './label-names-of.js';
import { isParquet, readShard } from './read-shard.js';

/** Options of {@link prepareHuggingFace}. Give `text` or `features`. */
export interface HuggingFaceOptions extends PrepareRequest {
  /** The folder of the data set, as it was downloaded. */
  readonly source: string;
  /** Columns whose texts, joined by a blank, are the input. A list of texts is joined in the same way. */
  readonly text?: readonly string[] | undefined;
  /** A column of equally long lists of numbers, which are the dense input. */
  readonly features?: string | undefined;
  /** One column with all labels of an example; or several, each 0 or 1, which name the labels. */
  readonly labels: readonly string[];
  /** Whether the label column has a list of zeros and ones; false when left out. */
  readonly labelVector?: boolean | undefined;
  /** What parts the labels in a text; a text is one label when left out. */
  readonly labelSeparator?: string | undefined;
  /** What happens to a label that an example has twice; `error` when left out. */
  readonly duplicateLabels?: DuplicateLabels | undefined;
  /** A column that names the examples; left out: the split and the number of the row. */
  readonly id?: string | undefined;
  /** Which of the data set's configurations is meant. */
  readonly configuration?: string | undefined;
  /** The data set's own names of the splits, where they are not the usual ones. */
  readonly splits?: Readonly<Partial<Record<SplitName, string>>> | undefined;
  /** Milliseconds between two checkpoints inside a file; 5,000 when left out. */
  readonly checkpointInterval?: number | undefined;
}

/** Where an interrupted preparation goes on. */
interface State {
  readonly split: number;
  readonly shard: number;
  readonly row: number;
}

/**
 * Prepares a data set in the layout of the Hugging Face hub: Parquet or JSON lines files for each split. The names of
 * integer labels and the numbers of examples come from the YAML at the start of `README.md`, from `dataset_infos.json`,
 * or from what the library `datasets` left in the Parquet files. Without such names the labels are those that occur in
 * any split, in the order of their code units (numbers by value). Examples without a label are kept.
 *
 * Memory holds one row group of the columns that are read; what was interrupted goes on with the row it had come to.
 *
 * @throws InputError when a file is damaged, a shard is missing, a column is not there or holds something else, or (unless
 *   `expect` is false) a split has another number of examples than the data set says
 */
export async function prepareHuggingFace(options: HuggingFaceOptions): Promise<PreparedRecord> {
  const { folder, fresh, expect = true, signal } = options;
  const source = resolve(options.source);
  checkColumns(options);
  const hub = await openHub(source, options);
  const files = splitNames.flatMap((split) => hub.shards.splits[split]);
  const sources = await verifyChecksums(files, { signal });
  const expectation = expectationOf(hub, basename(source));
  const plain = {
    text: options.text,
    features: options.features,
    labels: options.labels,
    labelVector: options.labelVector,
    labelSeparator: options.labelSeparator,
    duplicateLabels: options.duplicateLabels,
    id: options.id,
    configuration: options.configuration,
    splits: options.splits,
  };
  const preparation = await openPreparation({
    folder,
    kind: 'hugging-face',
    identity: { ...plain, sources: sources.map(({ path, bytes }) => ({ path, bytes })) },
    fresh,
    signal,
  });
  try {
    const { finished } = preparation;
    const labels = labelColumns(options, hub.info);
    if (finished === undefined) await readSplits(preparation, hub.shards, { labels, sources, options });
    const found = countsBySplit(preparation.counts, hub.shards.names);
    if (expect && expectation !== undefined) checkExpectation(expectation, found, { file: source });
    if (finished !== undefined) return finished;
    return await preparation.finish({
      name: basename(source),
      inputs: options.features === undefined ? 'text' : 'dense',
      labelNames: labels.names ?? sortedNames([...preparation.labelCounts().keys()]),
      sources,
      options: plain,
      counts: hub.shards.others.length === 0 ? {} : { 'files of other splits': hub.shards.others.length },
      expectation:
        expectation === undefined
          ? null
          : { name: expectation.name, met: meetsExpectation(expectation, found) },
    });
  } finally {
    await preparation.close();
  }
}

function checkColumns({ text, features, labels, labelVector, labelSeparator }: HuggingFaceOptions): void {
  if ((text === undefined) === (features === undefined)) {
    throw new RangeError('hugging-face: expected either text or features');
  }
  if (text?.length === 0) throw new RangeError('hugging-face: expected at least one text column');
  if (labels.length === 0) throw new RangeError('hugging-face: expected at least one label column');
  if (labels.length > 1 && (labelVector || labelSeparator !== undefined)) {
    throw new RangeError('hugging-face: labelVector and labelSeparator are for a single label column');
  }
  if (labelSeparator === '') throw new RangeError('hugging-face: labelSeparator must not be empty');
}

interface Hub {
  readonly shards: HubShards;
  readonly info: HubInfo;
}

async function openHub(source: string, options: HuggingFaceOptions): Promise<Hub> {
  const read = async (name: string): Promise<string | undefined> =>
    (await isThere(join(source, name))) ? readWholeText(join(source, name)) : undefined;
  const readme = await read('README.md');
  const matter = readme === undefined ? undefined : frontMatter(readme, join(source, 'README.md'));
  const configuration = pickConfiguration(source, matter ?? {}, options.configuration);
  const shards = await findShards(source, {
    configuration,
    splitNames: options.splits,
    allowMissing: options.expect === false,
  });
  const infos = await read('dataset_infos.json');
  const name = configuration?.name;
  const found = [
    matter === undefined ? undefined : infoOfFrontMatter(matter, name),
    infos === undefined ? undefined : infoOfJson(infos, name, join(source, 'dataset_infos.json')),
    await infoOfFirst(shards.splits.train[0]!),
  ].filter((info) => info !== undefined);
  const first = <Part extends ReadonlyMap<string, unknown>>(
    part: (info: HubInfo) => Part,
  ): Part | undefined => found.map(part).find((map) => map.size > 0);
  return {
    shards,
    info: {
      classNames: first((info) => info.classNames) ?? new Map(),
      numExamples: first((info) => info.numExamples) ?? new Map(),
    },
  };
}

function pickConfiguration(
  source: string,
  matter: Record<string, unknown>,
  name: string | undefined,
): HubConfiguration | undefined {
  const all = configurationsOf(matter);
  if (name === undefined) {
    if (all.length > 1) {
      failAt(
        { file: join(source, 'README.md') },
        'unknown-name',
        `The data set has several configurations: ${quote(all.map((one) => one.name).join(', '))}.`,
        'Name one (--config).',
      );
    }
    return all[0];
  }
  const found = all.find((one) => one.name === name);
  if (found === undefined && all.length > 0) {
    failAt(
      { file: join(source, 'README.md') },
      'unknown-name',
      `There is no configuration ${quote(name)}, only ${quote(all.map((one) => one.name).join(', '))}.`,
    );
  }
  // Where nothing lists them, each has a folder of its own.
  return found?.dataFiles === undefined ? { name, dataFiles: new Map([['', [`${name}/**`]]]) } : found;
}

async function infoOfFirst(file: string): Promise<HubInfo | undefined> {
  if (!isParquet(file)) return undefined;
  const opened = await openParquet(file);
  await opened.close();
  return infoOfMetadata(opened.metadata.get('huggingface'));
}

function labelColumns(options: HuggingFaceOptions, info: HubInfo): LabelColumns {
  const {
    labels: columns,
    labelVector: isVector = false,
    labelSeparator: separator,
    duplicateLabels,
  } = options;
  const names = columns.length > 1 ? columns : info.classNames.get(columns[0]!);
  return { columns, isVector, separator, names, duplicateLabels };
}

function expectationOf({ shards, info }: Hub, name: string): Expectation | undefined {
  const counts = splitNames.flatMap((split): [string, number][] => {
    const own = shards.names[split];
    const count = own === undefined ? undefined : info.numExamples.get(own);
    return count === undefined ? [] : [[`examples of the split ${own}`, count]];
  });
  return counts.length === 0
    ? undefined
    : { name: `${name} as it describes itself`, counts: Object.fromEntries(counts) };
}

function countsBySplit(counts: Preparation['counts'], names: HubShards['names']): Record<string, number> {
  return Object.fromEntries(
    splitNames.map((split) => [`examples of the split ${names[split]}`, counts[split]]),
  );
}

async function readSplits(
  preparation: Preparation,
  shards: HubShards,
  parts: {
    readonly labels: LabelColumns;
    readonly sources: readonly PreparedSource[];
    readonly options: HuggingFaceOptions;
  },
): Promise<void> {
  const { labels, sources, options } = parts;
  const { text = [], features, id, signal, onProgress = () => {}, checkpointInterval = 5000 } = options;
  const inputs = features === undefined ? text : [features];
  const columns = [...inputs, ...labels.columns, ...(id === undefined ? [] : [id])];
  const start = (preparation.state as State | undefined) ?? { split: 0, shard: 0, row: 0 };
  const rows =
    features === undefined ? undefined : denseSplits(options.folder, preparation.state !== undefined);
  const bytesOf = new Map(sources.map(({ path, bytes }) => [path, bytes]));
  let saved = Date.now();
  try {
    for (const [number, split] of splitNames.entries()) {
      const files = shards.splits[split];
      if (rows !== undefined && files.length > 0) await rows.open(split, files[0]!, features!);
      for (const [shard, file] of files.entries()) {
        if (number < start.split || (number === start.split && shard < start.shard)) continue;
        const before = totalBytes(files.slice(0, shard), bytesOf);
        const total = totalBytes(files, bytesOf);
        onProgress({ step: `reading ${split}`, done: before, total });
        const fromRow = number === start.split && shard === start.shard ? start.row : 0;
        for await (const block of readShard(file, columns, { fromRow, signal })) {
          const firstLine = preparation.counts[split];
          for (let row = 0; row < block.numRows; row++) {
            const line = block.line(row);
            const place = { file, line };
            const at = line === undefined ? ` in row ${block.firstRow + row}` : '';
            const value = (column: number): unknown => block.value(column, row);
            const example = {
              id:
                id === undefined
                  ? `${split}-${preparation.counts[split]}`
                  : idOf(value(columns.length - 1), id, at, place),
              ...(features === undefined
                ? { text: text.map((column, i) => textOf(value(i), column, at, place)).join(' ') }
                : {}),
              labels: labelNamesOf(
                labels.columns.map((_, i) => value(inputs.length + i)),
                labels,
                place,
                at,
              ),
            };
            const writing = preparation.write(split, example);
            if (writing !== undefined) await writing;
          }
          if (rows !== undefined) {
            const values = Array.from({ length: block.numRows }, (_, row) => block.value(0, row));
            await rows.write(split, firstLine, values, { file });
          }
          if (Date.now() - saved >= checkpointInterval) {
            await rows?.flush();
            await preparation.checkpoint({ split: number, shard, row: block.firstRow + block.numRows });
            saved = Date.now();
          }
          onProgress({
            step: `reading ${split}`,
            done: before + block.share * bytesOf.get(file)!,
            total,
          });
        }
        await rows?.flush();
        await preparation.checkpoint({ split: number, shard: shard + 1, row: 0 });
      }
      await rows?.finish(split, preparation.counts[split]);
    }
  } finally {
    await rows?.close();
  }
}

function totalBytes(files: readonly string[], bytesOf: ReadonlyMap<string, number>): number {
  return files.reduce((sum, file) => sum + bytesOf.get(file)!, 0);
}

function idOf(value: unknown, column: string, at: string, place: Place): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  const shown = quote(String(JSON.stringify(value) ?? value));
  return failAt(
    place,
    'syntax',
    `Expected a text or a number in the column ${quote(column)}${at}, got ${shown}.`,
  );
}

/** A missing text is an empty one. */
function textOf(value: unknown, column: string, at: string, place: Place): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join(' ');
  const kind = Array.isArray(value) ? 'a list of something else' : `a ${typeof value}`;
  return failAt(place, 'syntax', `Expected a text in the column ${quote(column)}${at}, got ${kind}.`);
}

/** Numbers by value, names by their code units. */
function sortedNames(names: string[]): string[] {
  const areNumbers = names.every((name) => /^\d+$/.test(name));
  return areNumbers ? names.sort((a, b) => Number(a) - Number(b)) : names.sort();
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

import { parse as parseYaml } from 'yaml';
import { parseJson } from '../formats/jsonl.js';
import { failAt, quote } from '../reading/fail-at.js';

/** What a data set of the Hugging Face hub says of itself, in `README.md`, `dataset_infos.json` or its Parquet files. */
export interface HubInfo {
  /** The names of the integers in a column of class labels, by the name of the column. */
  readonly classNames: ReadonlyMap<string, readonly string[]>;
  /** How many examples each split has, by its own name. */
  readonly numExamples: ReadonlyMap<string, number>;
}

/** A configuration of a data set: a part of its files, under a name. */
export interface HubConfiguration {
  readonly name: string;
  /** Globs of the files of each split, relative to the folder; undefined where file names tell. */
  readonly dataFiles?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** The YAML front matter of a `README.md`; undefined where it has none. */
export function frontMatter(readme: string, file: string): Record<string, unknown> | undefined {
  const match = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(\r?\n|$)/.exec(readme);
  if (match === null) return undefined;
  try {
    const value: unknown = parseYaml(match[1]!, { maxAliasCount: 100 });
    return isRecord(value) ? value : undefined;
  } catch (cause) {
    const [problem] = (cause as Error).message.split('\n');
    return failAt({ file }, 'syntax', `The YAML at its start cannot be read: ${problem}`, undefined, cause);
  }
}

/** The configurations of a front matter; none where it does not list them. */
export function configurationsOf(matter: Record<string, unknown>): HubConfiguration[] {
  if (!Array.isArray(matter.configs)) return [];
  return matter.configs.filter(isRecord).map((config) => ({
    name: String(config.config_name ?? 'default'),
    dataFiles: dataFilesOf(config.data_files, config.data_dir),
  }));
}

function dataFilesOf(files: unknown, folder: unknown): ReadonlyMap<string, readonly string[]> | undefined {
  const inFolder = (path: string): string =>
    typeof folder === 'string' ? `${folder.replace(/\/+$/, '')}/${path}` : path;
  const paths = (value: unknown): string[] =>
    [value]
      .flat()
      .filter((path) => typeof path === 'string')
      .map(inFolder);
  if (files === undefined) return typeof folder === 'string' ? new Map([['', [inFolder('**')]]]) : undefined;
  if (!Array.isArray(files) || !files.every(isRecord)) return new Map([['train', paths(files)]]);
  return new Map(files.map(({ split, path }) => [String(split ?? 'train'), paths(path)]));
}

/** What the `dataset_info` of a front matter says of a configuration; undefined where it says nothing. */
export function infoOfFrontMatter(
  matter: Record<string, unknown>,
  configuration: string | undefined,
): HubInfo | undefined {
  const all = [matter.dataset_info].flat().filter(isRecord);
  return toInfo(
    pick(
      all.map((info) => [String(info.config_name ?? 'default'), info]),
      configuration,
    ),
  );
}

/**
 * What `dataset_infos.json` says of a configuration; undefined where it says nothing.
 *
 * @throws InputError when it is not JSON
 */
export function infoOfJson(
  text: string,
  configuration: string | undefined,
  file: string,
): HubInfo | undefined {
  const value = parseJson(text, { file, line: 1 });
  if (!isRecord(value)) failAt({ file }, 'syntax', `Expected a JSON object, got ${quote(text.trim())}.`);
  const infos = Object.entries(value).filter((entry): entry is [string, Record<string, unknown>] =>
    isRecord(entry[1]),
  );
  return toInfo(pick(infos, configuration));
}

/** What the library `datasets` left in the metadata of a Parquet file under `huggingface`; undefined where nothing. */
export function infoOfMetadata(text: string | undefined): HubInfo | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isRecord(value) && isRecord(value.info) ? toInfo(value.info) : undefined;
  } catch {
    // Any program may write there.
    return undefined;
  }
}

function pick(
  infos: readonly (readonly [string, Record<string, unknown>])[],
  configuration: string | undefined,
): Record<string, unknown> | undefined {
  if (infos.length === 1 && configuration === undefined) return infos[0]![1];
  return infos.find(([name]) => name === (configuration ?? 'default'))?.[1];
}

function toInfo(info: Record<string, unknown> | undefined): HubInfo | undefined {
  if (info === undefined) return undefined;
  const classNames = new Map<string, readonly string[]>();
  // A list of {name, …} in the front matter, a mapping from names elsewhere.
  const features = Array.isArray(info.features)
    ? info.features.filter(isRecord).map((feature) => [String(feature.name), feature] as const)
    : Object.entries(isRecord(info.features) ? info.features : {});
  for (const [name, feature] of features) {
    const names = namesOf(feature);
    if (names !== undefined) classNames.set(name, names);
  }
  const splits = Object.values(isRecord(info.splits) || Array.isArray(info.splits) ? info.splits : {});
  const counts = splits
    .filter(isRecord)
    .flatMap(({ name, num_examples: count }): [string, number][] =>
      typeof name === 'string' && Number.isSafeInteger(count) ? [[name, count as number]] : [],
    );
  return { classNames, numExamples: new Map(counts) };
}

/** Finds the names of a ClassLabel, in whichever of the many notations, alone or in a list. */
function namesOf(feature: unknown): readonly string[] | undefined {
  if (Array.isArray(feature)) return feature.length === 1 ? namesOf(feature[0]) : undefined;
  if (!isRecord(feature)) return undefined;
  if (feature.names !== undefined) return listOfNames(feature.names);
  for (const key of ['class_label', 'dtype', 'sequence', 'list', 'feature']) {
    const names = namesOf(feature[key]);
    if (names !== undefined) return names;
  }
  return undefined;
}

/** `[a, b]`, or `{'0': a, '1': b}`. */
function listOfNames(names: unknown): readonly string[] | undefined {
  if (Array.isArray(names)) return names.map(String);
  if (!isRecord(names)) return undefined;
  const numbers = Object.keys(names).map(Number);
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0 && number < numbers.length)) {
    return undefined;
  }
  return Array.from(numbers, (_, number) => String(names[number]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

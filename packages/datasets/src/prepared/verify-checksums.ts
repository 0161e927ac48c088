import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failAt } from '../reading/fail-at.js';
import { openInput } from '../reading/open-input.js';
import { readWholeText } from '../reading/read-whole-text.js';
import { hashFile } from './hash-file.js';
import type { PreparedSource } from './prepared-record.js';

/** The algorithms of checksum lists, the strongest first, and how many hexadecimal digits each gives. */
const algorithms = [
  { algorithm: 'sha256', digits: 64 },
  { algorithm: 'sha1', digits: 40 },
  { algorithm: 'md5', digits: 32 },
] as const;

/** A file's checksum according to a list. */
interface ListedChecksum {
  readonly algorithm: (typeof algorithms)[number]['algorithm'];
  readonly checksum: string;
  readonly list: string;
}

/**
 * Checks files against the checksum lists that lie beside them: `SHA256SUMS`, `SHA1SUMS`, `MD5SUMS` (with or without
 * `.txt`), PhysioNet's `checksum_md5_zipped.txt` and `checksum_md5_unzipped.txt`, and `FILE.sha256`, `FILE.sha1`,
 * `FILE.md5`. Of several the strongest counts; a file that no list names is not read.
 *
 * @param files paths
 * @param options.onBytes told how many bytes were read since it was last called
 * @returns path and size of every file, and its SHA-256 where a list made it known
 * @throws InputError when a file cannot be read, or is not the file that the list means
 */
export async function verifyChecksums(
  files: readonly string[],
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onBytes?: ((bytes: number) => void) | undefined;
  } = {},
): Promise<PreparedSource[]> {
  const listed = new Map<string, Map<string, ListedChecksum[]>>();
  for (const folder of new Set(files.map(dirname))) listed.set(folder, await readLists(folder));
  const sources: PreparedSource[] = [];
  for (const path of files) {
    // For its messages: no such file, a folder, and the like.
    await (await openInput(path)).close();
    const { size: bytes } = await stat(path);
    const found = listed.get(dirname(path))!.get(basename(path)) ?? [];
    const best = algorithms.flatMap(
      ({ algorithm }) => found.find((one) => one.algorithm === algorithm) ?? [],
    )[0];
    if (best === undefined) {
      sources.push({ path, bytes });
      continue;
    }
    const checksum = await hashFile(path, { ...options, algorithm: best.algorithm });
    if (checksum !== best.checksum) {
      failAt(
        { file: path },
        'wrong-checksum',
        `The ${best.algorithm} checksum is ${checksum}, but ${best.list} says ${best.checksum}.`,
        'The file is damaged, cut off or of another edition: copy or download it again.',
      );
    }
    sources.push(best.algorithm === 'sha256' ? { path, bytes, sha256: checksum } : { path, bytes });
  }
  return sources;
}

/** All checksums that the lists of a folder give, by the names of the files. */
async function readLists(folder: string): Promise<Map<string, ListedChecksum[]>> {
  const found = new Map<string, ListedChecksum[]>();
  const entries = await readdir(folder).catch(() => []);
  for (const list of entries.sort()) {
    const own = /^(.+)\.(sha256|sha1|md5)(sum)?$/i.exec(list);
    const isList = /^((sha256|sha1|md5)sums?|checksum_md5_(un)?zipped)(\.txt)?$/i.test(list);
    if (own === null && !isList) continue;
    for (const line of (await readWholeText(join(folder, list))).split(/\r?\n/)) {
      const entry = parseLine(line, own?.[1]);
      if (entry === undefined) continue;
      const { name, checksum } = entry;
      const { algorithm } = algorithms.find(({ digits }) => digits === checksum.length)!;
      found.set(name, [...(found.get(name) ?? []), { algorithm, checksum, list }]);
    }
  }
  return found;
}

/** A line of GNU (`digits  name`, `digits *name`) or BSD (`SHA256 (name) = digits`) form; digits alone mean `only`. */
function parseLine(line: string, only: string | undefined): { name: string; checksum: string } | undefined {
  const digits = '([0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})';
  const gnu = new RegExp(`^\\\\?${digits}[ \\t]+\\*?(.+?)\\s*$`, 'i').exec(line);
  if (gnu !== null) return { name: basename(gnu[2]!), checksum: gnu[1]!.toLowerCase() };
  const bsd = new RegExp(`^\\w+ ?\\((.+)\\) ?= ?${digits}\\s*$`, 'i').exec(line);
  if (bsd !== null) return { name: basename(bsd[1]!), checksum: bsd[2]!.toLowerCase() };
  const alone = new RegExp(`^\\s*${digits}\\s*$`, 'i').exec(line);
  return alone === null || only === undefined ? undefined : { name: only, checksum: alone[1]!.toLowerCase() };
}

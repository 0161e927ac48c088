// `sbn prepare bioasq` on a synthetic `allMeSH` file of 5 GB against streaming parsers that do the same: speed, peak
// memory, and whether a preparation that was killed ends with the same bytes.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs, promisify } from 'node:util';
import { endWithUs } from './end-with-us.mjs';
import { measureInTurn, median } from './measure-in-turn.mjs';
import { writeAllMesh } from './prepare/write-all-mesh.mjs';
import { printTables } from './tables.mjs';
import { describeMachine, versionOf, writeResult } from './write-result.mjs';

/**
 * The least megabytes per second of processor time, and the most mebibytes: other programs on the machine do not change
 * the first as much as they change megabytes per second.
 */
const bar = { megabytesPerCpuSecond: 50, peakMiB: 500 };

const python = join(import.meta.dirname, 'peers', '.venv', 'bin', 'python');
const installCommand =
  'python3 -m venv bench/peers/.venv && bench/peers/.venv/bin/pip install -r bench/peers/requirements.txt';
const program = join(import.meta.dirname, 'prepare', 'prepare-program.mjs');

const usage = `Usage: pnpm bench prepare [--small] [--no-native] [--samples N] [--keep] [--folder FOLDER] [--out FILE]
  --small      a file of 10 MB: seconds; nothing goes into results/ unless asked for
  --no-native  leave ijson alone
  --samples    how often each side is measured in turn; 3
  --keep       leave the file of 5 GB for the next run, which takes it as it is
  --folder     where the files go, 11 GB that are deleted at the end; bench/.cache/prepare
  --out        where the JSON goes; bench/results/prepare.json`;

function readOptions(options) {
  try {
    const { values } = parseArgs({
      args: options,
      options: {
        small: { type: 'boolean', default: false },
        'no-native': { type: 'boolean', default: false },
        samples: { type: 'string', default: '3' },
        keep: { type: 'boolean', default: false },
        folder: { type: 'string' },
        out: { type: 'string' },
      },
    });
    const here = import.meta.dirname;
    const samples = Number(values.samples);
    if (!(Number.isInteger(samples) && samples >= 1)) {
      throw new Error(`--samples: expected an integer of at least 1, got ${values.samples}`);
    }
    return {
      bytes: values.small ? 10e6 : 5e9,
      // Peers take minutes for 5 GB.
      partBytes: values.small ? 5e6 : 0.25e9,
      sizes: values.small ? [1000, 100, 200] : [100_000, 5000, 10_000],
      numLabels: values.small ? 2000 : 20_000,
      isSmall: values.small,
      isNative: !values['no-native'],
      samples,
      isKept: values.keep,
      folder: values.folder ?? join(here, '.cache', 'prepare'),
      out: values.out ?? join(here, values.small ? '.cache' : 'results', 'prepare.json'),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Lists of PMIDs, evenly over the file, and the headings that are labels. */
function writeLists(folder, { articles, labels }, sizes, numLabels) {
  const lists = {};
  const every = Math.floor(articles / (sizes[0] + sizes[1] + sizes[2]));
  let at = 0;
  for (const [i, split] of ['train', 'valid', 'test'].entries()) {
    const pmids = Array.from({ length: sizes[i] }, () => 1_000_000 + every * at++);
    lists[split] = join(folder, `${split}.csv`);
    writeFileSync(lists[split], `pmid\n${pmids.join('\n')}\n`);
  }
  const file = join(folder, 'labels.txt');
  writeFileSync(file, `${labels.slice(0, numLabels).join('\n')}\n`);
  return { lists, labels: file };
}

/** Runs one preparation in a process of its own. */
async function prepare(command, args, request) {
  rmSync(request.options.folder, { recursive: true, force: true });
  const { stdout } = await promisify(execFile)(command, [...args, JSON.stringify(request)]);
  const value = JSON.parse(stdout.trim().split('\n').at(-1));
  return { value, milliseconds: 1e3 * value.seconds, cpuMilliseconds: 1e3 * value.cpuSeconds };
}

/** The checksum of every file of a folder, by name. */
async function checksums(folder) {
  const found = {};
  for (const name of readdirSync(folder).sort()) {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(join(folder, name))) hash.update(piece);
    found[name] = hash.digest('hex');
  }
  return found;
}

/** The PMIDs of the examples of each split, in order. */
async function examplesOf(folder) {
  const hash = createHash('sha256');
  let count = 0;
  for (const split of ['train', 'valid', 'test']) {
    const lines = createInterface({ input: createReadStream(join(folder, `${split}.jsonl`)) });
    for await (const line of lines) {
      const { id, labels } = JSON.parse(line);
      hash.update(`${split} ${id} ${labels.join(';')}\n`);
      count++;
    }
  }
  return { count, checksum: hash.digest('hex') };
}

/** Kills a preparation without warning at its first checkpoint behind half of the file, and goes on. */
async function killAndResume(request, bytes) {
  const { folder } = request.options;
  rmSync(folder, { recursive: true, force: true });
  const killed = JSON.stringify({ ...request, killAtByte: bytes / 2 });
  const child = endWithUs(spawn(process.execPath, [program, killed], { stdio: 'ignore' }));
  const signal = await new Promise((resolve) => child.once('exit', (_code, name) => resolve(name)));
  if (signal !== 'SIGKILL') throw new Error('the preparation ended without being killed');
  const { state } = JSON.parse(readFileSync(join(folder, 'progress.json'), 'utf8'));
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(request)]);
  const { seconds, peakMiB } = JSON.parse(stdout);
  return { killedAtByte: state.pass.next.offset, resumed: { seconds, peakMiB } };
}

/** The file of articles, or the one that an earlier run left. @returns what writeAllMesh returns, and its path */
async function articlesOf(folder, name, bytes) {
  const [path, record] = [join(folder, `${name}.json`), join(folder, `${name}.record.json`)];
  if (existsSync(record)) return JSON.parse(readFileSync(record, 'utf8'));
  console.log(`Writing ${(bytes / 1e9).toFixed(2)} GB of articles …`);
  const file = { path, ...(await writeAllMesh(path, { bytes })) };
  writeFileSync(record, JSON.stringify(file));
  return file;
}

/** Listed articles: ours and the peers in turn. */
async function measurePeers(file, lists, { folder, samples, isNative }) {
  const requestOf = (side) => ({
    side,
    options: { articles: file.path, ...lists, folder: join(folder, side) },
  });
  const sides = {
    ours: () => prepare(process.execPath, [program], requestOf('ours')),
    'stream-json': () => prepare(process.execPath, [program], requestOf('stream-json')),
  };
  if (isNative && existsSync(python)) {
    const script = join(import.meta.dirname, 'peers', 'ijson_articles.py');
    sides.ijson = () => prepare(python, [script], requestOf('ijson'));
  } else if (isNative) {
    console.log(`ijson is not there; to compare with it: ${installCommand}`);
  }
  const { values, samples: times } = await measureInTurn(Array.from({ length: samples }), sides, (i) =>
    console.log(`Ours and peers in turn, sample ${i + 1} of ${samples} …`),
  );
  const names = Object.keys(sides);
  const rows = Object.fromEntries(
    names.map((name) => [
      name,
      speedsOf(
        file,
        times[name],
        values.map((sample) => sample[name].peakMiB),
      ),
    ]),
  );
  const examples = await examplesOf(join(folder, 'ours'));
  for (const name of names.slice(1)) {
    const theirs = await examplesOf(join(folder, name));
    if (theirs.checksum !== examples.checksum) throw new Error(`${name} finds other examples`);
    rows[name].ratio = rows.ours.megabytesPerSecond / rows[name].megabytesPerSecond;
    rows[name].cpuRatio = rows.ours.megabytesPerCpuSecond / rows[name].megabytesPerCpuSecond;
  }
  for (const name of names) rmSync(join(folder, name), { recursive: true });
  return { bytes: file.bytes, examples: examples.count, rows, ijson: values[0].ijson?.version };
}

/** One preparation by ours, unbroken, and what becomes of it when it is killed. */
async function measureTask(name, file, parts, { folder, isSmall }) {
  console.log(`${name}: unbroken, then killed and resumed …`);
  // A file that is not large would have few checkpoints to be killed behind.
  const checkpointBytes = file.bytes < 1e9 ? Math.floor(file.bytes / 10) : undefined;
  const options = { articles: file.path, ...parts, checkpointBytes, folder: join(folder, 'out') };
  const request = { side: 'ours', options };
  const { value, milliseconds, cpuMilliseconds } = await prepare(process.execPath, [program], request);
  const times = { milliseconds: [milliseconds], cpuMilliseconds: [cpuMilliseconds] };
  const row = { bytes: file.bytes, articles: file.articles, ...speedsOf(file, times, [value.peakMiB]) };
  console.log(`  ${Math.round(row.megabytesPerSecond)} MB/s, ${Math.round(value.peakMiB)} MiB`);
  // Two more processes for each are too many for a test.
  if (isSmall && name !== 'all articles') return row;
  const expected = await checksums(options.folder);
  const resumed = await killAndResume(request, file.bytes);
  const found = await checksums(options.folder);
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${name}: other bytes after a kill`);
  rmSync(options.folder, { recursive: true });
  return { ...row, ...resumed, filesWithTheSameBytes: Object.keys(found).length };
}

function speedsOf(file, { milliseconds, cpuMilliseconds }, peaks) {
  const speeds = (times) => times.map((time) => file.bytes / 1e3 / time);
  return {
    megabytesPerSecond: median(speeds(milliseconds)),
    megabytesPerCpuSecond: median(speeds(cpuMilliseconds)),
    peakMiB: Math.max(...peaks),
    milliseconds,
    cpuMilliseconds,
  };
}

export default async function bench(list) {
  const options = readOptions(list);
  const { folder, bytes, partBytes, sizes, numLabels, isKept } = options;
  const machine = describeMachine();
  mkdirSync(folder, { recursive: true });
  try {
    const whole = await articlesOf(folder, 'allMeSH_2020', bytes);
    const part = await articlesOf(folder, 'part', partBytes);
    // As few of the articles are wanted as of the whole file.
    const partSizes = sizes.map((size) => Math.ceil((size * part.bytes) / whole.bytes));
    const partLists = writeLists(folder, part, partSizes, numLabels);
    const peers = await measurePeers(part, partLists, options);
    const shares = { seed: 0, valid: 0.02, test: 0.02 };
    const limits = { train: partSizes[0], valid: partSizes[1], test: partSizes[2] };
    const tasks = {
      'listed articles': [whole, writeLists(folder, whole, sizes, numLabels)],
      'articles by hash, most frequent headings (read twice)': [
        part,
        { shares: { ...shares, limits }, numLabels },
      ],
      'all articles': [whole, { shares }],
    };
    const rows = {};
    for (const [name, [file, parts]] of Object.entries(tasks)) {
      rows[name] = await measureTask(name, file, parts, options);
    }
    report({ options, machine, peers, rows });
  } finally {
    if (!isKept) rmSync(folder, { recursive: true, force: true });
  }
}

function report({ options, machine, peers, rows }) {
  const round = (value) => Number(value.toPrecision(3));
  const shown = ({ bytes, megabytesPerSecond, megabytesPerCpuSecond, peakMiB, ratio, cpuRatio }) => ({
    ...(bytes === undefined ? {} : { GB: round(bytes / 1e9) }),
    'MB/s': round(megabytesPerSecond),
    'MB per CPU second': round(megabytesPerCpuSecond),
    'peak MiB': Math.round(peakMiB),
    ...(ratio === undefined ? {} : { 'ours is faster by': round(ratio), 'by CPU time': round(cpuRatio) }),
  });
  const shownRows = (all) => Object.fromEntries(Object.entries(all).map(([name, row]) => [name, shown(row)]));
  printTables({
    peers: {
      title: `${peers.examples.toLocaleString('en')} listed articles from ${(peers.bytes / 1e9).toFixed(2)} GB`,
      rows: shownRows(peers.rows),
    },
    rows: { title: 'sbn prepare bioasq', rows: shownRows(rows) },
  });
  for (const [name, { killedAtByte, filesWithTheSameBytes }] of Object.entries(rows)) {
    if (killedAtByte === undefined) continue;
    const at = killedAtByte.toLocaleString('en');
    console.log(`${name}: killed at byte ${at}, resumed, ${filesWithTheSameBytes} files with the same bytes`);
  }
  const { ijson, ...peerResults } = peers;
  writeResult(options.out, {
    bench: 'prepare',
    machine,
    versions: {
      node: process.versions.node,
      '@sbn/datasets': versionOf('@sbn/datasets'),
      'stream-json': versionOf('stream-json'),
      ...(ijson === undefined ? {} : { ijson }),
    },
    bar,
    peers: peerResults,
    rows,
  });
  if (options.isSmall) return;
  const misses = ({ megabytesPerCpuSecond, peakMiB }) =>
    megabytesPerCpuSecond < bar.megabytesPerCpuSecond || peakMiB > bar.peakMiB;
  if (Object.values(rows).some(misses)) {
    throw new Error(`the bar is ${bar.megabytesPerCpuSecond} MB per CPU second in ${bar.peakMiB} MiB`);
  }
}

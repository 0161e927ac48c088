// One preparation in a process of its own, so that its memory and its processor time are its own: `node
// prepare-program.mjs REQUEST`, which is JSON. Prints `{ seconds, cpuSeconds, peakMiB, version? }` as its last line; with
// `killAtByte` it kills itself once it has a checkpoint behind that byte.
import { createReadStream, createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { prepareBioasq } from '@sbn/datasets/prepare';
import chain from 'stream-chain';
import { pick } from 'stream-json/filters/pick.js';
import { parser } from 'stream-json/parser.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';

const sides = {
  ours: ({ options, killAtByte = Number.POSITIVE_INFINITY }) =>
    prepareBioasq({
      ...options,
      expect: false,
      onProgress: ({ done }) => {
        if (done >= killAtByte && checkpointOf(options.folder) >= killAtByte)
          process.kill(process.pid, 'SIGKILL');
      },
    }),
  'stream-json': withStreamJson,
};

/** The byte of the articles behind which an unfinished preparation goes on. */
function checkpointOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'progress.json'), 'utf8')).state?.pass?.next?.offset ?? 0;
}

/** What a program with this library does for the same examples, without checkpoints, checksums and counts. */
async function withStreamJson({ options: { articles, lists, labels, folder } }) {
  const linesOf = (file) => readFileSync(file, 'utf8').trimEnd().split('\n');
  const known = new Set(linesOf(labels));
  mkdirSync(folder, { recursive: true });
  const splitOf = new Map();
  const files = {};
  for (const [split, list] of Object.entries(lists)) {
    for (const pmid of linesOf(list).slice(1)) splitOf.set(pmid, split);
    files[split] = createWriteStream(join(folder, `${split}.jsonl`));
  }
  const elements = chain([
    createReadStream(articles, { highWaterMark: 256 * 1024 }),
    // Numbers and texts as whole values only: its fastest settings.
    parser({ packValues: true, streamValues: false }),
    pick({ filter: 'articles' }),
    streamArray(),
  ]);
  await pipeline(
    elements,
    new Writable({
      objectMode: true,
      write({ value: { pmid, title, abstractText, meshMajor } }, _encoding, done) {
        const file = files[splitOf.get(pmid)];
        if (file === undefined) return done();
        const kept = [...new Set(meshMajor.filter((label) => known.has(label)))].sort();
        file.write(`${JSON.stringify({ id: pmid, text: `${title} ${abstractText}`, labels: kept })}\n`, done);
      },
    }),
  );
  for (const file of Object.values(files)) {
    file.end();
    await finished(file);
  }
}

const request = JSON.parse(process.argv[2]);
const start = performance.now();
await sides[request.side](request);
const seconds = (performance.now() - start) / 1e3;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({ seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: maxRSS / 1024 }),
);

// Times two ways of doing the same thing in turn (A B A B …) in one process, so that a drift of the machine's speed
// falls on both, and keeps every sample.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/**
 * @param {{ name: string, inputs: readonly unknown[], ours: (input) => unknown, peer: (input) => unknown }} pair
 *   both functions are called once for every input, ours first on even inputs; they may return promises
 * @returns one row: samples in milliseconds, medians, and the ratio peer / ours of the total times
 */
export async function compare({ name, inputs, ours, peer }) {
  const samples = { ours: [], peer: [] };
  const results = [];
  const time = async (side, action, input) => {
    const start = performance.now();
    const result = await action(input);
    samples[side].push(performance.now() - start);
    return result;
  };
  for (const [index, input] of inputs.entries()) {
    const result = {};
    const order = index % 2 === 0 ? ['ours', 'peer'] : ['peer', 'ours'];
    for (const side of order) result[side] = await time(side, side === 'ours' ? ours : peer, input);
    results.push(result);
  }
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  return {
    row: {
      name,
      count: inputs.length,
      medianOursMs: median(samples.ours),
      medianPeerMs: median(samples.peer),
      ratio: sum(samples.peer) / sum(samples.ours),
      samples,
    },
    results,
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Prints the rows and writes them with the machine and the versions that they were measured on. */
export function publish(name, { peer, rows, packages, notes = {} }) {
  const require = createRequire(import.meta.url);
  const versionOf = (dependency) => {
    const entry = require.resolve(dependency);
    for (let folder = join(entry, '..'); folder !== join(folder, '..'); folder = join(folder, '..')) {
      try {
        const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        if (manifest.name === dependency) return manifest.version;
      } catch {}
    }
    return 'unknown';
  };
  const document = {
    bench: name,
    peer,
    date: new Date().toISOString().slice(0, 10),
    machine: { cpu: cpus()[0].model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    versions: {
      node: process.versions.node,
      ...Object.fromEntries(packages.map((dependency) => [dependency, versionOf(dependency)])),
    },
    threads: 1,
    notes,
    rows,
  };
  console.table(
    Object.fromEntries(
      rows.map(({ name: row, count, medianOursMs, medianPeerMs, ratio }) => [
        row,
        {
          count,
          'ours, median ms': Number(medianOursMs.toPrecision(3)),
          'peer, median ms': Number(medianPeerMs.toPrecision(3)),
          'peer / ours': Number(ratio.toPrecision(3)),
        },
      ]),
    ),
  );
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(document, null, 1)}\n`);
  console.log(`Written to bench/results/${name}.json (peer: ${peer})`);
}

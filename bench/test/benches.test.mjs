// The benchmarks themselves, small and without Python: CI runs this, so that they work when somebody needs figures.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = (...options) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '..', 'run.mjs'), ...options]);

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sbn-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bench detect --small', () => {
  it('agrees with the linear program, and every verdict is verified', async () => {
    const out = join(folder, 'detect.json');
    const { stdout } = await run('detect', '--small', '--no-native', '--out', out);
    expect(stdout).toContain('The peer is HiGHS in WebAssembly');
    const { machine, versions, layers, memory } = JSON.parse(readFileSync(out, 'utf8'));
    expect(machine.cores).toBeGreaterThan(0);
    expect(versions).toMatchObject({
      node: process.versions.node,
      'highs (WebAssembly)': expect.any(String),
    });
    expect(layers.length).toBe(1);
    const [{ rows, throughput, verdicts, sets }] = layers;
    expect(rows.map(({ measure }) => measure)).toEqual([
      'decide, margin any',
      'decide, margin best',
      'radius',
    ]);
    for (const { ours, peers } of rows) {
      for (const { milliseconds } of [ours, peers['highs-wasm']]) {
        expect(milliseconds.length).toBe(sets.count);
        expect(Math.min(...milliseconds)).toBeGreaterThan(0);
      }
      expect(peers['highs-wasm'].ratio).toBeGreaterThan(0);
    }
    expect(verdicts).toMatchObject({
      undecided: 0,
      differing: 0,
      verified: 2 * sets.count,
      peerFailures: [],
    });
    // Both kinds, or the comparison says nothing.
    expect(verdicts.argmaxable).toBeGreaterThan(0);
    expect(verdicts.unargmaxable).toBeGreaterThan(0);
    expect(verdicts.largestRelativeRadiusDifference).toBeLessThan(1e-6);
    for (const margin of ['any', 'best']) {
      expect(throughput[margin].verified).toBe(throughput[margin].numSets);
      expect(throughput[margin].setsPerSecond).toBeGreaterThan(0);
    }
    expect(memory.perWorker[0].perWorkerMiB).toBeLessThan(64);
    expect(memory.stream.samples.length).toBe(20);
    expect(memory.stream.samples.at(-1).done).toBe(memory.stream.numSets);
    // A leak of a verdict (about 500 bytes) per set would be 1 MiB; a tenth of that is noise of the heap.
    const [early, late] = [memory.stream.samples[4], memory.stream.samples.at(-1)];
    expect(late.heapMiB - early.heapMiB).toBeLessThan(0.5);
  });

  it.each([
    [['--layer', 'nothing'], 'got nothing'],
    [['--sets', '1'], '--sets: expected an integer of at least 2, got 1'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', async (options, message) => {
    await expect(run('detect', ...options)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });
});

describe('bench growth --small', () => {
  it('measures along each axis and draws the chart', async () => {
    const out = join(folder, 'growth.json');
    const chart = join(folder, 'images', 'growth');
    await run('growth', '--small', '--out', out, '--chart', chart);
    const { points } = JSON.parse(readFileSync(out, 'utf8'));
    // Three axes of three values, two origins, three measures.
    expect(points.length).toBe(54);
    for (const { medianMilliseconds, notVerified = 0 } of points) {
      expect(medianMilliseconds).toBeGreaterThan(0);
      expect(notVerified).toBe(0);
    }
    expect(readFileSync(`${chart}.svg`, 'utf8')).toMatch(/^<svg .*Labels in the set.*<\/svg>$/s);
    expect([...readFileSync(`${chart}.png`).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });
});

describe('bench train --small', () => {
  it('measures steps, growth and memory, and draws the chart', async () => {
    const out = join(folder, 'train.json');
    const chart = join(folder, 'images', 'train');
    const { stdout } = await run('train', '--small', '--no-native', '--out', out, '--chart', chart);
    expect(stdout).toContain('A DFT layer against the BSL of twice its slack');
    const { steps, growth, memory, versions } = JSON.parse(readFileSync(out, 'utf8'));
    expect(versions.node).toBe(process.versions.node);
    expect(steps.peaks.map(({ threads }) => threads)).toEqual([1]);
    expect(steps.rows.map(({ head }) => head.kind)).toEqual(['bsl', 'dft']);
    for (const { sides, floor } of [...steps.rows, ...growth.rows]) {
      expect(floor.milliseconds).toBeGreaterThan(0);
      // Else the floor is none.
      expect(sides.fused.timesFloor).toBeGreaterThan(1);
    }
    // Two values on each of three axes, which cross in one point.
    expect(growth.rows.length).toBe(4);
    const [{ losses, evaluatedLoss, trainedMiB, startMiB }] = memory;
    expect(losses.length).toBe(4);
    expect(evaluatedLoss).toBeGreaterThan(0);
    expect(trainedMiB).toBeGreaterThan(startMiB);
    expect(readFileSync(`${chart}.svg`, 'utf8')).toMatch(/^<svg .*Examples in a batch.*<\/svg>$/s);
    expect([...readFileSync(`${chart}.png`).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it('goes on after the rows that a run had which was cut off', async () => {
    const out = join(folder, 'cut.json');
    const places = ['--out', out, '--chart', join(folder, 'cut')];
    // The memory takes a second more: the run is not over before it is cut off.
    const options = ['train', '--small', '--no-native', '--part', 'growth', '--part', 'memory', ...places];
    const child = execFile(process.execPath, [join(import.meta.dirname, '..', 'run.mjs'), ...options]);
    let complaints = '';
    child.stderr.on('data', (text) => {
      complaints += text;
    });
    let isFirst = true;
    child.stdout.on('data', (text) => {
      if (isFirst && text.includes(' ms: fused')) child.kill('SIGTERM');
      isFirst &&= !text.includes(' ms: fused');
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(143);
    expect(complaints).toContain('growth: BSL n=60 d=6, B=4, 1 threads');
    const [, first] = readFileSync(join(folder, 'cut.unfinished.jsonl'), 'utf8').trim().split('\n');

    await expect(run(...options)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('go on with --resume'),
    });
    const { stdout } = await run(...options, '--resume');
    expect(stdout).toContain('Going on after');
    const { growth, measuredOn } = JSON.parse(readFileSync(out, 'utf8'));
    expect(growth.rows.length).toBe(4);
    // The very samples, as far as the JSON has their digits.
    const { losses, minMilliseconds } = JSON.parse(first).row.sides.fused;
    expect(growth.rows[0].sides.fused.losses).toEqual(losses.map((loss) => Number(loss.toPrecision(6))));
    expect(growth.rows[0].sides.fused.minMilliseconds).toBe(Number(minMilliseconds.toPrecision(6)));
    expect(Object.keys(measuredOn)).toEqual(['growth', 'memory']);
    expect(existsSync(join(folder, 'cut.unfinished.jsonl'))).toBe(false);
  });

  it.each([
    [['--part', 'nothing'], 'got nothing'],
    [['--dataset', 'nothing'], '--dataset: expected one of wordnet, cooking, got nothing'],
    [['--dataset', 'cooking', '--part', 'steps'], 'only the part epochs has data sets'],
    [['--head', 'XYZ'], 'got XYZ'],
    [['--threads', '0'], '--threads: expected an integer of at least 1, got 0'],
  ])('refuses %j', async (options, message) => {
    await expect(run('train', ...options)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });
});

describe('bench heads --small', () => {
  it('times all heads on all sides, which train alike', async () => {
    const out = join(folder, 'heads.json');
    const { stdout } = await run('heads', '--small', '--out', out);
    expect(stdout).toContain('in multiples of a plain softmax');
    const { rows, lossDifferences } = JSON.parse(readFileSync(out, 'utf8'));
    expect(rows.length).toBe(5);
    for (const { side, heads } of rows) {
      expect(heads.softmax.ratio).toBe(1);
      expect(Object.keys(heads).includes('MoS-15')).toBe(side.startsWith('wasm loop'));
      for (const { losses, milliseconds } of Object.values(heads)) {
        expect(losses.every(Number.isFinite)).toBe(true);
        expect(Math.min(...milliseconds)).toBeGreaterThan(0);
      }
    }
    // Six heads on four sides against the first.
    expect(lossDifferences.length).toBe(24);
    for (const { difference } of lossDifferences) expect(difference).toBeLessThan(1e-4);
  });

  it('names the head that it does not know', async () => {
    await expect(run('heads', '--head', 'MoS')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--head: expected one of softmax; sigsoftmax'),
    });
  });
});

describe('bench images --small', () => {
  it('times steps and says where their time goes', async () => {
    const out = join(folder, 'images.json');
    await run('images', '--small', '--no-native', '--out', out);
    const { rows } = JSON.parse(readFileSync(out, 'utf8'));
    const [{ operations, sides, shares }] = rows;
    // 9 products for each place, pair of channels and pass: 64 places, 1 to 4 channels, 2 passes; 16 places, 4 to 8, 3.
    expect(operations).toBe(6 * 2 * 9 * (64 * 4 * 2 + 16 * 4 * 8 * 3));
    expect(sides.ours.picturesPerSecond).toBeGreaterThan(0);
    expect(sides.ours.losses[7]).toBeLessThan(sides.ours.losses[0]);
    expect(Object.keys(shares)).toContain('SbnConvolution');
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
  });

  it('refuses what is no number of threads', async () => {
    await expect(run('images', '--threads', 'two')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--threads: expected an integer of at least 1, got two'),
    });
  });
});

describe('bench text --small', () => {
  it('times steps on both backends, which train alike', async () => {
    const out = join(folder, 'text.json');
    const { stdout } = await run('text', '--small', '--no-native', '--out', out);
    expect(stdout).toContain('ours / plain');
    const [{ operations, sides, comparisons, losses }] = JSON.parse(readFileSync(out, 'utf8')).rows;
    // 2 operations for each of 5 filters and 4 numbers: 6 texts of 9 words have 10 windows of 2 and 9 of 3.
    expect(operations).toBe(2 * 5 * 4 * 6 * (10 * 2 + 9 * 3));
    for (const { milliseconds } of Object.values(sides)) expect(Math.min(...milliseconds)).toBeGreaterThan(0);
    expect(comparisons.plain.lossDifference).toBeLessThan(1e-4);
    expect(losses.ours[5]).toBeLessThan(losses.ours[0]);
  });

  it('names the network that it does not know', async () => {
    await expect(run('text', '--network', 'lstm')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--network: expected one of caml, kim, got lstm'),
    });
  });
});

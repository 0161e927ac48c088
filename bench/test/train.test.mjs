import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFloor } from '../floor/open-floor.mjs';
import { openJsonProcess } from '../open-json-process.mjs';
import { writeTables } from '../tables.mjs';
import { epochFiles } from '../train/epoch-files.mjs';
import { measureEpochs } from '../train/measure-epochs.mjs';
import { lossDifference, measureSteps } from '../train/measure-steps.mjs';
import { headName, smallSettings } from '../train/settings.mjs';
import { costOfStep, floorOfStep } from '../train/step-floor.mjs';
import { writeStepInputs } from '../train/step-inputs.mjs';
import { openStepSides, torchPythons } from '../train/step-sides.mjs';
import { trainTables } from '../train/train-tables.mjs';

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sbn-train-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('openJsonProcess', () => {
  const program = (text) => {
    const file = join(folder, `${Math.random()}.mjs`);
    writeFileSync(file, text);
    return [process.execPath, [file]];
  };

  it('gives greeting and answers, and throws what the program complains of', async () => {
    const opened = await openJsonProcess(
      ...program(`import { createInterface } from 'node:readline';
        console.log(JSON.stringify({ hello: 1 }));
        for await (const line of createInterface({ input: process.stdin })) {
          const { id, x } = JSON.parse(line);
          console.log(JSON.stringify(x > 0 ? { id, y: 2 * x } : { id, error: 'x is not positive' }));
        }`),
    );
    expect(opened.greeting).toEqual({ hello: 1 });
    expect(await opened.ask({ x: 4 })).toMatchObject({ y: 8 });
    await expect(opened.ask({ x: -1 })).rejects.toThrow('x is not positive');
    await opened.close();
  });

  it('says how a program ended that answers nothing', async () => {
    await expect(
      openJsonProcess(...program("console.error('no such thing'); process.exitCode = 3;")),
    ).rejects.toThrow(/ended with code 3.*no such thing/);
    await expect(openJsonProcess(join(folder, 'nothing'), [])).rejects.toThrow('ENOENT');
  });
});

describe('the floor of a step', () => {
  it('counts products, loss entries and bytes as known by hand', () => {
    const head = { kind: 'bsl', inDim: 10, dim: 4, numLabels: 100 };
    // Input layer: 40 weights, twice 2 operations; labels: 400 weights, three times 2. 444 parameters × 3 arrays × 4 bytes × 2.
    expect(costOfStep(head, 3)).toEqual({
      operations: 3 * (40 * 4 + 400 * 6),
      lossEntries: 300,
      bytes: 444 * 24,
    });
    const dft = { kind: 'dft', inDim: 10, k: 3, slackDims: 2, numLabels: 100 };
    const { operations, bytes } = costOfStep(dft, 1);
    // Width 7 + 2; two transforms of 2.5 n log₂ 7.
    expect(operations).toBeCloseTo(90 * 4 + 200 * 6 + 2 * 2.5 * 100 * Math.log2(7), 9);
    expect(bytes).toBe((90 + 9 + 200) * 24);
  });

  it('is the larger of memory and arithmetic', () => {
    const cost = { operations: 1e6, lossEntries: 1e3, bytes: 1e6 };
    const peaks = {
      flopsPerSecond: { separate: 1e9, fused: 2e9 },
      lossEntriesPerSecond: 1e6,
      bytesPerSecond: 1e9,
    };
    expect(floorOfStep(cost, peaks)).toEqual({
      memoryMilliseconds: 1,
      arithmeticMilliseconds: 0.5 + 1,
      milliseconds: 1.5,
      withoutFmaMilliseconds: 2,
    });
    expect(floorOfStep(cost, { ...peaks, bytesPerSecond: 1e8 }).milliseconds).toBe(10);
  });

  it('measures rates that a processor of today can have', async () => {
    const floor = await openFloor(1, { seconds: 0.02 });
    // One 4-lane addition or more in ten clocks, and fewer than 64 operations in each.
    expect(floor.flopsPerSecond.separate).toBeGreaterThan(5e8);
    expect(floor.flopsPerSecond.separate).toBeLessThan(4e11);
    // An entry of the loss takes more than one operation.
    expect(floor.lossEntriesPerSecond).toBeLessThan(floor.flopsPerSecond.separate);
    expect(floor.bytesPerSecond(1e6)).toBeGreaterThan(1e8);
    expect(() => floor.bytesPerSecond(2 ** 31)).toThrow(RangeError);
    await floor.dispose();
  });
});

describe('sides of a training step', () => {
  const measure = async (head, options) => {
    const request = {
      ...writeStepInputs(join(folder, headName(head)), head, 5),
      learningRate: 1e-2,
      threads: 1,
    };
    const opened = await openStepSides({ threads: 1, isCompiled: false, ...options });
    try {
      return await measureSteps(opened.sidesFor(head), request, { turns: 1, turnMilliseconds: 1 });
    } finally {
      await opened.close();
    }
  };

  it.each(smallSettings.heads)('$kind: our own train alike', async (head) => {
    const { fused, loop, plain } = await measure(head, { isNative: false });
    for (const side of [fused, loop, plain]) {
      expect(side.failure).toBeUndefined();
      expect(side.minMilliseconds).toBeGreaterThan(0);
      // Something is learned, so that sides which all do nothing do not pass.
      expect(side.losses[4]).toBeLessThan(side.losses[0]);
      expect(lossDifference(side.losses, plain.losses)).toBeLessThan(1e-4);
    }
  });

  // Only where somebody has installed PyTorch.
  it.skipIf(!existsSync(torchPythons.torch)).each(smallSettings.heads)(
    '$kind: PyTorch does the same work',
    async (head) => {
      const results = await measure(head, { isNative: true, pythons: { torch: torchPythons.torch } });
      expect(lossDifference(results.fused.losses, results.torch.losses)).toBeLessThan(1e-4);
      if (head.kind === 'dft') {
        const { losses } = results['torch, matrix'];
        expect(lossDifference(losses, results.torch.losses)).toBeLessThan(1e-4);
      }
      expect(Object.keys(results.torch.tried)).toContain('foreach');
    },
  );

  it('says why a side is missing', async () => {
    const pythons = { torch: join(folder, 'no-python') };
    const opened = await openStepSides({ threads: 1, isNative: true, isCompiled: false, pythons });
    expect(opened.missing.torch).toContain('no-python is not there');
    await opened.close();
  });
});

describe('whole trainings', () => {
  const colours = ['red', 'green', 'blue', 'white', 'black'];

  it('learns what a word says, from the same file as fastText', async () => {
    const data = join(folder, 'data');
    mkdirSync(join(data, 'cooking'), { recursive: true });
    const lines = Array.from({ length: 300 }, (_, i) => {
      const colour = colours[i % 5];
      return `__label__${colour}-ish __label__all Something ${colour.toUpperCase()}, number ${i}!`;
    });
    writeFileSync(join(data, 'cooking', 'cooking.stackexchange.txt'), `${lines.join('\n')}\n`);
    const before = process.env.SBN_DATA;
    process.env.SBN_DATA = data;
    try {
      const files = await epochFiles('cooking', join(folder, 'epochs'));
      expect(Object.keys(files)).toEqual(['train', 'valid', 'test']);
      const result = await measureEpochs('cooking', { folder: join(folder, 'epochs'), turns: 1 });
      expect(result.ours.medianSeconds).toBeGreaterThan(0.1);
      expect(result.ours.precisionAt1).toBe(1);
      expect(result.ours.recallAt1).toBe(0.5);
    } finally {
      if (before === undefined) delete process.env.SBN_DATA;
      else process.env.SBN_DATA = before;
    }
  });

  it('hand every single training to who keeps them, and take the best rate of the grid', async () => {
    const folderOfFiles = join(folder, 'kept');
    mkdirSync(folderOfFiles);
    for (const part of ['train', 'valid', 'test']) {
      writeFileSync(join(folderOfFiles, `cooking.${part}.txt`), '__label__a b\n');
    }
    const kept = [];
    const result = await measureEpochs('cooking', {
      folder: folderOfFiles,
      turns: 2,
      isTuning: true,
      isNative: false,
      once: async (key) => {
        kept.push(key);
        if (key.includes('learningRate 0.02,')) return { precisionAt1: 0, failure: 'too fast' };
        const isBest = key.includes('learningRate 0.002, batchSize 128');
        return { milliseconds: 1000, precisionAt1: isBest ? 0.9 : 0.8, recallAt1: 0.5 };
      },
    });
    // Four rates by two sizes of batch, and two turns.
    expect(new Set(kept).size).toBe(10);
    expect(kept.at(-1)).toBe(
      'epochs: cooking, ours, 20 epochs, learningRate 0.002, batchSize 128, test, turn 2 of 2',
    );
    expect(result.ours).toMatchObject({ learningRate: 0.002, batchSize: 128, medianSeconds: 1 });
    expect(result.grid.ours.length).toBe(8);
  });
});

describe('the tables', () => {
  const side = (medianMilliseconds, ratio) => ({ medianMilliseconds, ratio, timesFloor: 2 });
  const row = (head, fused, torch) => ({
    head,
    batchSize: 32,
    threads: 1,
    floor: { milliseconds: 1 },
    sides: { fused: side(fused, fused / torch), torch: side(torch, 1) },
  });
  const heads = {
    dft: { kind: 'dft', inDim: 4, numLabels: 50, k: 3, slackDims: 4 },
    bsl: { kind: 'bsl', inDim: 4, numLabels: 50, dim: 8 },
  };
  const document = {
    steps: {
      peaks: [{ threads: 1, flopsPerSecond: { separate: 2e9 }, lossEntriesPerSecond: 3e6 }],
      rows: [row(heads.dft, 2, 4), row(heads.bsl, 3, 4)],
    },
  };

  it('hold ours against the bars', () => {
    const { 'steps-1': steps, dft } = trainTables(document);
    expect(steps.rows['DFT n=50 k=3 slack 4, B=32']).toMatchObject({
      'torch, ms': 4,
      'fused / torch': '0.5 ✓',
    });
    expect(steps.rows['BSL n=50 d=8, B=32']).toMatchObject({ 'fused / torch': '0.75 ✗', 'fused / floor': 2 });
    expect(Object.values(dft.rows)).toEqual([
      { 'DFT, ms': 2, 'BSL of twice the slack, ms': 3, 'BSL / DFT': '1.5 ✗' },
    ]);
  });

  it('go between their marks in a page, again and again', () => {
    const page = join(folder, 'page.md');
    const places = ['peaks', 'steps-1', 'dft'].map(
      (name) => `<!-- bench train: ${name} -->\nold\n<!-- end -->\n`,
    );
    writeFileSync(page, `# Title\n\n${places.join('text\n')}`);
    writeTables(page, 'train', trainTables(document));
    const once = readFileSync(page, 'utf8');
    expect(once).not.toContain('old');
    expect(once).toContain('| 1 thread | 2 |  | 3 |\n\n<!-- end -->\ntext\n');
    writeTables(page, 'train', trainTables(document));
    expect(readFileSync(page, 'utf8')).toBe(once);
    expect(() => writeTables(page, 'train', { other: { rows: {} } })).toThrow('no place for the table other');
  });
});

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@sbn/core';
import { plifHead, sigsoftmaxHead } from '@sbn/heads';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adam } from '../optimizers/adam.js';
import { sgd } from '../optimizers/sgd.js';
import { readCheckpoint } from '../run/checkpoint.js';
import { TrainingError } from '../run/training-error.js';
import { exponentialSchedule } from '../schedules/exponential-schedule.js';
import { quickBackends, startTestBackend, testedBackends } from '../testing/start-backends.js';
import { abortAfter, parametersOf, readLog, withoutSeconds } from '../testing/training-runs.js';
import { evaluateLanguageModel } from './evaluate-language-model.js';
import { createLanguageModel, type LanguageModel } from './language-model.js';
import { loadLanguageModel } from './language-model-file.js';
import { trainLanguageModel } from './train-language-model.js';
import type { LanguageModelEvent, TrainLanguageModelOptions } from './train-language-model-options.js';

/** A sentence again and again: after its first words everything is known. */
const sentence = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
const repeated = (length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => sentence[i % sentence.length]!);
const random = createRandom([1, 'train-language-model.test']);
/** What no model can know. */
const noise = Int32Array.from({ length: 90 }, () => random.int(10));

const makeModel = (options: Partial<Parameters<typeof createLanguageModel>[0]> = {}): LanguageModel =>
  createLanguageModel({
    vocabularySize: 10,
    embeddingDim: 8,
    hiddenDims: [12, 8],
    head: sigsoftmaxHead,
    tied: true,
    dropout: { tokens: 0.05, inputs: 0.1, hidden: 0.1, outputs: 0.1, recurrent: 0.2 },
    seed: 1,
    ...options,
  });

let model: LanguageModel;
let folder: string;
let tensorsBefore: number;
beforeEach(async () => {
  await startTestBackend('wasm');
  tensorsBefore = memory().numTensors;
  model = makeModel();
  folder = await mkdtemp(join(tmpdir(), 'train-language-model-'));
});
afterEach(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
  expect(memory().numTensors).toBe(tensorsBefore);
});

const base = (): TrainLanguageModelOptions => ({
  model,
  data: { train: repeated(400), valid: repeated(90) },
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 4,
  batchSize: 4,
  windowLength: 15,
  seed: 3,
  logEverySteps: 1,
});

/** Everything at once that has a state: variable windows, averages, moments, dropout, penalties, clipping. */
const everything = (): TrainLanguageModelOptions => ({
  ...base(),
  // Worse and worse on what it has not seen, so that averages begin.
  data: { train: repeated(400), valid: noise },
  epochs: 5,
  averaging: { nonMono: 0 },
  variableWindows: true,
  clipNorm: 0.5,
  penalties: { activation: 0.2, temporal: 0.1 },
  schedule: exponentialSchedule({ decay: 0.9, steps: 10 }),
});

describe.each(quickBackends)('trainLanguageModel on %s', (backend) => {
  it('learns a text that repeats to a perplexity of nearly 1', async () => {
    await startTestBackend(backend);
    const plain = makeModel({ hiddenDims: [16], tied: false, dropout: {} });
    const valid = repeated(181);
    const { best, history, steps, epochs, stoppedBecause } = await trainLanguageModel({
      ...base(),
      model: plain,
      data: { train: repeated(400), valid },
      optimizer: adam({ learningRate: 0.03 }),
      epochs: 12,
      evaluation: { batchSize: 1, windowLength: 60 },
    });
    // 4 columns of 100 tokens: 99 to predict, 15 at a time.
    expect([steps, epochs, stoppedBecause]).toEqual([12 * 7, 12, 'completed']);
    expect(history[0]!.trainLoss).toBeGreaterThan(1.5);
    expect(best!.value).toBe(Math.min(...history.map(({ metrics }) => metrics!.loss!)));
    // The model has its best parameters at the end.
    const { perplexity, loss } = await evaluateLanguageModel({ model: plain, tokens: valid, batchSize: 1 });
    expect(loss).toBeCloseTo(best!.value, 6);
    expect(perplexity).toBeLessThan(1.05);
    plain.dispose();
    await startTestBackend('wasm');
  });

  it('gives the same bits when it is interrupted at any step, and in the middle of an epoch, and resumed', async () => {
    await startTestBackend(backend);
    const whole = join(folder, 'whole');
    const first = makeModel();
    const expected = await trainLanguageModel({
      ...everything(),
      model: first,
      folder: whole,
      restoreBest: false,
    });
    expect(await readLog(whole)).toContainEqual(expect.objectContaining({ event: 'averaging' }));
    for (const stops of [[1], [10, 20], [expected.steps - 1]]) {
      const broken = join(folder, `broken-${stops[0]}`);
      for (const stop of stops) {
        // Another process would make the model anew.
        const second = makeModel();
        const part = await trainLanguageModel({
          ...everything(),
          ...abortAfter(stop),
          model: second,
          folder: broken,
          resume: existsSync(broken),
          restoreBest: false,
        });
        expect([part.steps, part.stoppedBecause]).toEqual([stop, 'aborted']);
        second.dispose();
      }
      const last = makeModel();
      const result = await trainLanguageModel({
        ...everything(),
        model: last,
        folder: broken,
        resume: true,
        restoreBest: false,
      });
      expect({ ...result, history: withoutSeconds(result.history) }).toEqual({
        ...expected,
        history: withoutSeconds(expected.history),
      });
      expect(await parametersOf(last)).toEqual(await parametersOf(first));
      expect(await readLog(broken)).toEqual(await readLog(whole));
      last.dispose();
    }
    first.dispose();
    await startTestBackend('wasm');
  });
});

describe('trainLanguageModel', () => {
  it('computes the same on every backend that runs here', async () => {
    const losses: number[][] = [];
    for (const backend of testedBackends) {
      await startTestBackend(backend);
      const own = makeModel();
      const seen: number[] = [];
      await trainLanguageModel({
        ...base(),
        model: own,
        epochs: 1,
        onEvent: (event) => event.event === 'step' && seen.push(event.loss),
      });
      losses.push(seen);
      own.dispose();
      await startTestBackend('wasm');
    }
    for (const [i, loss] of losses[0]!.entries()) {
      for (const other of losses) expect(other[i]).toBeCloseTo(loss, 4);
    }
  });

  it('leaves no more tensors after many steps than after few', async () => {
    const counts: number[] = [];
    await trainLanguageModel({
      ...everything(),
      onEvent: (event) => event.event === 'step' && counts.push(memory().numTensors),
    });
    // The averages come once.
    expect(new Set(counts.slice(8)).size).toBeLessThanOrEqual(2);
    expect(counts.at(-1)! - counts[0]!).toBeLessThanOrEqual(model.parameters.length);
  });

  it('averages all parameters from the epoch on that says so, evaluates the averages and ends with them', async () => {
    const updates: Float32Array[][] = [];
    let begin = Number.NaN;
    const plain = makeModel({ dropout: {} });
    const valuesNow = (): Float32Array[] =>
      plain.parameters.map(({ storage }) =>
        storage.kind === 'variable'
          ? (storage.variable.dataSync() as Float32Array).slice()
          : new Float32Array(),
      );
    const { history, epochs } = await trainLanguageModel({
      ...base(),
      model: plain,
      optimizer: sgd({ learningRate: 2 }),
      data: { train: repeated(200), valid: noise },
      epochs: 8,
      averaging: { nonMono: 0 },
      restoreBest: false,
      onEvent: ({ event, ...rest }) => {
        if (event === 'step') updates.push(valuesNow());
        if (event === 'averaging') begin = (rest as { step: number }).step;
      },
    });
    const losses = history.map(({ metrics }) => metrics!.loss!);
    const worse = losses.findIndex((loss, i) => i > 0 && loss > Math.min(...losses.slice(0, i)));
    expect(begin).toBe((worse + 1) * (updates.length / epochs));
    const averaged = updates.slice(begin - 1);
    valuesNow().forEach((values, i) => {
      values.forEach((value, j) => {
        const mean = averaged.reduce((sum, update) => sum + update[i]![j]!, 0) / averaged.length;
        expect(Math.abs(value - mean)).toBeLessThan(1e-5);
      });
    });
    const { loss } = await evaluateLanguageModel({ model: plain, tokens: noise, windowLength: 15 });
    expect(loss).toBeCloseTo(losses.at(-1)!, 6);
    plain.dispose();
  });

  it('clips the gradient to the norm that is given', async () => {
    const before = await parametersOf(model);
    const events: LanguageModelEvent[] = [];
    await trainLanguageModel({
      ...base(),
      optimizer: sgd({ learningRate: 1 }),
      data: { train: repeated(4 * 16) },
      epochs: 1,
      clipNorm: 0.01,
      onEvent: (event) => events.push(event),
    });
    const after = await parametersOf(model);
    let squares = 0;
    for (const [name, values] of after) {
      values.forEach((value, i) => {
        squares += (value - before.get(name)![i]!) ** 2;
      });
    }
    // One step, of the rate 1 along the clipped gradient.
    expect(Math.sqrt(squares)).toBeCloseTo(0.01, 5);
    const step = events.find((event) => event.event === 'step');
    expect(step).toMatchObject({ gradientNorm: expect.any(Number) });
    expect((step as { gradientNorm: number }).gradientNorm).toBeGreaterThan(0.01);
  });

  it('trains the slopes of a PLIF head by the rate that the head asks for, unless a group says otherwise', async () => {
    const plif = makeModel({ head: (shared) => plifHead({ ...shared, numKnots: 5, learningRate: 0.25 }) });
    const ratesWith = async (groups: { match: string; learningRate: number }[]): Promise<unknown> => {
      const path = join(folder, `plif-${groups.length}`);
      await trainLanguageModel({
        ...base(),
        model: plif,
        epochs: 1,
        optimizer: sgd({ learningRate: 0.5, groups }),
        folder: path,
      });
      const { config } = await readCheckpoint<unknown, { model: unknown; rules: Record<string, unknown> }>(
        join(path, 'checkpoints', 'last.safetensors'),
        'sbn-language-model-checkpoint-1',
      );
      return config.rules['head/slopes'];
    };
    expect(await ratesWith([])).toEqual({ learningRate: 0.25, weightDecay: 0 });
    expect(await ratesWith([{ match: 'head/', learningRate: 0.1 }])).toEqual({
      learningRate: 0.1,
      weightDecay: 0,
    });
    plif.dispose();
  });

  it('scales the rate with the length of a window where lengths vary', async () => {
    const events: LanguageModelEvent[] = [];
    await trainLanguageModel({
      ...base(),
      epochs: 1,
      variableWindows: true,
      onEvent: (event) => events.push(event),
    });
    const rates = events.flatMap((event) => (event.event === 'step' ? [event.learningRate / 0.02] : []));
    const lengths = rates.map((rate) => rate * 15);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeCloseTo(99, 6);
    expect(new Set(lengths).size).toBeGreaterThan(2);
    for (const length of lengths) expect(length).toBeCloseTo(Math.round(length), 6);
  });

  it('writes a run that others can read', async () => {
    await trainLanguageModel({ ...base(), epochs: 2, folder });
    expect((await readdir(folder)).sort()).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      model: model.toConfig(),
      data: { trainTokens: 400, validTokens: 90 },
      windowLength: 15,
    });
    const best = await loadLanguageModel(join(folder, 'checkpoints', 'best.safetensors'));
    expect(await parametersOf(best)).toEqual(await parametersOf(model));
    best.dispose();
    await expect(trainLanguageModel({ ...base(), folder })).rejects.toMatchObject({ code: 'run-exists' });
    await expect(
      trainLanguageModel({ ...base(), folder, resume: true, windowLength: 10 }),
    ).rejects.toMatchObject({ code: 'config-changed' });
    const longer = await trainLanguageModel({ ...base(), epochs: 3, folder, resume: true });
    expect(longer.epochs).toBe(3);
  });

  it('begins every epoch without context', async () => {
    const plain = makeModel({ dropout: {} });
    const losses: number[] = [];
    await trainLanguageModel({
      ...base(),
      model: plain,
      // Next to nothing, so that both epochs see the same model.
      optimizer: sgd({ learningRate: 1e-9 }),
      epochs: 2,
      onEvent: (event) => event.event === 'step' && losses.push(event.loss),
    });
    expect(losses.slice(7)).toEqual(losses.slice(0, 7));
    plain.dispose();
  });

  it('stops when the validation loss gets no better', async () => {
    const { stoppedBecause, epochs } = await trainLanguageModel({
      ...base(),
      data: { train: repeated(400), valid: noise },
      epochs: 50,
      earlyStopping: { patience: 2 },
    });
    expect(stoppedBecause).toBe('early-stopping');
    expect(epochs).toBeLessThan(50);
  });

  it('ends with the step that broke it, and leaves the parameters before it', async () => {
    model.parameters.at(-1)!.write(new Float32Array(10).fill(Number.NaN));
    const before = await parametersOf(model);
    await expect(trainLanguageModel({ ...base(), folder })).rejects.toThrow(
      'the loss is NaN at step 0 (epoch 0, batch 0, learning rate 0.02). Nothing was changed by this step.',
    );
    expect(await parametersOf(model)).toEqual(before);
  });

  it('names the step before an evaluation that is not finite', async () => {
    const attempt = trainLanguageModel({ ...base(), optimizer: sgd({ learningRate: 1e39 }), batchSize: 25 });
    await expect(attempt).rejects.toThrow(TrainingError);
    await expect(attempt).rejects.toMatchObject({ code: 'validation-not-finite', step: 0 });
  });

  it.each([
    [{ epochs: 0 }, RangeError, 'trainLanguageModel: epochs must be an integer >= 1, got 0'],
    [{ windowLength: 0 }, RangeError, 'windowLength must be an integer >= 1, got 0'],
    [{ batchSize: 300 }, Error, 'data.train has 400 tokens, and 600 or more are needed'],
    [{ data: { train: Int32Array.of(0, 1, 10, 2, 3, 4, 5, 6) } }, Error, 'data.train: token 2 is 10'],
    [{ data: { train: repeated(400), valid: Int32Array.of(1) } }, Error, 'data.valid has 1 tokens'],
    [
      { data: { train: repeated(400) }, averaging: { nonMono: 5 } },
      TypeError,
      'averaging follows the validation loss, and needs data.valid',
    ],
    [{ averaging: { nonMono: -1 } }, RangeError, 'averaging.nonMono must be an integer >= 0, got -1'],
    [{ penalties: { temporal: -1 } }, RangeError, 'penalties.temporal must be a finite number >= 0, got -1'],
    [
      { penalties: { temporel: 1 } as TrainLanguageModelOptions['penalties'] },
      TypeError,
      'penalties has no weight "temporel"; it has activation, temporal',
    ],
    [{ clipNorm: 0 }, RangeError, 'clipNorm must be a finite number > 0, got 0'],
    [{ earlyStopping: { patience: 0 } }, RangeError, 'earlyStopping.patience must be an integer >= 1'],
    [{ resume: true }, TypeError, 'resume needs a folder'],
  ])('refuses %j', async (wrong, kind, message) => {
    const attempt = trainLanguageModel({ ...base(), ...wrong });
    await expect(attempt).rejects.toThrow(kind);
    await expect(attempt).rejects.toThrow(message);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Parameter } from '../model/parameter.js';

/** Copies of a model's parameters by name. */
export async function parametersOf(model: {
  readonly parameters: readonly Parameter[];
}): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const parameter of model.parameters) values.set(parameter.name, await parameter.read());
  return values;
}

/** A run's log without what differs between a broken and an unbroken run: clock times and notes of resuming. */
export async function readLog(folder: string): Promise<unknown[]> {
  return (await readFile(join(folder, 'metrics.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), seconds: 0 }))
    .filter(({ event }) => event !== 'resume');
}

/** Epochs without the seconds that they took. */
export function withoutSeconds(history: readonly object[]): object[] {
  return history.map((record) => ({ ...record, seconds: 0 }));
}

/** A signal that comes after a number of steps. */
export function abortAfter(steps: number): {
  readonly signal: AbortSignal;
  readonly onEvent: (event: { readonly event: string; readonly step?: number }) => void;
} {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onEvent: ({ event, step }) => {
      if (event === 'step' && step === steps - 1) controller.abort();
    },
  };
}

import { InputError } from '@sbn/core';
import { getBackend } from '@tensorflow/tfjs-core';
import { type BackendName, backendInstalls, backendNames, checkBackendName } from './backend-name.js';
import { explainStart, type ImportModule, startBackend } from './start-backend.js';

/** What is known about one backend. */
export interface BackendReport {
  readonly name: BackendName;
  /**
   * `works`: it starts on this machine. `not-tried`: a better one was found
   * first. `not-installed` / `failed`: see `why`.
   */
  readonly status: 'works' | 'not-tried' | 'not-installed' | 'failed';
  /** One sentence for a person. */
  readonly why: string;
  /** The command that installs it. */
  readonly install: string;
}

/** Which backend runs, and why not the others. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly reason: string;
  /** The other backends, in the order of {@link backendNames}. */
  readonly others: readonly BackendReport[];
}

/** Options of {@link selectBackend} and {@link describeBackends}. */
export interface BackendOptions {
  /** Loads a module by name; the default is `import()`. */
  readonly importModule?: ImportModule;
}

const importByName: ImportModule = (name) => import(name);

/**
 * Starts a TensorFlow.js backend and makes it the current one. Optional backends are loaded only when they are
 * installed; nothing is loaded before this call.
 *
 * @param wanted a backend, or `auto`: the first of tensorflow-gpu, tensorflow, webgpu, wasm, cpu that starts
 * @throws InputError with code `backend-unknown`, `backend-not-installed` (the message has the install command) or
 *   `backend-failed` (the message has the backend's own reason)
 */
export async function selectBackend(
  wanted: BackendName | 'auto' = 'auto',
  options: BackendOptions = {},
): Promise<BackendChoice> {
  const { importModule = importByName } = options;
  if (wanted !== 'auto') {
    const name = checkBackendName(wanted);
    const start = await startBackend(name, importModule);
    if (start.status === 'not-installed') {
      throw new InputError(`backend ${name}: ${start.why}.`, {
        code: 'backend-not-installed',
        hint: `To install it: ${backendInstalls[name]}; or use backend auto.`,
      });
    }
    if (start.status === 'failed') {
      throw new InputError(`backend ${name} is installed but does not start: ${start.why}.`, {
        code: 'backend-failed',
        hint: 'Use backend auto to take the best one that works here.',
      });
    }
    return {
      name,
      reason: 'asked for by name',
      others: backendNames
        .filter((other) => other !== name)
        .map((other) => notTried(other, `${name} was asked for`)),
    };
  }
  const others: BackendReport[] = [];
  for (const [i, name] of backendNames.entries()) {
    const start = await startBackend(name, importModule);
    if (start.status !== 'started') {
      others.push({
        name,
        status: start.status,
        why: explainStart(name, start),
        install: backendInstalls[name],
      });
      continue;
    }
    for (const later of backendNames.slice(i + 1)) others.push(notTried(later, `${name} comes first`));
    return { name, reason: `the first of ${backendNames.join(', ')} that works here`, others };
  }
  throw new InputError(
    `no TensorFlow.js backend starts: ${others.map((o) => `${o.name}: ${o.why}`).join('; ')}.`,
    {
      code: 'backend-failed',
      hint: `Install one: ${backendInstalls.wasm}.`,
    },
  );
}

/**
 * Tries every backend in turn and tells how each did; the backend that was current before is current again
 * afterwards. The two native TensorFlow packages cannot live in one process, so the second is not tried when the
 * first works.
 */
export async function describeBackends(options: BackendOptions = {}): Promise<readonly BackendReport[]> {
  const { importModule = importByName } = options;
  const previous = await currentName(importModule);
  const reports: BackendReport[] = [];
  for (const name of backendNames) {
    if (name === 'tensorflow' && reports[0]?.status === 'works') {
      reports.push(notTried(name, 'tensorflow-gpu works, and only one of the two can be loaded'));
      continue;
    }
    const start = await startBackend(name, importModule);
    const status = start.status === 'started' ? 'works' : start.status;
    reports.push({ name, status, why: explainStart(name, start), install: backendInstalls[name] });
  }
  if (previous !== undefined) await startBackend(previous, importModule);
  return reports;
}

async function currentName(importModule: ImportModule): Promise<BackendName | undefined> {
  await importModule('@tensorflow/tfjs');
  const current = getBackend();
  return backendNames.find((name) => name === current);
}

function notTried(name: BackendName, why: string): BackendReport {
  return { name, status: 'not-tried', why: `not tried: ${why}`, install: backendInstalls[name] };
}

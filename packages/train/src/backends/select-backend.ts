import { InputError } from '@sbn/core';
import { setBackend } from '@tensorflow/tfjs-core';
import type { BackendDetails } from './backend-details.js';
import {
  type BackendName,
  backendInstalls,
  backendNames,
  checkBackendName,
  hostBackends,
} from './backend-name.js';
import type { ImportModule } from './load-package.js';
import { type BackendStart, currentBackend, explainStart, startBackend } from './start-backend.js';

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
  /** Which engine `train` takes on it for models, losses and optimisers of this package, unless told otherwise. */
  readonly engine: 'fused' | 'tfjs';
  /** What computes, where it works. */
  readonly details?: BackendDetails;
}

/** Which backend runs, and why not the others. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly reason: string;
  /** What computes. */
  readonly details: BackendDetails;
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
 * @param wanted a backend, or `auto`: the first of tensorflow-gpu, tensorflow, webgpu, wasm, cpu that starts. `auto`
 *   passes over WebGPU where its only adapter is a software one
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
    const start = await startBackend(name, importModule, { acceptSoftware: true });
    if (start.status !== 'started') {
      throw start.status === 'not-installed'
        ? new InputError(`backend ${name}: ${start.why}.`, {
            code: 'backend-not-installed',
            hint: `To install it: ${backendInstalls[name]}; or use backend auto.`,
          })
        : new InputError(`backend ${name} is installed but does not start: ${start.why}.`, {
            code: 'backend-failed',
            hint: 'Use backend auto to take the best one that works here.',
          });
    }
    return {
      name,
      reason: 'asked for by name',
      details: start.details,
      others: backendNames
        .filter((other) => other !== name)
        .map((other) => notTried(other, `${name} was asked for`)),
    };
  }
  const others: BackendReport[] = [];
  for (const [i, name] of backendNames.entries()) {
    const start = await startBackend(name, importModule, { acceptSoftware: false });
    if (start.status !== 'started') {
      others.push(reportOf(name, start));
      continue;
    }
    for (const later of backendNames.slice(i + 1)) others.push(notTried(later, `${name} comes first`));
    const reason = `the first of ${backendNames.join(', ')} that works here`;
    return { name, reason, details: start.details, others };
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
  await importModule('@tensorflow/tfjs');
  const previous = currentBackend();
  const reports: BackendReport[] = [];
  for (const name of backendNames) {
    if (name === 'tensorflow' && reports[0]?.status === 'works') {
      reports.push(notTried(name, 'tensorflow-gpu works, and only one of the two can be loaded'));
      continue;
    }
    reports.push(reportOf(name, await startBackend(name, importModule, { acceptSoftware: false })));
  }
  if (previous !== undefined) await setBackend(previous);
  return reports;
}

function reportOf(name: BackendName, start: BackendStart): BackendReport {
  const common = {
    name,
    why: explainStart(name, start),
    install: backendInstalls[name],
    engine: engineOn(name),
  };
  return start.status === 'started'
    ? { ...common, status: 'works', details: start.details }
    : { ...common, status: start.status };
}

function notTried(name: BackendName, why: string): BackendReport {
  return {
    name,
    status: 'not-tried',
    why: `not tried: ${why}`,
    install: backendInstalls[name],
    engine: engineOn(name),
  };
}

function engineOn(name: BackendName): 'fused' | 'tfjs' {
  return hostBackends.includes(name) ? 'fused' : 'tfjs';
}

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '@sbn/core';
import { type FolderLock, lockFolder } from '../files/folder-lock.js';
import { removePartialFiles, writeFileAtomic } from '../files/write-file-atomic.js';

/** The paths of a run: everything in it can be read without our code. */
export interface RunFolder {
  readonly path: string;
  /** The whole resolved configuration, JSON. */
  readonly configFile: string;
  /** What happened, one JSON object per line, append-only. */
  readonly metricsFile: string;
  /** The newest state, from which a training goes on; safetensors. */
  readonly lastCheckpoint: string;
  /** The best parameters so far; safetensors. */
  readonly bestCheckpoint: string;
  /** The metrics of the last evaluation, JSON. */
  readonly evaluationFile: string;
  /** Folder of the output layer as .npy files. */
  readonly outputLayerFolder: string;
  /** Replaces `config.json`. */
  writeConfig(config: unknown): Promise<void>;
  /** Replaces `evaluation.json`. */
  writeEvaluation(report: unknown): Promise<void>;
  /** Gives the folder back to other processes. */
  release(): Promise<void>;
}

/**
 * Creates a run folder, or opens one that is there, for this process alone.
 *
 * @throws InputError with code `folder-locked` when another training uses it, or `folder-unusable` when it cannot be
 *   created
 */
export async function openRunFolder(path: string): Promise<RunFolder> {
  const root = resolve(path);
  const checkpoints = join(root, 'checkpoints');
  try {
    await mkdir(checkpoints, { recursive: true });
  } catch (error) {
    throw new InputError(`cannot be made a run folder: ${(error as Error).message}.`, {
      code: 'folder-unusable',
      file: path,
      cause: error,
    });
  }
  const lock: FolderLock = await lockFolder(root);
  try {
    await removePartialFiles(root);
    await removePartialFiles(checkpoints);
  } catch (error) {
    await lock.release();
    throw error;
  }
  const configFile = join(root, 'config.json');
  const evaluationFile = join(root, 'evaluation.json');
  const writeJson = (file: string, value: unknown): Promise<void> =>
    writeFileAtomic(file, `${JSON.stringify(value, undefined, 2)}\n`);
  return {
    path: root,
    configFile,
    metricsFile: join(root, 'metrics.jsonl'),
    lastCheckpoint: join(checkpoints, 'last.safetensors'),
    bestCheckpoint: join(checkpoints, 'best.safetensors'),
    evaluationFile,
    outputLayerFolder: join(root, 'output-layer'),
    writeConfig: (config) => writeJson(configFile, config),
    writeEvaluation: (report) => writeJson(evaluationFile, report),
    release: () => lock.release(),
  };
}

/**
 * Runs something in a run folder: opened for it and given back after it where a path is given, left as it is where the
 * caller has opened it.
 *
 * @throws InputError as {@link openRunFolder}
 */
export async function withRunFolder<T>(
  place: string | RunFolder | undefined,
  run: (folder: RunFolder | undefined) => Promise<T>,
): Promise<T> {
  if (typeof place !== 'string') return run(place);
  const folder = await openRunFolder(place);
  try {
    return await run(folder);
  } finally {
    await folder.release();
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failAt } from '../files/fail-at.js';
import { parseJson, readText } from '../files/read-text.js';
import type { LinearUse, StoredTensor, TensorFile } from '../tensor-file.js';
import { openNumpy } from './numpy.js';
import { openSafetensors } from './safetensors.js';
import { openTfjs } from './tfjs/tfjs.js';

/**
 * Opens a folder: a run of `@sbn/train`, its `output-layer` by itself, or a TensorFlow.js model with its `model.json`.
 *
 * The tensors of a run are `output-layer/weights` [numLabels, d] and `output-layer/bias`, then those of the best (or
 * else the last) checkpoint, such as `checkpoints/best/parameter/head/weights`. Where there is an output layer, it alone
 * is a candidate.
 *
 * @throws InputError when it is none of these
 */
export async function openFolder(folder: string): Promise<TensorFile> {
  const model = join(folder, 'model.json');
  if (existsSync(model)) return openTfjs(model, parseJson(await readText(model), model));
  const prefix = existsSync(join(folder, 'output-layer', 'weights.npy')) ? 'output-layer/' : '';
  const tensors = await layerTensors(join(folder, prefix), prefix);
  const checkpoint = ['best', 'last'].find((name) => existsSync(checkpointFile(folder, name)));
  if (tensors.length === 0 && checkpoint === undefined) {
    failAt(
      { file: folder },
      'is-a-folder',
      'This folder has no output-layer/weights.npy, no checkpoints/best.safetensors and no model.json.',
      'Name a run folder, or a model file.',
    );
  }
  if (checkpoint === undefined) return { file: folder, tensors, close: async () => {} };
  const opened = await openSafetensors(checkpointFile(folder, checkpoint));
  const isCandidate = tensors.length === 0;
  const place = `checkpoints/${checkpoint}/`;
  return {
    file: folder,
    tensors: [...tensors, ...opened.tensors.map((tensor) => placed(tensor, place, isCandidate))],
    close: () => opened.close(),
  };
}

function checkpointFile(folder: string, name: string): string {
  return join(folder, 'checkpoints', `${name}.safetensors`);
}

/** The `.npy` files of an output layer, whose layout is documented. */
async function layerTensors(folder: string, prefix: string): Promise<StoredTensor[]> {
  const open = async (name: string): Promise<StoredTensor[]> => {
    const file = join(folder, `${name}.npy`);
    if (!existsSync(file)) return [];
    const [tensor] = (await openNumpy(file)).tensors;
    return [{ ...tensor!, name: prefix + name }];
  };
  const [weights] = await open('weights');
  if (weights === undefined) return [];
  const [bias] = await open('bias');
  const use: LinearUse = {
    outputAxis: 0,
    certain: true,
    scale: 1,
    ...(bias === undefined ? {} : { bias: { name: bias.name, scale: 1 } }),
  };
  return [
    { ...weights, role: 'weights-candidate', use },
    ...(bias === undefined ? [] : [{ ...bias, role: 'bias-candidate' as const }]),
  ];
}

/** A tensor of a checkpoint under its name in the run. */
function placed(tensor: StoredTensor, place: string, isCandidate: boolean): StoredTensor {
  const { role, use, ...rest } = tensor;
  const bias = use?.bias === undefined ? {} : { bias: { ...use.bias, name: place + use.bias.name } };
  return {
    ...rest,
    name: place + tensor.name,
    ...(isCandidate && role !== undefined ? { role } : {}),
    ...(use === undefined ? {} : { use: { ...use, ...bias } }),
  };
}

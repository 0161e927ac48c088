import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeNpy } from '@sbn/datasets';
import { type Head, type OutputLayer, outputLayerFromSavedHead, type ParameterValues } from '@sbn/heads';
import { writeFileAtomic } from '../files/write-file-atomic.js';

/**
 * Writes a head's output layer for other programs: `weights.npy` [numLabels, d] and, where there is one, `bias.npy`
 * [numLabels], both float64; `structure.json` where the rows are a known basis; `labels.txt` with one name per line.
 * Files of an earlier export that this one does not have are removed. Each file is replaced atomically.
 *
 * @param folder created if need be
 * @param options.labelNames one per label; line breaks in them become spaces
 * @param options.tiedTo the weights, where they are somebody else's (an embedding table)
 * @returns the layer that was written
 * @throws RangeError when the number of names is not the number of labels; TypeError when weights that are somebody else's
 *   are missing
 */
export async function exportOutputLayer(
  head: Head,
  folder: string,
  options: {
    readonly labelNames?: readonly string[] | undefined;
    readonly tiedTo?: ParameterValues | undefined;
  } = {},
): Promise<OutputLayer> {
  const { labelNames, tiedTo } = options;
  if (labelNames !== undefined && labelNames.length !== head.numLabels) {
    throw new RangeError(
      `exportOutputLayer: ${head.numLabels} labels need as many labelNames, got ${labelNames.length}`,
    );
  }
  await mkdir(folder, { recursive: true });
  // Not head.outputLayer(): WebGPU cannot read synchronously.
  const saved = { config: head.toConfig(), weights: await head.readWeights() };
  const layer = outputLayerFromSavedHead(saved, { tiedTo });
  const files: [name: string, content: string | Uint8Array | undefined][] = [
    ['weights.npy', encodeNpy(layer.weights)],
    ['bias.npy', layer.bias === undefined ? undefined : encodeNpy(layer.bias)],
    ['structure.json', layer.structure === undefined ? undefined : `${JSON.stringify(layer.structure)}\n`],
    ['labels.txt', labelNames?.map((name) => `${name.replaceAll(/[\r\n]+/g, ' ')}\n`).join('')],
  ];
  for (const [name, content] of files) {
    const file = join(folder, name);
    if (content === undefined) await rm(file, { force: true });
    else await writeFileAtomic(file, typeof content === 'string' ? content : [content]);
  }
  return layer;
}

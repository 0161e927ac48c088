import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OnnxNode, type OnnxValue, onnxFile } from './onnx-file.js';

/**
 * Writes a model of pictures of 4 × 4 places and three channels, scaled to [−1, 1]. Its `last_hidden_state` is twice
 * the pixels: as a map [batch, 3, 4, 4] (`map`, as ResNets have it, with the mean of the pixels as `pooler_output`
 * [batch, 3, 1, 1]), or with a token per place [batch, 16, 3] (`patches`, as vision transformers have it).
 */
export async function writeTinyImageModel(folder: string, form: 'map' | 'patches' = 'map'): Promise<string> {
  const double: OnnxNode = { op: 'Add', input: ['pixel_values', 'pixel_values'], output: 'doubled' };
  const map: readonly OnnxNode[] = [
    { op: 'Identity', input: ['doubled'], output: 'last_hidden_state' },
    { op: 'GlobalAveragePool', input: ['pixel_values'], output: 'pooler_output' },
  ];
  const patches: readonly OnnxNode[] = [
    { op: 'Reshape', input: ['doubled', 'shape'], output: 'flat' },
    { op: 'Transpose', input: ['flat'], output: 'last_hidden_state', attributes: { perm: [0, 2, 1] } },
  ];
  const outputs: readonly OnnxValue[] =
    form === 'map'
      ? [
          { name: 'last_hidden_state', type: 'float', shape: ['batch', 3, 4, 4] },
          { name: 'pooler_output', type: 'float', shape: ['batch', 3, 1, 1] },
        ]
      : [{ name: 'last_hidden_state', type: 'float', shape: ['batch', 16, 3] }];
  await mkdir(join(folder, 'onnx'), { recursive: true });
  await writeFile(
    join(folder, 'onnx/model.onnx'),
    onnxFile({
      inputs: [{ name: 'pixel_values', type: 'float', shape: ['batch', 3, 4, 4] }],
      outputs,
      constants: [{ name: 'shape', dims: [3], values: BigInt64Array.of(0n, 3n, 16n) }],
      nodes: [double, ...(form === 'map' ? map : patches)],
    }),
  );
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({ model_type: form === 'map' ? 'resnet' : 'vit' }),
  );
  await writeFile(
    join(folder, 'preprocessor_config.json'),
    JSON.stringify({
      image_processor_type: 'ViTImageProcessor',
      do_resize: true,
      size: { height: 4, width: 4 },
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    }),
  );
  return folder;
}

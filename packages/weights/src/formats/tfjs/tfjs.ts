import { failAt, quote } from '../../files/fail-at.js';
import type { GraphStep } from '../../graph/graph-step.js';
import { type GraphFindings, linearUses } from '../../graph/linear-uses.js';
import { conventionalUse } from '../../layer/conventional-use.js';
import { roleByShape } from '../../layer/role-by-shape.js';
import type { LinearUse, StoredTensor, TensorFile } from '../../tensor-file.js';
import { checkTfjsModel } from './tfjs-model.js';
import { tfjsStep } from './tfjs-steps.js';
import { locateWeights, type TfjsTensor } from './tfjs-weights.js';

/**
 * Opens a TensorFlow.js model (layers or graph) by its `model.json`. Of a graph model the tensors that the graph
 * multiplies with are the candidates, of a layers model the kernels [in, units]. Quantised weights are read as the
 * numbers that TensorFlow.js computes with.
 *
 * @param json the parsed `model.json`
 * @throws InputError when it is damaged, or its weight files are missing or of another length
 */
export async function openTfjs(file: string, json: unknown): Promise<TensorFile> {
  const { modelTopology, weightsManifest } = checkTfjsModel(json, file);
  const found = new Map<string, TfjsTensor>();
  for (const group of weightsManifest) {
    for (const tensor of await locateWeights(group, file)) {
      if (found.has(tensor.name)) {
        failAt(
          { file },
          'duplicate-name',
          `The weight ${quote(tensor.name)} is in the manifest twice.`,
          'Convert the model again.',
        );
      }
      found.set(tensor.name, tensor);
    }
  }
  const nodes = modelTopology?.node;
  let findings: GraphFindings;
  if (nodes) {
    const shapeOf = (name: string): readonly number[] | undefined => found.get(name)?.shape;
    const steps = nodes
      .map((node) => tfjsStep(node, shapeOf))
      .filter((step): step is GraphStep => step !== undefined);
    findings = linearUses(steps, shapeOf);
  } else {
    findings = layerKernels(found);
  }
  const { uses, biases } = findings;
  const tensors = [...found.values()].map((tensor): StoredTensor => {
    const { name, shape } = tensor;
    const use = uses.get(name);
    const byShape = roleByShape(shape, tensor.numberType);
    // A model without a single layer that is understood is no reason to show no candidates.
    const isCandidate = uses.size === 0 || (byShape === 'bias-candidate' ? biases : uses).has(name);
    return {
      name,
      shape,
      dtype: tensor.dtype,
      bytes: tensor.bytes,
      read: tensor.read,
      ...(isCandidate && byShape !== undefined ? { role: byShape } : {}),
      ...(use === undefined ? {} : { use }),
    };
  });
  return { file, tensors, close: async () => {} };
}

/** In a layers model each layer names its matrix `kernel`, [in, units], and its vector `bias`. */
function layerKernels(found: ReadonlyMap<string, TfjsTensor>): GraphFindings {
  const uses = new Map<string, LinearUse>();
  const biases = new Set<string>();
  for (const [name, { shape, numberType }] of found) {
    if (!/(^|\/)kernel$/.test(name) || roleByShape(shape, numberType) !== 'weights-candidate') continue;
    // Of convolutions, the last two axes are input and output; the others must not matter.
    if (shape.length > 2 && !shape.slice(0, -2).every((length) => length === 1)) continue;
    const use = conventionalUse(name, (bias) => found.has(bias));
    if (use === undefined) continue;
    uses.set(name, { ...use, certain: true });
    if (use.bias !== undefined) biases.add(use.bias.name);
  }
  return { uses, biases, quantised: new Set() };
}

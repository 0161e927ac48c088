import { createDetector, verifyVerdict } from '@sbn/detect';
import { compareLabelSets } from '../cells/compare-label-sets.js';
import { labelsOfKey } from '../cells/label-key.js';
import type { LayerInput, OutputRule } from '../layer/layer-input.js';

/** All label sets that a layer outputs by asking @sbn/detect about each of them, every verdict verified. */
export async function decideAll(layer: LayerInput, rule: OutputRule = 'threshold'): Promise<number[][]> {
  const numLabels = layer.weights.rows;
  const detector = await createDetector({ ...layer, rule });
  const size = rule === 'threshold' ? undefined : rule === 'argmax' ? 1 : rule.topK;
  const sets: number[][] = [];
  for (let key = 0; key < 2 ** numLabels; key++) {
    const labels = labelsOfKey(key);
    if (size !== undefined && labels.length !== size) continue;
    const verdict = await detector.check(labels);
    if (verdict.status === 'undecided' || !verifyVerdict({ ...layer, rule }, verdict).ok) {
      throw new Error(`{${labels}} is not decided: ${JSON.stringify(verdict)}`);
    }
    if (verdict.status === 'argmaxable') sets.push(labels);
  }
  detector.dispose();
  return sets.sort(compareLabelSets);
}

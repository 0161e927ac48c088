import { commonIntegers } from '../exact/common-integers.js';
import { primitiveVector } from '../exact/primitive-vector.js';
import type { CheckedLayer } from '../layer/check-layer.js';

/** The scores of a layer as exact linear forms in three homogeneous coordinates. */
export interface RegionForms {
  /** One per label; all over one power of two. */
  readonly forms: readonly (readonly bigint[])[];
  /** The forms that are positive exactly where the layer outputs this label set. */
  boundsOf(labels: readonly number[]): (readonly bigint[])[];
}

/** {@link RegionForms} of a layer on two inputs (third coordinate: 1) or on three inputs without a bias. */
export function regionForms(layer: CheckedLayer): RegionForms {
  const { data, numLabels, dim, bias, rule } = layer;
  const values: number[] = [];
  for (let i = 0; i < numLabels; i++) {
    values.push(...data.subarray(i * dim, (i + 1) * dim), ...(dim === 2 ? [bias?.[i] ?? 0] : []));
  }
  const { integers } = commonIntegers(values);
  const forms = Array.from({ length: numLabels }, (_, i) => integers.slice(3 * i, 3 * i + 3));
  return {
    forms,
    boundsOf: (labels) => {
      const inside = new Set(labels);
      if (rule === 'threshold') {
        return forms.map((form, label) => (inside.has(label) ? form : form.map((entry) => -entry)));
      }
      return labels.flatMap((winner) =>
        forms.flatMap((form, label) =>
          inside.has(label) ? [] : [primitiveVector(forms[winner]!.map((entry, j) => entry - form[j]!))],
        ),
      );
    },
  };
}

import { isZeroVector } from '../exact/is-zero-vector.js';
import { primitiveVector } from '../exact/primitive-vector.js';

/** Labels with one hyperplane. */
export interface CoincidentForms {
  /** The form, divided by what its entries have in common. */
  readonly form: readonly bigint[];
  /** Labels whose form is a positive multiple of it. */
  readonly labels: number[];
  /** Labels whose form is a negative multiple of it. */
  readonly opposite: number[];
}

/** Groups forms that are zero on the same hyperplane; forms that are zero everywhere are left out. */
export function coincidentForms(forms: readonly (readonly bigint[])[]): CoincidentForms[] {
  const groups = new Map<string, CoincidentForms>();
  for (const [label, form] of forms.entries()) {
    if (isZeroVector(form)) continue;
    const primitive = primitiveVector(form);
    const same = groups.get(String(primitive));
    const turned = groups.get(String(primitive.map((entry) => -entry)));
    if (same !== undefined) same.labels.push(label);
    else if (turned !== undefined) turned.opposite.push(label);
    else groups.set(String(primitive), { form: primitive, labels: [label], opposite: [] });
  }
  return [...groups.values()];
}

import type { parametrizations } from '../class-scores/codes.js';
import type { rowRules } from '../training/codes.js';

/** What makes scores of logits. */
export type Score =
  | { readonly kind: 'identity' | 'sigmoid' }
  | {
      readonly kind: 'sigsoftmax';
      readonly center: number;
      readonly slope: number;
      readonly learned: boolean;
    }
  | { readonly kind: 'relu'; readonly epsilon: number }
  | {
      readonly kind: 'plif';
      readonly interval: readonly [number, number];
      readonly parametrization: keyof typeof parametrizations;
      readonly parameters: readonly number[];
    };

/** Logits by class and example, and of each example its classes. */
export interface Case {
  readonly logits: readonly (readonly number[])[];
  readonly active: readonly (readonly number[])[];
  readonly score: Score;
  readonly baseTarget?: number;
  readonly labelWeights?: readonly number[];
  readonly rowRule?: keyof typeof rowRules;
}

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

function slopesOf({ parametrization, parameters }: Score & { kind: 'plif' }): number[] {
  const slope = { softplus, exponential: Math.exp, square: (w: number) => w * w }[parametrization];
  return parameters.map((w) => slope(w));
}

/** f in float64, after its definition: the area under the slopes from the anchor. */
export function scoreOf(score: Score, z: number): number {
  switch (score.kind) {
    case 'identity':
      return z;
    case 'sigmoid':
      return -softplus(-z);
    case 'sigsoftmax':
      return z - (score.slope - 1) * softplus(score.center - z);
    case 'relu':
      return Math.log(Math.max(z, 0) + score.epsilon);
    case 'plif': {
      const [low, high] = score.interval;
      const slopes = slopesOf(score);
      const knots = slopes.length - 1;
      const knot = (i: number): number => low + ((high - low) * i) / (knots - 1);
      const area = (to: number): number =>
        slopes.reduce((sum, slope, i) => {
          const left = i === 0 ? Number.NEGATIVE_INFINITY : knot(i - 1);
          const right = i === knots ? Number.POSITIVE_INFINITY : knot(i);
          // From the first knot on, and to the left of it negative.
          const stretch = Math.min(to, right) - Math.max(Math.min(to, low), left, i === 0 ? to : low);
          return i === 0 ? sum + slope * Math.min(to - low, 0) : sum + slope * Math.max(stretch, 0);
        }, 0);
      const anchor = Math.min(Math.max(low, 0), high);
      return anchor + area(z) - area(anchor);
    }
  }
}

/** The mean loss in float64. */
export function lossOf({
  logits,
  active,
  score,
  baseTarget = 0,
  labelWeights,
  rowRule = 'free',
}: Case): number {
  const n = logits.length;
  const z = logits.map((row) => {
    const square = row.reduce((sum, w) => sum + w * w, 0);
    if (rowRule === 'preventing') return row.map((w) => w - square / 2);
    return rowRule === 'unit' ? row.map((w) => w / Math.sqrt(square)) : row;
  });
  let loss = 0;
  active.forEach((classes, example) => {
    const s = z.map((row) => scoreOf(score, row[example]!));
    const largest = Math.max(...s);
    const log = Math.log(s.reduce((sum, x) => sum + Math.exp(x - largest), 0));
    s.forEach((x, label) => {
      const own = classes.includes(label) ? (1 - baseTarget * n) / classes.length : 0;
      loss += (labelWeights?.[label] ?? 1) * (own + baseTarget) * (largest - x + log);
    });
  });
  return loss / active.length;
}

/** Pseudo-random numbers in [-1, 1). */

import type { OutputRule } from '@sbn/detect';

/** A rule as flags and configurations write it. */
export type RuleWord = 'threshold' | 'argmax' | `topk:${number}`;

/** Reads a {@link RuleWord}; undefined where it is none. */
export function ruleOf(text: string): OutputRule | undefined {
  if (text === 'threshold' || text === 'argmax') return text;
  const topK = /^topk:([1-9]\d*)$/i.exec(text);
  return topK === null ? undefined : { topK: Number(topK[1]) };
}

import { createRandom } from '@sbn/core';
import type { SplitName } from '../dataset.js';

/** How large the fixtures of MIMIC-III are. */
export interface MimicFixtureOptions {
  /** Documents of the splits; 60, 20 and 20 when left out. */
  readonly sizes?: readonly [train: number, valid: number, test: number];
  /** 1 when left out. */
  readonly seed?: number;
}

/** A code in the form that the tables have it in, and what it means. */
export interface FixtureCode {
  readonly kind: 'diagnosis' | 'procedure';
  readonly raw: string;
  /** With its point. */
  readonly code: string;
  readonly description: string;
  /** The word that stands in the documents that have it. */
  readonly word: string;
}

/** Codes of both kinds, among them two that are the same without their points, and one of an external cause. */
export const fixtureCodes: readonly FixtureCode[] = [
  { kind: 'diagnosis', raw: '0389', code: '038.9', description: 'Unspecified septicemia', word: 'sepsis' },
  {
    kind: 'diagnosis',
    raw: '4019',
    code: '401.9',
    description: 'Hypertension, "essential"',
    word: 'pressure',
  },
  { kind: 'diagnosis', raw: '042', code: '042', description: 'Immunodeficiency disease', word: 'immune' },
  { kind: 'diagnosis', raw: 'V103', code: 'V10.3', description: 'History of neoplasm', word: 'mastectomy' },
  { kind: 'diagnosis', raw: 'E8790', code: 'E879.0', description: 'Abnormal reaction', word: 'reaction' },
  { kind: 'procedure', raw: '0389', code: '03.89', description: 'Injection of the spine', word: 'injected' },
  { kind: 'procedure', raw: '9604', code: '96.04', description: 'Insertion of a tube', word: 'intubated' },
  { kind: 'procedure', raw: '311', code: '31.1', description: 'Opening of the trachea', word: 'trachea' },
];

/** One document of the fixtures: what both layouts come to. */
export interface FixtureDocument {
  readonly subject: number;
  readonly admission: number;
  readonly split: SplitName;
  /** The notes of the admission: the discharge summary, and perhaps an addendum. */
  readonly notes: readonly (readonly string[])[];
  readonly codes: readonly FixtureCode[];
}

const fillers = ['the', 'patient', 'was', 'seen', 'in', '250mg', 'hospital1', 'x_ray', 'of', 'day'];

/**
 * Documents in the order of patients and admissions, a third of them with an addendum; every one has a code, and a word
 * for each code among other words, so that a classifier has something to learn.
 */
export function mimicDocuments(options: MimicFixtureOptions = {}): FixtureDocument[] {
  const { sizes = [60, 20, 20], seed = 1 } = options;
  const random = createRandom([seed, 'mimic']);
  const splits = (['train', 'valid', 'test'] as const).flatMap((split, i) =>
    new Array<SplitName>(sizes[i]!).fill(split),
  );
  random.shuffle(splits);
  return splits.map((split, i): FixtureDocument => {
    const chosen = [...random.sample(fixtureCodes.length, 1 + random.int(4))].map((at) => fixtureCodes[at]!);
    const note = (codes: readonly FixtureCode[]): string[] => {
      const words = [...codes.map(({ word }) => word)];
      for (let filler = 0; filler < 12; filler++) words.push(fillers[random.int(fillers.length)]!);
      random.shuffle(words);
      return words;
    };
    return {
      subject: 100 + Math.floor(i / 2),
      admission: 100_000 + 7 * i,
      split,
      notes: i % 3 === 0 ? [note(chosen), note([])] : [note(chosen)],
      codes: chosen,
    };
  });
}

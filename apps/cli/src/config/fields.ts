import { z } from 'zod';
import { didYouMean } from './suggest.js';

/** A mapping whose every key is known; the message about an unknown one names the key that was meant. */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const key = issue.keys[0] ?? '';
      return `unknown key.${didYouMean(key, known)} The keys here are: ${known.join(', ')}`;
    },
  });
}

/** A whole number, at least `min`. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): z.ZodNumber {
  return z.int().min(min).max(max);
}

/** One value or a list of them (a grid); always a list once parsed. */
export function oneOrMore<T>(schema: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(schema).min(1));
}

/** A word that names a folder. */
export const folderName: z.ZodString = z
  .string()
  .regex(
    /^[A-Za-z0-9][\w.-]*$/,
    'expected a name of letters, digits, ".", "_" and "-", since it names a folder',
  );

/** The seeds of an experiment: every head is trained with each. */
export const seedList: z.ZodType<readonly number[]> = z
  .array(z.int())
  .min(1)
  .refine((seeds) => new Set(seeds).size === seeds.length, { error: 'expected different seeds' })
  .default([0]);

/** A path of a file or folder; where it is relative to is settled after parsing. */
export const path: z.ZodType<string> = z.string().min(1);

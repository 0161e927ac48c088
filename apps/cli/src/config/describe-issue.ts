import type { z } from 'zod';
import { didYouMean } from './suggest.js';

/**
 * What is wrong with one value, in words: what was expected and what came.
 *
 * @param issue what the schema found
 * @param value the value it found it in; undefined where there is none
 */
export function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `missing; expected ${expectedWord(issue.expected)}`
        : `expected ${expectedWord(issue.expected)}, got ${show(value)}`;
    case 'invalid_value':
      return oneOf(issue.values.map(String), value);
    case 'too_small':
      return `expected ${sizeWord(issue.origin)}${issue.inclusive === false ? '>' : '>='} ${issue.minimum}, got ${sizeOf(issue.origin, value)}`;
    case 'too_big':
      return `expected ${sizeWord(issue.origin)}${issue.inclusive === false ? '<' : '<='} ${issue.maximum}, got ${sizeOf(issue.origin, value)}`;
    case 'invalid_union':
      // A mapping whose `kind` names none of its variants.
      if (!('options' in issue) || !Array.isArray(issue.options)) return issue.message;
      // Undefined stands for a discriminator with a default.
      return oneOf(issue.options.filter((option) => option !== undefined).map(String), value);
    default:
      return issue.message;
  }
}

function oneOf(allowed: readonly string[], value: unknown): string {
  const words = allowed.length === 1 ? `${allowed[0]}` : `one of ${allowed.join(', ')}`;
  if (value === undefined) return `missing; expected ${words}`;
  return `expected ${words}, got ${show(value)}.${didYouMean(String(value), allowed)}`;
}

const expectedWords: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
};

function expectedWord(expected: string): string {
  return expectedWords[expected] ?? expected;
}

function sizeWord(origin: string): string {
  if (origin === 'array') return 'a list with length ';
  if (origin === 'string') return 'text with length ';
  return 'a number ';
}

function sizeOf(origin: string, value: unknown): string {
  return (origin === 'array' || origin === 'string') && (Array.isArray(value) || typeof value === 'string')
    ? String(value.length)
    : show(value);
}

/** A value as short JSON. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

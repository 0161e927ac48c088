import { basename } from 'node:path';
import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import { type CodeKind, formatCode } from './format-code.js';
import { readAdmission } from './read-admission.js';
import { readTable } from './read-table.js';

/** The codes of all admissions. */
export interface AdmissionCodes {
  /** Codes with their points, by admission; one may occur twice. */
  readonly codes: ReadonlyMap<number, readonly string[]>;
  readonly counts: Readonly<Record<string, number>>;
}

/** From so many rows on, a table of procedures without a code that starts with 0 is not as it was given out. */
const telling = 1000;

/**
 * Reads the tables of codes, `DIAGNOSES_ICD` and `PROCEDURES_ICD`. A row without a code is counted and left out.
 *
 * @throws InputError when one is damaged, or its codes were once read as numbers and lost their leading zeros
 */
export async function readCodes(
  files: Readonly<Record<CodeKind, string>>,
  options: {
    readonly onBytes?: ((file: string, bytes: number) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<AdmissionCodes> {
  const { onBytes, signal } = options;
  const codes = new Map<number, string[]>();
  // One text for each code, instead of a million windows on blocks of the file.
  const known = new Map<string, string>();
  const counts: Record<string, number> = {};
  let withoutCode = 0;
  for (const [kind, name] of [
    ['diagnosis', 'DIAGNOSES_ICD'],
    ['procedure', 'PROCEDURES_ICD'],
  ] as const) {
    const file = files[kind];
    let rows = 0;
    let leadingZeros = 0;
    for await (const { fields, place } of readTable(file, {
      columns: ['HADM_ID', 'ICD9_CODE'],
      signal,
      onBytes: (bytes) => onBytes?.(basename(file), bytes),
    })) {
      rows++;
      const admission = readAdmission(fields[0]!, 'HADM_ID', place);
      const raw = fields[1]!.trim();
      if (raw === '') {
        withoutCode++;
        continue;
      }
      if (!/^[A-Z0-9.]+$/i.test(raw)) {
        failAt(place, 'syntax', `Expected a code of letters and digits, got ${quote(raw)}.`);
      }
      if (/^\d+$/.test(raw) && raw.length < (kind === 'diagnosis' ? 3 : 2)) failLostZeros(place, raw);
      if (raw.startsWith('0')) leadingZeros++;
      const formatted = formatCode(raw, kind);
      const code = known.get(formatted) ?? formatted;
      if (!known.has(code)) known.set(code, code);
      const list = codes.get(admission);
      if (list === undefined) codes.set(admission, [code]);
      else list.push(code);
    }
    if (rows >= telling && leadingZeros === 0) failLostZeros({ file, line: 1 }, undefined);
    counts[`rows of ${name}`] = rows;
  }
  return { codes, counts: { ...counts, 'rows without a code': withoutCode } };
}

function failLostZeros(place: LinePlace, code: string | undefined): never {
  failAt(
    place,
    'bad-number',
    code === undefined
      ? 'No code of the table starts with 0: the leading zeros are lost.'
      : `The code ${quote(code)} is too short: leading zeros are lost.`,
    'A program read the codes as numbers and saved them again: take the table as PhysioNet gives it out.',
  );
}

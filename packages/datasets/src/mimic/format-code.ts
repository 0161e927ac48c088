/** The two kinds of ICD-9 codes, which are numbered independently of each other. */
export type CodeKind = 'diagnosis' | 'procedure';

/**
 * An ICD-9 code with its point. The tables of MIMIC-III leave the point out, and a diagnosis and a procedure may then
 * look the same: 0389 is the diagnosis 038.9 and the procedure 03.89. The point stands after two digits of a procedure,
 * after three characters of a diagnosis, and after four of an external cause (E…); nothing behind it, no point.
 * A procedure always has one, as in the files of Mullenbach et al. (2018).
 */
export function formatCode(code: string, kind: CodeKind): string {
  const digits = code.replaceAll('.', '');
  const head = kind === 'procedure' ? 2 : digits.startsWith('E') ? 4 : 3;
  return digits.length > head || kind === 'procedure'
    ? `${digits.slice(0, head)}.${digits.slice(head)}`
    : digits;
}

import type { Certificate, Verdict } from './verdict.js';

/** A {@link Certificate} as plain JSON. Exact multipliers are decimal strings: they may be longer than any number. */
export interface CertificateJson {
  readonly rows: readonly number[];
  readonly multipliers: readonly number[];
  readonly exactMultipliers?: readonly string[];
}

/** A {@link Verdict} as plain JSON: typed arrays become lists, everything else stays. */
export type VerdictJson = VerdictJsonOf<Verdict>;

type VerdictJsonOf<V> = V extends Verdict
  ? {
      readonly [Key in keyof V]: V[Key] extends Float64Array
        ? readonly number[]
        : NonNullable<V[Key]> extends Certificate
          ? CertificateJson
          : V[Key];
    }
  : never;

/**
 * A verdict as an object for `JSON.stringify`. JSON keeps every bit of the finite doubles in it, because JavaScript
 * prints the shortest decimal that reads back as the same double (-0 alone would come back as 0; verdicts hold none).
 */
export function verdictToJson(verdict: Verdict): VerdictJson {
  const certificate = 'certificate' in verdict ? verdict.certificate : undefined;
  const witness = 'witness' in verdict ? verdict.witness : undefined;
  return {
    ...verdict,
    labels: [...verdict.labels],
    ...(witness === undefined ? {} : { witness: Array.from(witness) }),
    ...(certificate === undefined ? {} : { certificate: certificateToJson(certificate) }),
  } as VerdictJson;
}

function certificateToJson({ rows, multipliers, exactMultipliers }: Certificate): CertificateJson {
  return {
    rows: [...rows],
    multipliers: Array.from(multipliers),
    ...(exactMultipliers === undefined ? {} : { exactMultipliers: exactMultipliers.map(String) }),
  };
}

export function killAndResume(options: { readonly kills: number; readonly seed: number }): Promise<{
  readonly kills: number;
  readonly runs: number;
  readonly killedAtSteps: readonly number[];
  readonly expected: object;
  readonly outcomes: readonly object[];
}>;

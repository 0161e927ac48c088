/** Before the names of the optimiser's arrays in files. */
const statePrefix = 'optimizer/';

/** The name of one of the optimiser's arrays in checkpoints: `optimizer/<slot>/<parameter>`, whatever the engine. */
export function stateName(slot: string, parameter: { readonly name: string }): string {
  return `${statePrefix}${slot}/${parameter.name}`;
}

/** Whether an entry of a metrics record is a score: not a count, a threshold or an error bound. */
export function isScore(key: string): boolean {
  return !/^num[A-Z]|^threshold$|^mean(Gold|Predicted)Labels$|Error$/.test(key);
}

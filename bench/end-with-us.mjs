/** Ends a child process when this one ends: a benchmark that is cut off leaves nothing behind that goes on computing. */
export function endWithUs(child) {
  const end = () => child.kill();
  process.once('exit', end);
  child.once('close', () => process.removeListener('exit', end));
  return child;
}

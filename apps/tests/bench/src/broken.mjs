let giveUp;

/** Rejects with the output of a process that ended by itself: what is measured after that would be refused connections. */
export const broken = new Promise((_resolve, reject) => (giveUp = reject));

export function watch(name, program) {
  void program.exited.then(({ code, signal }) => {
    if (!program.isEnding) giveUp(new Error(`${name} ended (${signal ?? code}):\n${program.log(40)}`));
  });
  return program;
}

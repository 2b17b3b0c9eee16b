/** Run where no other page of ours runs it. A browser without locks does it twice at worst, and is answered alike. */
export async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request("waiting-reports", { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

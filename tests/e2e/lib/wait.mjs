// Waiting for conditions, never for time.

/** How long anything may take, in seconds, where that is not the usual. */
export const PATIENCE = process.env.PARLOR_PATIENCE ? Number(process.env.PARLOR_PATIENCE) : undefined;

/** Tries until `check` returns true. What it returned last stands in the error. */
export async function until(what, check, seconds = PATIENCE ?? 20) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      last = await check();
    } catch (why) {
      last = why;
    }
    if (last === true) return;
    if (Date.now() > end) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`waited ${seconds} s until ${what}; last seen: ${seen}`);
    }
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** A scenario mostly waits. */
export async function twoAtATime(items, work) {
  const left = [...items];
  const worker = async () => {
    for (let item; (item = left.shift()); ) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

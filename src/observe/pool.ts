/** Pool: a few at a time, since each is a process or an open file; the results in the order of the things. */
export async function inPool<Thing, Result>(things: readonly Thing[], work: (thing: Thing) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < things.length; at = next++) results[at] = await work(things[at]!)
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  return results
}

/** Works on items in their order, so many at a time; the results stand in the order of the items. */
export async function workInLanes<Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Promise<Result>[] = [];
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) {
      const result = work(item);
      results.push(result);
      await result;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return Promise.all(results);
}

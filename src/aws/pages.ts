/** Asks for page after page to the last one, and gives all items in order. */
export async function allPages<Item>(
  ask: (
    page: string | undefined,
  ) => Promise<{ readonly items: readonly Item[] | undefined; readonly next?: string | undefined }>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let page: string | undefined;
  do {
    const { items, next } = await ask(page);
    all.push(...(items ?? []));
    page = next === '' ? undefined : next;
  } while (page !== undefined);
  return all;
}

/** One value of each dimension, by dimension. */
export type Row<Dimensions> = { readonly [Name in keyof Dimensions]: keyof Dimensions[Name] & string };

/**
 * Rows in which every pair of values of two dimensions stands together at least once. Greedy and without chance: the
 * same dimensions give the same rows. The first row has the first value of each.
 */
export function pairwise<
  const Dimensions extends Readonly<Record<string, Readonly<Record<string, unknown>>>>,
>(dimensions: Dimensions): readonly Row<Dimensions>[] {
  const names = Object.keys(dimensions);
  const valuesOf = (name: string) => Object.keys(dimensions[name] ?? {});
  const missing = new Set(
    names.flatMap((one, index) =>
      names
        .slice(index + 1)
        .flatMap((other) =>
          valuesOf(one).flatMap((a) => valuesOf(other).map((b) => pair(names, { [one]: a, [other]: b }))),
        )
        .flat(),
    ),
  );
  const rows: Record<string, string>[] = [];
  const add = (row: Record<string, string>) => {
    rows.push(row);
    for (const covered of pair(names, row)) missing.delete(covered);
  };
  add(Object.fromEntries(names.map((name) => [name, valuesOf(name)[0] ?? ''])));
  for (let [next] = missing; next !== undefined; [next] = missing) {
    const row: Record<string, string> = Object.fromEntries(JSON.parse(next) as [string, string][]);
    for (const name of names) {
      if (row[name] !== undefined) continue;
      const gain = (value: string) =>
        pair(names, { ...row, [name]: value }).filter((each) => missing.has(each)).length;
      row[name] = valuesOf(name).reduce((best, value) => (gain(value) > gain(best) ? value : best));
    }
    add(Object.fromEntries(names.map((name) => [name, row[name] ?? ''])));
  }
  return rows as unknown as readonly Row<Dimensions>[];
}

/** The pairs of a row that may lack values, each as one text. */
function pair(names: readonly string[], row: Readonly<Record<string, string>>): readonly string[] {
  const set = names.filter((name) => row[name] !== undefined);
  return set.flatMap((one, index) =>
    set.slice(index + 1).map((other) =>
      JSON.stringify([
        [one, row[one]],
        [other, row[other]],
      ]),
    ),
  );
}

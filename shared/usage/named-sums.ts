// Sums that have names of their own, which grow like the measures: by rule, and by how a provider worked.

export type NamedSums = Readonly<Record<string, number>>;

export function addSums(a: NamedSums, b: NamedSums): NamedSums {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/**
 * Once: what is found out of a node, and asked again and again by those who weigh it and read it. Kept as long as the node is.
 */

/** @param find says the same each time: what else it is given belongs to `key` */
export function once<Key extends object, Rest extends readonly unknown[], Value>(
  find: (key: Key, ...rest: Rest) => Value,
): (key: Key, ...rest: Rest) => Value {
  const known = new WeakMap<Key, { value: Value }>()
  return (key, ...rest) => {
    const found = known.get(key)
    if (found) return found.value
    const value = find(key, ...rest)
    known.set(key, { value })
    return value
  }
}

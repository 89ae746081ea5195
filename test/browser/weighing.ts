/** Weighing: what a page makes a browser fetch stays small: bytes, packed as hosts pack them. Times are for `npm run bench`. */
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { routes } from '../../src/publish/routes.ts'
import { weigh, whole } from '../bench/weight.ts'
import type { Stage } from './stage.ts'

export function weighing({ kinds, site }: Stage): void {
  const weights = [...weigh(site.files)]

  it('a page of a gap is 22 KB at most, with its styles and scripts', () => {
    const gaps = weights.filter(([name]) => site.files.get(name)!.includes('<body class="gap"'))
    expect(gaps.length).toBeGreaterThan(50)
    expect(gaps.filter(([, weight]) => whole(weight) > 22_000)).toEqual([])
  })

  it('before a reader touches it, no page loads more than 4 KB of scripts', () => {
    expect(weights.filter(([, { scripts }]) => scripts > 4_000)).toEqual([])
    const bare = kinds.filter(({ address }) => weights.some(([name, { scripts }]) => name === address && scripts === 0))
    expect(bare.map(({ address }) => address)).toEqual([routes.missing])
  })

  it('a script that comes with a touch is 4 KB at most; what it knows of the gaps is beside it', () => {
    const scripts = [...site.files].filter(
      ([name, text]) => name.endsWith('.js') && !/^lacuna\w+=/.test(text) && !name.startsWith(routes.fullText),
    )
    expect(scripts.length).toBeGreaterThan(2)
    expect(scripts.filter(([, text]) => gzipSync(text).length > 4_000).map(([name]) => name)).toEqual([])
  })
}

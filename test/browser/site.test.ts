/** The site in a browser: each part has a file beside this one, and all share one site and one browser. */
import { expect, it } from 'vitest'
import { accessible } from './accessible.ts'
import { everywhere } from './everywhere.ts'
import { fitting } from './fitting.ts'
import { expected } from './kinds.ts'
import { reading } from './reading.ts'
import { openStage } from './stage.ts'

const stage = await openStage()

it('has a page of every kind', () => expect(stage.kinds.map(({ name }) => name)).toEqual(expect.arrayContaining(expected)))
accessible(stage)
fitting(stage)
reading(stage)
await everywhere(stage)

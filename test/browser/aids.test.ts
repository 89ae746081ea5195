/** The aids for pointer and keyboard in a browser, on the site of the other browser tests. */
import { aiding } from './aiding.ts'
import { openStage } from './stage.ts'

aiding(await openStage())

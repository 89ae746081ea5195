/** The filter of lists in a browser, and what pages make it fetch; the parts lie beside this file and share one site and one browser. */
import { filtering } from './filtering.ts'
import { openStage } from './stage.ts'
import { weighing } from './weighing.ts'

const stage = await openStage()

filtering(stage)
weighing(stage)

/**
 * Ledger: every gap whose address was published, as `content/addresses.json` keeps it. `npm run addresses` writes the file and the
 * owner commits it; a build only reads it.
 */
import * as z from 'zod'

export const Published = z.strictObject({
  /** Key of the gap: its address without `gaps/` and `.html`. */
  address: z.string().min(1),
  /** Where it stood before; each leads on to `address`. */
  former: z.array(z.string().min(1)).optional(),
  system: z.string(),
  /** Address part of the document that it stood in. */
  document: z.string(),
  id: z.string().optional(),
  title: z.string(),
  /** Of the words of its text, by which a gap is known again under another title; absent where it has too few. */
  digest: z.string().optional(),
  /** Set when no document has it any more. */
  removed: z
    .strictObject({
      /** Day of the run that missed it first, as YYYY-MM-DD. */
      on: z.iso.date(),
      /** What it last said, in a few lines. */
      text: z.string(),
    })
    .optional(),
  /** Beginning of its text, for the day on which it is gone. */
  text: z.string().optional(),
})
export type Published = z.infer<typeof Published>

export const Ledger = z.strictObject({ version: z.literal(1), gaps: z.array(Published) })
export type Ledger = z.infer<typeof Ledger>

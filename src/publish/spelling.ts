/**
 * Spelling: what all spellings of one id have in common, so that whoever types `g01` or `GAP DOC 1` finds `G-01` and `GAP-DOC-001`.
 * It imports nothing: the index of ids is made with it, and browsers ask that index with it. Which ids are the same to documents
 * is `sameId` of `link`; whatever is the same there is spelled the same here.
 */

/** "G-01", "g 1", "G_1" → "g1"; "GAP-DOC-001", "gapdoc1" → "gapdoc1". Numbers stay apart: "1.1" is not "11". */
export const spelling = (id: string): string =>
  id
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/0*(\d+)/g, '$1')
    .replace(/(?<!\d)[-.]+|[-.]+(?!\d)/g, '')

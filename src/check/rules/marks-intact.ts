/** Rule: headings and lists bear Markdown's marks. */
import { count, type Rule } from '../rule.ts'

export const marksIntact: Rule = {
  name: 'marks-intact',
  level: 'note',
  says: 'Headings and list items bear the marks of Markdown, not those of a rendered page.',
  why: 'Where the marks were lost, as in text pasted from a browser, headings and lists are found by their shape, and a shape can deceive.',
  example: {
    bad: 'Gaps of the console\n\n1. Sign-in\n\nAnyone who knows the address gets in.\n\n  • no password\n  • no audit log\n\n2. Backup\n\nNobody has tried to restore one.\n',
    good: '# Gaps of the console\n\n## 1. Sign-in\n\nAnyone who knows the address gets in.\n\n- no password\n- no audit log\n\n## 2. Backup\n\nNobody has tried to restore one.\n',
  },
  *check({ documents }) {
    for (const { file, defects } of documents) {
      const pasted = defects.filter(({ kind }) => kind === 'pasted')
      const [first] = pasted
      // plain text owes nobody Markdown's marks
      if (!first || /\.txt$/i.test(file)) continue
      yield {
        place: first.place,
        message: `this text has lost its Markdown marks and was read by its shape: ${first.note ?? count(pasted.length, 'heading or item', 'headings and items')}`,
        mend: 'put # before headings and - before list items',
      }
    }
  },
}

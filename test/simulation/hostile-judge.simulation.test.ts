// The judge of a hostile run finds what is planted in a sound book, each by its own name.
import { describe, expect, it } from 'vitest';
import { judgeCloud, witnessed } from '#test/hostile/judge-cloud.ts';
import { Book } from '#test/support/invariants/fixtures/book.ts';
import { brokenFixtures, order, payment } from '#test/support/invariants/fixtures/broken-books.ts';
import * as rows from '#test/support/invariants/fixtures/paper-rows.ts';
import { soundBook } from '#test/support/invariants/fixtures/sound-book.ts';

/** What a sound book lacks or has open by itself is no plant. */
const sound = new Set(judgeCloud(soundBook().view()).findings);

const newIn = (spoil: (book: Book) => void): readonly string[] => {
  const book = soundBook();
  spoil(book);
  return judgeCloud(book.view()).findings.filter((finding) => !sound.has(finding));
};

const fixtures = brokenFixtures.filter(({ id }) => (witnessed as readonly string[]).includes(id));

describe('the judge of a hostile run', () => {
  it.each(fixtures)('finds $id: $says', ({ id, view }) => {
    const { findings, passed } = judgeCloud(view());

    expect(findings.some((finding) => finding.startsWith(`${id} `))).toBe(true);
    expect(passed.some((line) => line.startsWith(`${id} `))).toBe(false);
  });

  it('finds a payment that is told FAILED while the PG took its money', () => {
    const found = newIn((book) => {
      book.forge(payment('A', { status: 'FAILED' }));
    });

    expect(found).toContainEqual(expect.stringContaining('no false failure: pay_A'));
  });

  it('lets a failed payment be whose order was paid by the next one', () => {
    const found = newIn((book) => {
      book.forge(order('A', {}), payment('D', { status: 'FAILED' }));
    });

    expect(found.filter((finding) => finding.startsWith('no false failure'))).toEqual([]);
  });

  it('finds what is left in doubt', () => {
    const found = newIn((book) => {
      book.forge(payment('A', { status: 'IN_DOUBT' }));
    });

    expect(found).toContainEqual(
      expect.stringMatching(/in doubt or unpublished: pay_A .*IN_DOUBT/u),
    );
  });

  it('finds a trial balance that is not zero', () => {
    const found = newIn((book) => {
      book.forge(rows.group('capture:pay_X', 'ord_A', [['asset.pg_receivable', 'D', 1]]));
    });

    expect(found).toContainEqual(expect.stringContaining('trial balance zero: '));
  });

  it('says which number looked at nothing', () => {
    const { findings, passed } = judgeCloud(new Book().view());

    for (const id of witnessed.filter((each) => each !== 'I07')) {
      expect(findings).toContain(`${id} looked at nothing`);
      expect(passed.some((line) => line.startsWith(`${id} `))).toBe(false);
    }
  });
});

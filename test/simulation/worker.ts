// One process of the crew: takes a job, runs it, answers with what it came to, and waits for the next.
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type Job, runJob } from './jobs.ts';
import { tallyOf } from './tally.ts';

const lost: string[] = [];
process.on('unhandledRejection', (reason) => {
  lost.push(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
});

// Whoever handed out the jobs is gone: nobody is left to hear of this one.
process.on('disconnect', () => process.exit(0));

process.on('message', (message) => {
  const job = message as Job;
  const tally = tallyOf();
  const before = process.cpuUsage();
  // A rejection is told to be lost only after the turn in which it was.
  const ended = runJob(job, tally).then(() => turnOfTheLoop());
  void ended.then(
    () => {
      const { user, system } = process.cpuUsage(before);
      // A rejection that nobody waits for is a fault of the engine, whichever run it came from.
      for (const says of lost.splice(0)) {
        const spec = { template: JSON.stringify(job).slice(0, 200), seed: '', faults: [] };
        const about = 'a lost rejection';
        tally.counts.findings.push({ id: 'R02', about, says, at: 0, kind: 'single', spec });
      }
      process.send?.({ counts: tally.counts, cpuMs: (user + system) / 1_000 });
    },
    (fault: unknown) => {
      console.error(JSON.stringify(job).slice(0, 400), fault);
      process.exit(1);
    },
  );
});

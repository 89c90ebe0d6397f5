// One process of the coverage run. The marks come in as the engine is loaded: hence the late import.
import type { RunSpec } from '../replay-line.ts';
import { allCatchBlocks } from './catch-blocks.ts';
import { countEntered } from './entered.ts';
import { addSeen, nothingSeen } from './seen.ts';

const entered = countEntered(allCatchBlocks());
const { observe } = await import('./observe.ts');

process.on('message', (message) => {
  void observe(message as readonly RunSpec[]).then(
    ({ seen, met }) => {
      const sum = nothingSeen();
      addSeen(sum, seen);
      Object.assign(sum.catches, entered.take());
      process.send?.({ seen: sum, met: [...met] });
    },
    (fault: unknown) => {
      console.error(JSON.stringify(message).slice(0, 400), fault);
      process.exit(1);
    },
  );
});

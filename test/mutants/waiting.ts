// Bugs of the specification's list whose feature does not exist yet, each with what it waits for. A test
// of anchors cannot plant them; the list keeps them from being forgotten.

export interface Waiting {
  readonly id: string;
  readonly bug: string;
  readonly waitsFor: string;
}

const credits = 'credits: wallets, lots and holds';
const kafka = 'the Kafka sink';

export const waiting: readonly Waiting[] = [
  { id: 'M16', bug: 'TX-DOUBT voids the hold', waitsFor: credits },
  { id: 'M22', bug: 'wallet read, modified and written without version', waitsFor: credits },
  { id: 'M23', bug: 'wallet balance not checked', waitsFor: credits },
  { id: 'M24', bug: 'tenant left out of the wallet’s key', waitsFor: credits },
  { id: 'M28', bug: 'CancelOrder releases the hold again on a repeat', waitsFor: credits },
  { id: 'M37', bug: 'handler puts events before the commit', waitsFor: 'a handler that has a bus' },
  { id: 'M43', bug: 'marker removed before the acknowledgement', waitsFor: kafka },
  { id: 'M44', bug: 'rows of one user sent in parallel', waitsFor: kafka },
  { id: 'M49', bug: 'processed marker not conditional', waitsFor: kafka },
  { id: 'M50', bug: 'offset committed before the journal', waitsFor: kafka },
  { id: 'M51', bug: 'replayed copies get new ids', waitsFor: 'the replay API' },
  { id: 'M61', bug: 'credit returned to a new lot', waitsFor: credits },
  { id: 'M62', bug: 'expiry judged by TTL deletion', waitsFor: credits },
  { id: 'M74', bug: 'cash refund leaves wallet and lots alone', waitsFor: credits },
  { id: 'M81', bug: 'TX-LAPSE leaves the hold bound', waitsFor: credits },
];

// Samples where the CPU goes while something runs, summed by the part of the simulation a sample belongs to.
import { Session } from 'node:inspector/promises';

/** In the order in which they are told. */
export const parts = [
  'handlers and use cases',
  'DynamoDB twin',
  'scheduler and stepper',
  'invariants and rules',
  'PG simulator',
  'rest',
] as const;

export type Part = (typeof parts)[number];

export type Shares = Readonly<Record<Part, number>>;

/** The first that fits decides: a path below the repository's root. */
const partByPath: readonly (readonly [RegExp, Part])[] = [
  [/^adapters\/memory\/dynamo\//u, 'DynamoDB twin'],
  [/^(?:local\/pg-simulator\/|test\/support\/world\/pg-)/u, 'PG simulator'],
  [/^test\/support\/(?:invariants|oracle)\//u, 'invariants and rules'],
  [/^test\/(?:support\/world\/watch|simulation\/judge-run)\.ts$/u, 'invariants and rules'],
  [/^(?:test\/support\/(?:world|asl)|adapters\/memory)\//u, 'scheduler and stepper'],
  [/^(?:core|adapters|functions)\//u, 'handlers and use cases'],
  [/^(?:test|lib|local)\//u, 'rest'],
];

/** @param path - Below the repository's root. @returns undefined for what is not ours. */
export const partOf = (path: string): Part | undefined =>
  partByPath.find(([shape]) => shape.test(path))?.[1];

/** What the profiler hands back, as far as it is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly url: string };
    readonly children?: number[] | undefined;
  }[];
  readonly samples?: number[] | undefined;
  readonly timeDeltas?: number[] | undefined;
}

/** A library or Node itself works for whoever called it: the nearest file of ours above a sample counts. */
const partById = ({ nodes }: Profile, root: string): Map<number, Part> => {
  const parentOf = new Map<number, number>();
  const own = new Map<number, Part | undefined>();
  for (const { id, children, callFrame } of nodes) {
    const path = callFrame.url.replace('file://', '');
    const isOurs = path.startsWith(root) && !path.includes('/node_modules/');
    own.set(id, isOurs ? partOf(path.slice(root.length)) : undefined);
    for (const child of children ?? []) parentOf.set(child, id);
  }
  const found = new Map<number, Part>();
  for (const { id } of nodes) {
    let at: number | undefined = id;
    while (at !== undefined && own.get(at) === undefined) at = parentOf.get(at);
    found.set(id, (at === undefined ? undefined : own.get(at)) ?? 'rest');
  }
  return found;
};

const sampleEveryMicroseconds = 500;

/** A longer gap between two samples is a process that waited for a core: nobody's CPU. */
const pauseMicroseconds = 2 * sampleEveryMicroseconds;

/** Part of the time of each part, together 1. @throws Error for a profile without samples. */
export const sharesOf = (profile: Profile, root: string): Shares => {
  const { samples = [], timeDeltas = [] } = profile;
  const partAt = partById(profile, root.endsWith('/') ? root : `${root}/`);
  const sums = new Map<Part, number>(parts.map((part) => [part, 0]));
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const spent = Math.min(timeDeltas[index] ?? 0, pauseMicroseconds);
    const part = partAt.get(id) ?? 'rest';
    sums.set(part, (sums.get(part) ?? 0) + spent);
    total += spent;
  }
  if (total === 0) throw new Error('the profile holds no samples');
  return Object.fromEntries([...sums].map(([part, spent]) => [part, spent / total])) as Shares;
};

/** Runs the work under the sampling profiler; it costs a few percent, so measure speed without it. */
export const profiled = async (work: () => Promise<void>, root: string): Promise<Shares> => {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: sampleEveryMicroseconds });
    await session.post('Profiler.start');
    await work();
    const { profile } = await session.post('Profiler.stop');
    return sharesOf(profile, root);
  } finally {
    session.disconnect();
  }
};

// Where the public interpreter differs from AWS, one by one, and the page that decides. The stepper
// follows AWS; the differential leaves exactly these out.

export type LibraryDifference = {
  readonly what: string;
  readonly leftOut: string;
  readonly decidedBy: string;
};

const guide = 'https://docs.aws.amazon.com/step-functions/latest/dg';

export const libraryDifferences = {
  oneToken: {
    what: 'One task token for the whole execution; AWS makes a new one for every try.',
    leftOut:
      'Payloads are not compared; answers to an earlier try are tested on the stepper alone.',
    decidedBy: `${guide}/connect-to-resource.html`,
  },
  noHeartbeat: {
    what: 'HeartbeatSeconds is ignored.',
    leftOut: 'The field is outside our subset.',
    decidedBy: `${guide}/state-task.html`,
  },
  defaultTimeout: {
    what: 'A task without TimeoutSeconds ends after 60 s; on AWS after 99,999,999 s.',
    leftOut: 'Every compared task has a timeout, as the lint demands.',
    decidedBy: `${guide}/state-task.html`,
  },
  causeText: {
    what: 'Cause is the message of the error; on AWS it is JSON with errorType and errorMessage.',
    leftOut: 'The text of Cause.',
    decidedBy: `${guide}/concepts-error-handling.html`,
  },
  quotas: {
    what: 'No limit of 25,000 events and of 256 KiB.',
    leftOut: 'Loops of compared scripts cost time; the limits are tested on the stepper alone.',
    decidedBy: `${guide}/service-quotas.html`,
  },
  rootPath: {
    what: 'ResultPath `$` makes a field named `$`; on AWS the result replaces the input.',
    leftOut: 'The path `$` in random machines; leaving ResultPath out means the same.',
    decidedBy: `${guide}/input-output-resultpath.html`,
  },
  afterTheEnd: {
    what: 'When the machine times out, a waiting retry is tried once more.',
    leftOut: 'Tries at the moment of the time-out.',
    decidedBy: `${guide}/statemachine-structure.html`,
  },
} as const satisfies Record<string, LibraryDifference>;

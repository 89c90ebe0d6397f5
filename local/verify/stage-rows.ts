// Where the rows of a stage are: the local cloud by its own file, any other stage on AWS by the names
// that its deploy gave, with the credentials of the shell.
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import { type LocalCloud, readLocalFile } from '#local/cloud/local-file.ts';
import { regionOf } from '#sdk/cli/access-fault.ts';
import type { StageRows } from './stored-rows.ts';

export const localRows = ({ awsEndpointUrl, stage }: LocalCloud): StageRows => ({
  ...namedRows(stage),
  aws: emulatedAws(awsEndpointUrl),
});

const namedRows = (stage: string): StageRows => ({
  stage,
  aws: { region: regionOf(process.env) },
  tables: {
    engine: `fluxpay-${stage}-engine`,
    outbox: `fluxpay-${stage}-outbox`,
    readModel: `fluxpay-${stage}-read-model`,
    commands: `fluxpay-${stage}-commands`,
  },
});

/** @throws Setback when the local cloud was never started here. */
export const rowsOf = (stage: string): StageRows =>
  stage === 'local' ? localRows(readLocalFile()) : namedRows(stage);

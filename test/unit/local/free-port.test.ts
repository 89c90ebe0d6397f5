import { describe, expect, it } from 'vitest';
import { choosePort } from '#local/cloud/free-port.ts';

const freeOnly =
  (...ports: number[]) =>
  async (port: number) =>
    ports.includes(port);

describe('choosePort', () => {
  it('takes the usual port when it is free', async () => {
    await expect(choosePort(8080, freeOnly(8080, 8180))).resolves.toBe(8080);
  });

  it('moves up by a hundred while ports are busy', async () => {
    await expect(choosePort(8080, freeOnly(8081, 8280))).resolves.toBe(8280);
  });

  it('never answers a port that does not exist', async () => {
    await expect(choosePort(65_500, freeOnly(65_600))).rejects.toThrow(RangeError);
  });
});

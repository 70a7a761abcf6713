import { COMPARE_PATH, HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { bodyOf, envelopeMistake } from '../findings/envelope.ts';
import { checkRefusal, type Group } from '../findings/group.ts';

/** Addresses besides the comparison's. */
export const routes: Group = {
  name: 'routes',

  async ours({ client, record }) {
    const authorization = `Bearer ${client.token}`;
    const unknown = [
      ['an unknown path', 'POST', `${COMPARE_PATH}Faces`],
      ['another case', 'POST', COMPARE_PATH.toLowerCase()],
      ['GET on the comparison', 'GET', COMPARE_PATH],
      ['PUT on the comparison', 'PUT', COMPARE_PATH],
      ['DELETE on health', 'DELETE', HEALTH_PATH],
    ] as const;
    for (const [name, method, path] of unknown) {
      checkRefusal(record, name, await client.send({ method, path, headers: { authorization } }), 404);
    }
    checkRefusal(record, 'an unknown path without a token', await client.send({ path: '/unknown' }), 404);

    const health = await client.send({ path: HEALTH_PATH });
    record.equal('health without a token: status', 200, health.status);
    const mistake = envelopeMistake(health);
    record.check('health: envelope', 'the envelope', mistake ?? 'the envelope', mistake === null);
    const names = Object.keys((bodyOf(health)?.result ?? {}) as object).sort();
    record.equal('health: fields', ['auditStore', 'calibrationVersion', 'lastAuditWrite', 'pack', 'version'], names);
    const head = await client.send({ method: 'HEAD', path: HEALTH_PATH });
    record.equal('HEAD on health: status and length of the body', [200, 0], [head.status, head.body.length]);
  },
};

import { defaultModel } from './default-model.ts';
import type { GatewayModel } from './gateway-model.ts';

/** Names a bucket of requests and opens nothing, so it need not be secret. */
const LOCAL_USAGE_KEY = 'local-usage-key-shared-by-all';

/** The API that `npm start` serves. */
export async function localModel(): Promise<GatewayModel> {
  return defaultModel(LOCAL_USAGE_KEY);
}

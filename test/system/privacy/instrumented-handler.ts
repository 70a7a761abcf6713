// The steps are wrapped while the handler's modules are loaded, so this comes first.
import './instrument.ts';
import { handler as original } from '../../../lambda/compare/handler.ts';
import { begin } from './instrument.ts';

type Handler = (event: never, context: { getRemainingTimeInMillis: () => number }) => Promise<unknown>;

/** The compare function, which does what the event's `x-instrument` header says. */
export const handler: Handler = (event, context) => {
  const end = performance.now() + begin(event);
  const getRemainingTimeInMillis = () => Math.min(context.getRemainingTimeInMillis(), end - performance.now());
  return (original as unknown as Handler)(event, { ...context, getRemainingTimeInMillis });
};

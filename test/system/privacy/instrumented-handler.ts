// The steps are wrapped while the handler's modules are loaded, so this comes first.
import './instrument.ts';
import { handler as original } from '../../../lambda/compare/handler.ts';
import { begin } from './instrument.ts';

type Handler = (event: never, context: never) => Promise<unknown>;

/** The compare function, which does what the event's `x-instrument` header says. */
export const handler: Handler = (event, context) => {
  begin(event);
  return (original as unknown as Handler)(event, context);
};

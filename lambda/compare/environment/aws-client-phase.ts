import { phases } from '../../face/phases.ts';

// Evaluated right before the AWS client, whose evaluation is a phase of the start.
phases.publish('AWS client');
